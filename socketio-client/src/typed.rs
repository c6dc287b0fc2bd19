//! Events whose names belong to types.

/// An event that is always the same type: what serde makes of it is its one argument.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use socketio_client::TypedEvent;
///
/// #[derive(Serialize, Deserialize)]
/// struct Posted {
///     author: String,
///     text: String,
/// }
///
/// impl TypedEvent for Posted {
///     const NAME: &'static str = "posted";
/// }
/// ```
///
/// Then [`Client::emit_event`](crate::Client::emit_event) sends one,
/// [`Message::read_as`](crate::Message::read_as) reads one, and a [`Router`](crate::Router) calls
/// a function for each.
pub trait TypedEvent {
    /// Its name.
    const NAME: &'static str;
}
