//! Caps on Engine.IO connections: of one source and the networks around it, in all, and without a
//! session.
//!
//! A connection is counted from its handshake on. The slot travels in the handshake request's
//! extensions, which the transport keeps as long as it lives, so it is released in whatever way the
//! transport ends. Connections that have not shown a session may take half of the total: anonymous
//! clients can fill that half but not the other.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Json,
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::{Ack, ConnectAuth, ErrorCode, ErrorReply};

use super::handshake::{self, Trust};
use crate::{
    actions::{
        Actions,
        limits::RateLimits,
        limits::buckets::{Buckets, too_fast},
    },
    connections::caps::{Caps, Count},
};
use domain::network::Network;
use domain::source::Source;

/// Sustained handshakes per second from one source.
const HANDSHAKES_PER_SECOND: u32 = 20;

/// Counts open connections; cheap to clone.
#[derive(Clone)]
pub(super) struct Counter(Arc<Shared>);

struct Shared {
    caps: Caps,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: Count,
    without_session: usize,
}

/// Why there is no slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Refusal {
    /// The cap of the source, of a network around it or of the total is reached.
    Full,
    /// The cap of connections without a session is reached.
    NoSession,
}

/// What a handshake has shown of its sender.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shown {
    Nothing,
    Session,
}

impl Counter {
    pub(super) fn new(caps: Caps) -> Self {
        Self(Arc::new(Shared {
            caps,
            open: Mutex::default(),
        }))
    }

    fn take(&self, source: Source, shown: Shown) -> Result<Slot, Refusal> {
        let caps = self.0.caps;
        let mut open = self.0.open();
        open.all
            .check(Some(source), caps)
            .map_err(|_| Refusal::Full)?;
        if shown == Shown::Nothing {
            if open.without_session >= caps.total.div_ceil(2) {
                return Err(Refusal::NoSession);
            }
            open.without_session += 1;
        }
        open.all.add(Some(source));
        Ok(Slot {
            shared: Arc::clone(&self.0),
            source,
            has_session: AtomicBool::new(shown == Shown::Session),
        })
    }
}

impl Shared {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One counted connection; dropping it releases the slot.
pub(super) struct Slot {
    shared: Arc<Shared>,
    source: Source,
    /// Written under the lock of `shared`.
    has_session: AtomicBool,
}

impl Slot {
    /// From now on it does not count as one without a session.
    pub(super) fn has_session(&self) {
        let mut open = self.shared.open();
        if !self.has_session.swap(true, Ordering::Relaxed) {
            open.without_session = open.without_session.saturating_sub(1);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.shared.open();
        open.all.remove(Some(self.source));
        if !self.has_session.load(Ordering::Relaxed) {
            open.without_session = open.without_session.saturating_sub(1);
        }
    }
}

/// Marks the connection that this handshake opened as one with a session.
pub(super) fn has_session(handshake: &Parts) {
    if let Some(slot) = handshake.extensions.get::<Arc<Slot>>() {
        slot.has_session();
    }
}

/// Rate limit of handshakes. Each creates a transport, which costs a task and memory even if it
/// ends at once.
struct Handshakes {
    source: Buckets<Network>,
    /// For the networks around the source, each with the multiple of a source's rate that it may
    /// use.
    around: [(u32, Buckets<Network>); 2],
}

impl Handshakes {
    /// The burst is the cap on connections of one source.
    fn new(caps: Caps) -> Self {
        let burst = u32::try_from(caps.per_source).unwrap_or(u32::MAX);
        let burst = burst.max(HANDSHAKES_PER_SECOND);
        let buckets =
            |times: u32| Buckets::new(burst.saturating_mul(times), HANDSHAKES_PER_SECOND * times);
        Self {
            source: buckets(1),
            around: [(2, buckets(2)), (4, buckets(4))],
        }
    }

    fn take(&self, source: Source) -> Result<(), Duration> {
        for (network, times) in source.shares() {
            let around = self.around.iter().find(|(of, _)| *of == times);
            let buckets = around.map_or(&self.source, |(_, buckets)| buckets);
            buckets.take(&network)?;
        }
        Ok(())
    }
}

/// Checks each handshake; cheap to clone.
#[derive(Clone)]
pub(super) struct Guard {
    counter: Counter,
    /// `None` if rate limits are off.
    handshakes: Option<Arc<Handshakes>>,
    actions: Actions,
    trust: Trust,
}

impl Guard {
    pub(super) fn new(caps: Caps, limits: RateLimits, actions: Actions, trust: Trust) -> Self {
        let handshakes = match limits {
            RateLimits::On => Some(Arc::new(Handshakes::new(caps))),
            RateLimits::Off => None,
        };
        Self {
            counter: Counter::new(caps),
            handshakes,
            actions,
            trust,
        }
    }

