//! How many Engine.IO connections there are, from one address and in all.
//!
//! A connection is counted from its handshake on. The slot travels in the handshake request's
//! extensions, which the transport keeps as long as it lives, so it is given back in whatever way
//! the transport ends.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json,
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::{Ack, ErrorCode, ErrorReply};

use crate::domain::source::Source;

/// How many connections there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConnectionCaps {
    /// From one address. A whole office may share one.
    pub per_address: usize,
    /// In all.
    pub total: usize,
}

impl ConnectionCaps {
    pub(super) fn counter(self) -> Counter {
        Counter(Arc::new(Shared {
            caps: self,
            open: Mutex::default(),
        }))
    }
}

#[derive(Clone)]
pub(super) struct Counter(Arc<Shared>);

struct Shared {
    caps: ConnectionCaps,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_source: HashMap<Source, usize>,
}

impl Counter {
    fn take(&self, address: IpAddr) -> Option<Slot> {
        let source = Source::from(address);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let here = open.by_source.get(&source).copied().unwrap_or(0);
        if open.total >= self.0.caps.total || here >= self.0.caps.per_address {
            return None;
        }
        open.total += 1;
        open.by_source.insert(source, here + 1);
        Some(Slot {
            shared: Arc::clone(&self.0),
            source,
        })
    }
}

/// One counted connection; dropping it gives its place back.
struct Slot {
    shared: Arc<Shared>,
    source: Source,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self
            .shared
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.total = open.total.saturating_sub(1);
        if let Some(here) = open.by_source.get_mut(&self.source) {
            *here -= 1;
            if *here == 0 {
                open.by_source.remove(&self.source);
            }
        }
    }
}

/// Counts handshakes (requests without a session id) and refuses them when there are too many.
pub(super) async fn count(
    State(counter): State<Counter>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let is_handshake = !request
        .uri()
        .query()
        .unwrap_or_default()
        .split('&')
        .any(|pair| pair.starts_with("sid="));
    if is_handshake {
        let Some(slot) = counter.take(client.ip()) else {
            return refuse();
        };
        request.extensions_mut().insert(Arc::new(slot));
    }
    next.run(request).await
}

fn refuse() -> Response {
    let error = ErrorReply::new(
        ErrorCode::TooManyConnections,
        "There are too many connections. Close some, or try again later.",
    );
    (
        StatusCode::SERVICE_UNAVAILABLE,
        Json(Ack::<()>::Error(error)),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn places_are_given_up_to_the_caps_and_come_back() {
        let caps = ConnectionCaps {
            per_address: 2,
            total: 3,
        };
        let (counter, a, b) = (caps.counter(), Ipv4Addr::LOCALHOST, Ipv4Addr::BROADCAST);
        let first = counter.take(a.into());
        let second = counter.take(a.into());
        assert!(first.is_some() && second.is_some());
        assert!(counter.take(a.into()).is_none(), "the address is full");
        let third = counter.take(b.into());
        assert!(third.is_some());
        assert!(counter.take(b.into()).is_none(), "all is full");
        drop(first);
        assert!(counter.take(b.into()).is_some());
    }
}
