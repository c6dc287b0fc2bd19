//! Calls a function for each type of event.

use std::{collections::HashMap, fmt};

use serde::de::DeserializeOwned;

use crate::{Message, TypedEvent, error::PayloadError};

type Handler<S> = Box<dyn Fn(&mut S, Message) -> Result<(), PayloadError> + Send + Sync>;

/// Calls a function for each type of event, with a state that they share. What nobody handles
/// comes back, so that nothing is lost by it:
///
/// ```
/// # use serde::Deserialize;
/// use socketio_client::{Event, Events, Router, TypedEvent};
///
/// #[derive(Deserialize)]
/// struct Posted {
///     text: String,
/// }
///
/// impl TypedEvent for Posted {
///     const NAME: &'static str = "posted";
/// }
///
/// async fn listen(mut events: Events) {
///     let mut texts: Vec<String> = Vec::new();
///     let router = Router::new().on(|texts: &mut Vec<String>, posted: Posted| {
///         texts.push(posted.text);
///     });
///     while let Some(event) = events.next().await {
///         let Event::Message(message) = event else {
///             continue;
///         };
///         match router.route(&mut texts, message) {
///             Ok(None) => {}
///             Ok(Some(other)) => println!("no handler for {}", other.name),
///             Err(error) => println!("{error}"),
///         }
///     }
/// }
/// ```
pub struct Router<S> {
    handlers: HashMap<&'static str, Handler<S>>,
}

impl<S> fmt::Debug for Router<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.handlers.keys()).finish()
    }
}

impl<S> Default for Router<S> {
    fn default() -> Self {
        Self {
            handlers: HashMap::new(),
        }
    }
}

impl<S> Router<S> {
    /// One that handles nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Handles events of this type; a second function for one takes the place of the first.
    #[must_use]
    pub fn on<E: TypedEvent + DeserializeOwned>(
        self,
        handle: impl Fn(&mut S, E) + Send + Sync + 'static,
    ) -> Self {
        self.on_message(E::NAME, move |state, message| {
            handle(state, message.payload.read()?);
            Ok(())
        })
    }

    /// Handles events of this name as they came: those with several arguments, bytes, or a wish
    /// for an answer.
    #[must_use]
    pub fn on_message(
        mut self,
        name: &'static str,
        handle: impl Fn(&mut S, Message) -> Result<(), PayloadError> + Send + Sync + 'static,
    ) -> Self {
        self.handlers.insert(name, Box::new(handle));
        self
    }

    /// Calls the function for this event. Without one the event is given back.
    ///
    /// # Errors
    /// When the event is not of the type that belongs to its name.
    pub fn route(&self, state: &mut S, message: Message) -> Result<Option<Message>, PayloadError> {
        match self.handlers.get(message.name.as_str()) {
            Some(handle) => handle(state, message).map(|()| None),
            None => Ok(Some(message)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::core::Payload;

    #[derive(Deserialize)]
    struct Posted {
        text: String,
    }

    impl TypedEvent for Posted {
        const NAME: &'static str = "posted";
    }

    fn message(name: &str, payload: &serde_json::Value) -> Message {
        Message::for_test(name, Payload::of(payload).expect("JSON"))
    }

    #[test]
    fn each_type_goes_to_its_function_and_the_rest_comes_back() {
        let router = Router::new()
            .on(|seen: &mut Vec<String>, posted: Posted| seen.push(posted.text))
            .on_message("raw", |seen, message| {
                seen.push(message.payload.args.len().to_string());
                Ok(())
            });
        let mut seen = Vec::new();
        let posted = message("posted", &serde_json::json!({"text": "hi"}));
        assert!(matches!(router.route(&mut seen, posted), Ok(None)));
        let raw = message("raw", &serde_json::json!([1]));
        assert!(matches!(router.route(&mut seen, raw), Ok(None)));
        let other = router.route(&mut seen, message("other", &serde_json::json!(1)));
        assert_eq!(other.expect("fits").map(|one| one.name).as_deref(), Some("other"));
        assert_eq!(seen, ["hi", "1"]);
    }

    #[test]
    fn what_is_not_of_its_names_type_is_an_error() {
        let router = Router::new().on(|_: &mut (), _: Posted| {});
        let wrong = message("posted", &serde_json::json!(1));
        assert!(matches!(wrong.read_as::<Posted>(), Some(Err(_))));
        assert!(router.route(&mut (), wrong).is_err());
        assert!(message("other", &serde_json::json!(1)).read_as::<Posted>().is_none());
    }
}