    /// Takes a slot for a handshake, and returns the request with the slot in its extensions.
    async fn admit(&self, client: IpAddr, request: Request) -> Result<Request, Response> {
        let source = Source::from(client);
        let slot = self.counter.take(source, Shown::Nothing);
        if slot.as_ref().err() == Some(&Refusal::Full) {
            return Err(full());
        }
        if let Some(handshakes) = &self.handshakes
            && let Err(wait) = handshakes.take(source)
        {
            return Err(too_many(wait));
        }
        let (mut parts, body) = request.into_parts();
        let slot = match slot {
            // Only in this case is the store read for the session.
            Err(Refusal::NoSession) if self.shows_session(&parts).await => {
                self.counter.take(source, Shown::Session)
            }
            slot => slot,
        };
        let slot = slot.map_err(|_| full())?;
        parts.extensions.insert(Arc::new(slot));
        Ok(Request::from_parts(parts, body))
    }

    async fn shows_session(&self, parts: &Parts) -> bool {
        let cookie = || handshake::token(parts, &ConnectAuth::default(), &self.trust).ok();
        let Some(token) = handshake::bearer(parts).or_else(cookie) else {
            return false;
        };
        let origin = handshake::origin(parts);
        let account = self.actions.session(&token, &origin).await;
        account.is_ok_and(|account| account.is_some())
    }
}

/// Counts handshakes (requests without a `sid`) and refuses them when there are too many.
pub(super) async fn count(
    State(guard): State<Guard>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let is_handshake = !request
        .uri()
        .query()
        .unwrap_or_default()
        .split('&')
        .any(|pair| pair.starts_with("sid="));
    if !is_handshake {
        return next.run(request).await;
    }
    match guard.admit(client.ip(), request).await {
        Ok(request) => next.run(request).await,
        Err(refused) => refused,
    }
}

fn full() -> Response {
    let error = ErrorReply::new(
        ErrorCode::TooManyConnections,
        "There are too many connections. Close some, or try again later.",
    );
    refuse(StatusCode::SERVICE_UNAVAILABLE, error)
}

fn too_many(wait: Duration) -> Response {
    let error = too_fast(
        wait,
        "There were too many new connections in a short time. Wait a moment and try again.",
    );
    refuse(StatusCode::TOO_MANY_REQUESTS, error)
}

fn refuse(status: StatusCode, error: ErrorReply) -> Response {
    (status, Json(Ack::<()>::Error(error))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(address: &str) -> Source {
        address.parse::<IpAddr>().expect("an address").into()
    }

    fn counter(per_source: usize, total: usize) -> Counter {
        Counter::new(Caps { per_source, total })
    }

    #[test]
    fn slots_are_given_up_to_the_caps_and_come_back() {
        let (counter, a, b) = (counter(2, 3), source("192.0.2.1"), source("198.51.100.1"));
        let take = |source| counter.take(source, Shown::Session);
        let first = take(a).expect("the first");
        let _second = take(a).expect("the second");
        assert_eq!(take(a).err(), Some(Refusal::Full), "the address is full");
        let _third = take(b).expect("the third");
        assert_eq!(take(b).err(), Some(Refusal::Full), "all is full");
        drop(first);
        assert!(take(b).is_ok());
    }

    #[test]
    fn many_sources_of_one_network_do_not_take_all() {
        let counter = counter(500, 10_000);
        let slots: Vec<_> = (0..18 * 500)
            .filter_map(|n| {
                let from = source(&format!("2001:db8:0:{:x}::1", n % 18));
                counter.take(from, Shown::Nothing).ok()
            })
            .collect();
        assert_eq!(slots.len(), 1000, "two times as many as one");
        assert!(
            counter
                .take(source("2001:db8:1::1"), Shown::Nothing)
                .is_ok()
        );
    }

    #[test]
    fn without_a_session_there_is_half_and_who_shows_one_makes_room() {
        let counter = counter(100, 4);
        let (a, b) = (source("192.0.2.1"), source("198.51.100.1"));
        let first = counter.take(a, Shown::Nothing).expect("the first");
        let second = counter.take(b, Shown::Nothing).expect("the second");
        let none = counter.take(a, Shown::Nothing).err();
        assert_eq!(none, Some(Refusal::NoSession));
        let third = counter.take(a, Shown::Session).expect("has a session");
        first.has_session();
        first.has_session();
        let fourth = counter.take(a, Shown::Nothing).expect("has room");
        drop((first, second, third, fourth));
        assert_eq!(counter.0.open().without_session, 0);
        assert_eq!(counter.0.open().all.total(), 0);
    }

    #[test]
    fn handshakes_are_counted_by_source_and_by_the_networks_around_it() {
        let handshakes = Handshakes::new(Caps {
            per_source: 30,
            total: 1000,
        });
        let burst = |address: &str| {
            let from = source(address);
            (0..200)
                .take_while(|_| handshakes.take(from).is_ok())
                .count()
        };
        assert!((30..45).contains(&burst("2001:db8:0:1::1")));
        assert!((10..45).contains(&burst("2001:db8:0:2::1")));
        assert!(burst("2001:db8:0:3::1") < 15, "the /56 had its share");
        assert!((30..45).contains(&burst("2001:db8:0:101::1")));
    }
}
