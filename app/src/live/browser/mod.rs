//! What concerns several parts: the events of the server and of the browser, and the reader's name.

mod events;

use leptos::{
    leptos_dom::helpers::{set_interval_with_handle, window_event_listener},
    prelude::*,
    task::spawn_local,
};
use protocol::{DisplayName, event::SetNameRequest, limits::HEADS_INTERVAL};

use super::{
    Live,
    connection::{ConnectionState, RequestError},
    timeline::Timeline,
};

impl Live {
    /// Connects the page, and listens until it goes.
    pub fn start(self) {
        let Self {
            connection, outbox, ..
        } = self;
        self.each(Timeline::show_local_time);
        outbox.start();
        if let Some(thread) = self.thread {
            thread.outbox.follow_drafts();
        }
        let Some(events) = connection.open() else {
            return;
        };
        spawn_local(self.listen(events));
        window_event_listener(leptos::ev::online, move |_| connection.reconnect());
        window_event_listener(leptos::ev::offline, move |_| {
            connection.set(ConnectionState::Offline);
        });
        window_event_listener(leptos::ev::visibilitychange, move |_| {
            if !document().hidden() {
                self.each(Timeline::compare_heads);
            }
        });
        // Runs as long as the page: there is nothing to stop it for.
        let _ =
            set_interval_with_handle(move || self.each(Timeline::compare_heads), HEADS_INTERVAL);
    }

    /// Does something with each timeline on show.
    fn each(self, apply: impl Fn(Timeline)) {
        self.timelines().for_each(apply);
    }

    /// Renames the reader, or says why not.
    pub fn set_name(self, name: &str, error: RwSignal<Option<String>>) {
        let name = match DisplayName::parse(name) {
            Ok(name) => name,
            Err(reason) => {
                error.set(Some(format!("The name was not changed: {reason}.")));
                return;
            }
        };
        spawn_local(async move {
            let problem = match self.connection.ask(SetNameRequest { name }).await {
                Ok(me) => {
                    self.each(|timeline| timeline.member_changed(&me));
                    None
                }
                Err(RequestError::Refused(error)) => Some(error.message),
                Err(RequestError::Unreachable) => Some(
                    "The name was not changed: the server cannot be reached. Try again in a moment."
                        .into(),
                ),
            };
            error.set(problem);
        });
    }
}
