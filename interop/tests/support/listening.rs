//! Our client as these tests start it, and waiting for what it tells.

use std::time::Duration;

use serde_json::Value;
use socketio_client::{Backoff, Builder, Client, DisconnectReason, Event, Events, Payload};
use tokio::time::timeout;

use crate::support::PATIENCE;

/// A client that comes back fast.
pub fn connect(url: &str, namespace: &str, auth: Value) -> Builder {
    Client::builder(url)
        .namespace(namespace)
        .auth(auth)
        .reconnect(Some(Backoff {
            first: Duration::from_millis(50),
            max: Duration::from_millis(200),
        }))
}

/// The next event for which `pick` has a value; others are skipped.
pub async fn next<T>(events: &mut Events, pick: impl FnMut(Event) -> Option<T>) -> T {
    next_within(PATIENCE, events, pick).await
}

async fn next_within<T>(
    patience: Duration,
    events: &mut Events,
    mut pick: impl FnMut(Event) -> Option<T>,
) -> T {
    let search = async {
        loop {
            let event = events.next().await.expect("the client goes on");
            if let Some(found) = pick(event) {
                return found;
            }
        }
    };
    timeout(patience, search).await.expect("it comes in time")
}

pub async fn connected(events: &mut Events) -> String {
    next(events, |event| match event {
        Event::Connected { sid } => Some(sid),
        _ => None,
    })
    .await
}

/// A probe that failed, on a busy machine, is tried again after half a minute.
const UPGRADE_PATIENCE: Duration = Duration::from_secs(75);

pub async fn upgraded(events: &mut Events) {
    next_within(UPGRADE_PATIENCE, events, |event| {
        matches!(event, Event::Upgraded).then_some(())
    })
    .await;
}

pub async fn message(events: &mut Events, name: &str) -> Payload {
    next(events, |event| match event {
        Event::Message(message) if message.name == name => Some(message.payload),
        _ => None,
    })
    .await
}

pub async fn disconnected(events: &mut Events) -> DisconnectReason {
    next(events, |event| match event {
        Event::Disconnected { reason } => Some(reason),
        _ => None,
    })
    .await
}
