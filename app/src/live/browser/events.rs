//! Each event of the server, and the parts that it concerns.

use leptos::prelude::document;
use protocol::event::{
    Event as _, GoingAway, IgnoredChanged, Lagging, MemberChanged, MemberJoined, MemberLeft,
    MessageChanged, MessagePosted, PreferenceChanged, Reacted, RemindersChanged, RoomAdded,
    RoomChanged, RoomRemoved, Rooms, Voted, Welcome,
};
use serde::de::DeserializeOwned;
use socketio_client::{Event, Events, Message};
use web_sys::{CustomEvent, CustomEventInit};

use crate::{
    json,
    live::{Live, connection::ConnectionState, rooms::Watch, timeline::Timeline},
};

impl Live {
    pub(super) async fn listen(self, mut events: Events) {
        while let Some(event) = events.next().await {
            match event {
                Event::Message(message) => self.received(&message),
                other => self.connection.follow(&other),
            }
        }
    }

    fn received(self, message: &Message) {
        let Self {
            connection, rooms, ..
        } = self;
        match message.name.as_str() {
            Welcome::NAME => {
                if let Some(welcome) = read(message) {
                    self.welcomed(welcome);
                }
            }
            Rooms::NAME => {
                if let Some(portion) = read::<Rooms>(message) {
                    self.each(|timeline| {
                        timeline.heads_received(&portion.heads);
                    });
                    self.watch(rooms.portion(portion));
                }
            }
            MessagePosted::NAME => {
                if let Some(message) = read::<protocol::Message>(message) {
                    rooms.message_received(&message);
                    self.each(|timeline| timeline.message_received(message.clone()));
                }
            }
            MessageChanged::NAME => {
                if let Some(message) = read::<protocol::Message>(message) {
                    self.each(|timeline| timeline.message_changed(message.clone()));
                }
            }
            Reacted::NAME => {
                if let Some(told) = read::<Reacted>(message) {
                    self.each(|timeline| timeline.reacted(told.clone()));
                }
            }
            Voted::NAME => {
                if let Some(told) = read::<Voted>(message) {
                    self.each(|timeline| timeline.voted(told.clone()));
                }
            }
            Lagging::NAME => {
                if let Some(Lagging { heads }) = read(message) {
                    self.each(|timeline| timeline.lagging(&heads));
                }
            }
            MemberChanged::NAME => {
                if let Some(MemberChanged(member)) = read(message) {
                    rooms.person_changed(&member);
                    self.each(|timeline| timeline.member_changed(&member));
                }
            }
            RoomAdded::NAME => {
                if let Some(added) = read(message)
                    && let Some(head) = rooms.added(added)
                {
                    // From now on its messages come; those between the page and now are asked for.
                    self.each(|timeline| {
                        timeline.heads_received(&[head]);
                    });
                }
            }
            RoomChanged::NAME => {
                if let Some(RoomChanged(room)) = read(message) {
                    rooms.changed(room);
                }
            }
            RoomRemoved::NAME => {
                if let Some(RoomRemoved { room }) = read(message) {
                    self.watch(rooms.removed(room));
                }
            }
            MemberJoined::NAME => {
                if let Some(joined) = read::<MemberJoined>(message) {
                    rooms.person_joined(joined);
                }
            }
            MemberLeft::NAME => {
                if let Some(left) = read::<MemberLeft>(message) {
                    rooms.person_left(left);
                }
            }
            PreferenceChanged::NAME => {
                if let Some(PreferenceChanged(preference)) = read(message) {
                    rooms.preference_changed(preference);
                }
            }
            IgnoredChanged::NAME => {
                if let Some(IgnoredChanged { ignored }) = read(message) {
                    self.each(|timeline| timeline.set_ignored(ignored.clone()));
                }
            }
            GoingAway::NAME => connection.set(ConnectionState::Connecting),
            // Scripts of the page know some others; a newer server sends more than both.
            name => tell_scripts(name, &message.payload.first().to_string()),
        }
    }

    fn welcomed(self, welcome: Welcome) {
        let was_welcome = self.connection.welcomed();
        if welcome.role != self.rooms.role() {
            // What the page offers depends on it, and the server draws that.
            self.connection.reload();
            return;
        }
        let watch = self.rooms.welcomed(&welcome);
        self.each(|timeline| timeline.welcomed(welcome.clone()));
        self.watch(watch);
        if was_welcome {
            self.each(Timeline::refresh);
        }
        self.outbox.flush();
        let due = ["{\"due\":", &welcome.reminders.to_string(), "}"].concat();
        tell_scripts(RemindersChanged::NAME, &due);
    }

    fn watch(self, watch: Watch) {
        if watch == Watch::Needed {
            self.each(Timeline::watch);
        }
    }
}

fn read<T: DeserializeOwned>(message: &Message) -> Option<T> {
    json::from_value(message.payload.first())
}

/// Passes an event on to the scripts of the page (`public/later.js`), as JSON.
fn tell_scripts(name: &str, payload: &str) {
    let told = CustomEventInit::new();
    told.set_detail(&payload.into());
    let event = CustomEvent::new_with_event_init_dict(&["natter:", name].concat(), &told);
    if let Ok(event) = event {
        let _ = document().dispatch_event(&event);
    }
}
