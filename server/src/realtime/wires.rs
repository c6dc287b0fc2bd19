//! Which connection carries which socket, so that a socket whose session has ended can be cut off.
//!
//! socketioxide's `disconnect()` fails when the socket's queue is full, and at best leaves one
//! namespace: the transport stays, and its client can join again. [`Wires`] ends the transport
//! itself:
//!
//! - A WebSocket has a TCP connection of its own, which is [cut](crate::cuttable). The request that
//!   opened the transport holds the handle in its extensions. Where the transport began by polling
//!   and was upgraded, the upgrade's handle is kept here, by the transport's id; the id of a socket
//!   is that of its transport.
//! - Polls come over connections that a proxy may share among many clients, so these are not cut.
//!   The id is remembered for longer than the transport can live without being polled, and requests
//!   with it, also one that waits already, are answered as if there were no such transport.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use axum::{
    Router,
    body::HttpBody as _,
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use protocol::limits::{PING_INTERVAL, PING_TIMEOUT};
use socketioxide::{extract::SocketRef, socket::Sid};
use tokio::{sync::Notify, time::Instant};

use super::transport::Transport;
use crate::{
    actions::limits::RateLimits,
    cuttable::{CutHandle, Peer, WeakCutHandle, Written},
};

/// How long a cut transport's id is remembered. Unanswered, the transport itself ends after one
/// [`PING_INTERVAL`] and one [`PING_TIMEOUT`].
const REMEMBERED: Duration = PING_INTERVAL.saturating_add(PING_TIMEOUT).saturating_mul(2);

/// Upgraded transports that are kept before the first look for ended ones.
const FIRST_SWEEP: usize = 64;

/// Cuts sockets off; cheap to clone.
#[derive(Clone, Default)]
pub struct Wires(Arc<Shared>);

#[derive(Default)]
struct Shared {
    book: Mutex<Book>,
    /// Told at each cut.
    cuts: Notify,
    /// Whether WebSockets are read at a pace.
    is_paced: bool,
}

/// Both under one lock: an upgrade is either seen by a cut or sees that there was one.
#[derive(Default)]
struct Book {
    upgraded: HashMap<Sid, Vec<WeakCutHandle>>,
    /// When `upgraded` has so many, ended ones are looked for.
    next_sweep: usize,
    /// What counts the bytes of transports that began by polling.
    polled: HashMap<Sid, Weak<Written>>,
    /// The same for `polled`.
    next_polled_sweep: usize,
    cut: HashSet<Sid>,
    /// What to forget, and when; the oldest first.
    forget: VecDeque<(Instant, Sid)>,
}

/// The connection of a WebSocket that began as one, in the extensions of its request.
#[derive(Clone)]
struct OwnWire(CutHandle);

impl Wires {
    /// Reads WebSockets no faster than a pace, if rate limits are on.
    pub(super) fn new(rate_limits: RateLimits) -> Self {
        Self(Arc::new(Shared {
            is_paced: rate_limits == RateLimits::On,
            ..Shared::default()
        }))
    }

    /// Puts the watch before the routes of the sockets. Their requests need
    /// [`ConnectInfo<Peer>`](crate::cuttable::make_service).
    pub fn watch<S: Clone + Send + Sync + 'static>(&self, sockets: Router<S>) -> Router<S> {
        sockets.layer(middleware::from_fn_with_state(self.clone(), watch))
    }

    /// Ends the transport of a socket, at once and for good, whatever state its queue is in. All
    /// namespaces that it joined go with it: at once where it is a WebSocket, else when the transport
    /// is missed, within [`PING_INTERVAL`] and [`PING_TIMEOUT`]. So leave the rooms first.
    pub fn cut(&self, socket: &SocketRef) {
        let upgraded = self.book().cut(socket.id);
        self.0.cuts.notify_waiters();
        for handle in upgraded.iter().filter_map(WeakCutHandle::upgrade) {
            handle.cut();
        }
        if let Some(OwnWire(handle)) = socket.req_parts().extensions.get() {
            handle.cut();
        }
    }

    /// The connection that carries a socket and no other; none while it is polled.
    pub(super) fn connection(&self, socket: &SocketRef) -> Option<CutHandle> {
        if let Some(OwnWire(handle)) = socket.req_parts().extensions.get() {
            return Some(handle.clone());
        }
        let book = self.book();
        let upgraded = book.upgraded.get(&socket.id).into_iter().flatten();
        upgraded.filter_map(WeakCutHandle::upgrade).next()
    }

    /// From now on it is counted what the socket's client takes, over whatever connections.
    pub(super) fn watch_written(&self, socket: &SocketRef) {
        let extensions = &socket.req_parts().extensions;
        if extensions.get::<OwnWire>().is_none()
            && let Some(transport) = extensions.get::<Transport>()
        {
            self.book().add_polled(socket.id, transport.written());
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever polls takes what is answered.
    fn is_taken(&self, sid: Sid, response: &Response) {
        let bytes = response.body().size_hint().lower();
        let written = self.book().polled.get(&sid).and_then(Weak::upgrade);
        if let Some(written) = written {
            written.add(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
    }

    fn pace(&self, connection: &CutHandle) {
        if self.0.is_paced {
            connection.pace();
        }
    }

    /// Waits until a transport is cut.
    async fn until_cut(&self, sid: Sid) {
        loop {
            let mut cuts = std::pin::pin!(self.0.cuts.notified());
            // From here on none is missed.
            cuts.as_mut().enable();
            if self.book().is_cut(&sid) {
                return;
            }
            cuts.await;
        }
    }
}

impl Book {
    fn cut(&mut self, sid: Sid) -> Vec<WeakCutHandle> {
        let now = Instant::now();
        while let Some((when, old)) = self.forget.front()
            && *when <= now
        {
            self.cut.remove(old);
            self.forget.pop_front();
        }
        if self.cut.insert(sid) {
            self.forget.push_back((now + REMEMBERED, sid));
        }
        self.upgraded.remove(&sid).unwrap_or_default()
    }

    fn is_cut(&self, sid: &Sid) -> bool {
        self.cut.contains(sid)
    }

    fn add_upgrade(&mut self, sid: Sid, handle: &CutHandle) {
        if self.upgraded.len() >= self.next_sweep.max(FIRST_SWEEP) {
            self.upgraded.retain(|_, handles| {
                handles.retain(|handle| handle.upgrade().is_some());
                !handles.is_empty()
            });
            self.next_sweep = self.upgraded.len() * 2;
        }
        if let Some(written) = self.polled.get(&sid).and_then(Weak::upgrade) {
            handle.count_written(written);
        }
        let handles = self.upgraded.entry(sid).or_default();
        handles.retain(|handle| handle.upgrade().is_some());
        handles.push(handle.downgrade());
    }

    /// The upgrade may have come before the first namespace, or come later.
    fn add_polled(&mut self, sid: Sid, written: &Arc<Written>) {
        if self.polled.len() >= self.next_polled_sweep.max(FIRST_SWEEP) {
            self.polled.retain(|_, written| written.strong_count() > 0);
            self.next_polled_sweep = self.polled.len() * 2;
        }
        self.polled.insert(sid, Arc::downgrade(written));
        let upgraded = self.upgraded.get(&sid).into_iter().flatten();
        for handle in upgraded.filter_map(WeakCutHandle::upgrade) {
            handle.count_written(Arc::clone(written));
        }
    }

    fn remove_upgrade(&mut self, sid: Sid, handle: &CutHandle) {
        if let Some(handles) = self.upgraded.get_mut(&sid) {
            handles.retain(|other| !other.is_of(handle));
            if handles.is_empty() {
                self.upgraded.remove(&sid);
            }
        }
    }
}

/// What a request wants, read as engineioxide reads it: the first of each name counts.
struct Asked {
    /// The transport, if it is not a new one.
    sid: Option<Sid>,
    is_websocket: bool,
}

impl Asked {
    fn read(query: &str) -> Self {
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name));
        Self {
            sid: value("sid=").and_then(|sid| sid.parse().ok()),
            is_websocket: value("transport=") == Some("websocket"),
        }
    }
}

async fn watch(State(wires): State<Wires>, mut request: Request, next: Next) -> Response {
    let asked = Asked::read(request.uri().query().unwrap_or_default());
    let peer = request.extensions().get::<ConnectInfo<Peer>>();
    let handle = peer.map(|ConnectInfo(peer)| peer.cut.clone());
    match (asked.sid, handle) {
        (None, handle) => {
            let transport = Transport::new();
            if let Some(handle) = handle.filter(|_| asked.is_websocket) {
                handle.count_written(Arc::clone(transport.written()));
                wires.pace(&handle);
                request.extensions_mut().insert(OwnWire(handle));
            }
            request.extensions_mut().insert(transport);
            next.run(request).await
        }
        (Some(sid), Some(handle)) if asked.is_websocket => {
            wires.pace(&handle);
            upgrade(&wires, sid, &handle, next.run(request)).await
        }
        (Some(sid), _) => tokio::select! {
            biased;
            () = wires.until_cut(sid) => no_such_transport(),
            response = next.run(request) => {
                wires.is_taken(sid, &response);
                response
            }
        },
    }
}

async fn upgrade(
    wires: &Wires,
    sid: Sid,
    handle: &CutHandle,
    response: impl Future<Output = Response>,
) -> Response {
    {
        let mut book = wires.book();
        if book.is_cut(&sid) {
            return no_such_transport();
        }
        book.add_upgrade(sid, handle);
    }
    let response = response.await;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        // The connection serves other requests now, and one connection could bring any number of
        // ids.
        wires.book().remove_upgrade(sid, handle);
    }
    response
}

/// As engineioxide answers for an id that it does not know.
fn no_such_transport() -> Response {
    (
        StatusCode::BAD_REQUEST,
        [(header::CONTENT_TYPE, "application/json")],
        r#"{"code":"1","message":"Session ID unknown"}"#,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use tokio::{
        net::{TcpListener, TcpStream},
        time::advance,
    };

    use super::*;
    use crate::cuttable::CuttableStream;

    async fn stream() -> CuttableStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("has one");
        CuttableStream::new(TcpStream::connect(address).await.expect("connects"))
    }

    #[test]
    fn a_request_is_read_as_the_engine_reads_it() {
        let sid = Sid::new();
        let query = format!("EIO=4&transport=websocket&sid={sid}&transport=polling&sid=x");
        let asked = Asked::read(&query);
        assert_eq!((asked.sid, asked.is_websocket), (Some(sid), true));
        let asked = Asked::read("EIO=4&transport=polling&sid=short");
        assert_eq!((asked.sid, asked.is_websocket), (None, false));
    }

    #[tokio::test]
    async fn upgrades_that_ended_leave_nothing_behind() {
        let mut book = Book::default();
        let living = stream().await;
        book.add_upgrade(Sid::new(), &living.cut_handle());
        for _ in 0..10 * FIRST_SWEEP {
            let ended = stream().await;
            book.add_upgrade(Sid::new(), &ended.cut_handle());
        }
        assert!(
            book.upgraded.len() <= FIRST_SWEEP,
            "{}",
            book.upgraded.len()
        );
        let kept = book.upgraded.values().flatten();
        assert_eq!(
            kept.filter(|one| one.is_of(&living.cut_handle())).count(),
            1
        );
    }

    #[tokio::test]
    async fn a_refused_upgrade_is_not_kept() {
        let (wires, living) = (Wires::default(), stream().await);
        let refused = async { StatusCode::BAD_REQUEST.into_response() };
        upgrade(&wires, Sid::new(), &living.cut_handle(), refused).await;
        assert!(wires.book().upgraded.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_cut_is_remembered_for_longer_than_the_transport_lives_and_not_for_ever() {
        let mut book = Book::default();
        let (first, second) = (Sid::new(), Sid::new());
        book.cut(first);
        advance(PING_INTERVAL + PING_TIMEOUT).await;
        assert!(book.is_cut(&first));
        advance(REMEMBERED).await;
        book.cut(second);
        assert!(!book.is_cut(&first) && book.is_cut(&second));
        assert_eq!((book.cut.len(), book.forget.len()), (1, 1));
    }

    #[tokio::test]
    async fn who_waits_for_one_cut_is_not_woken_by_another() {
        let (wires, mine) = (Wires::default(), Sid::new());
        let mut waiting = std::pin::pin!(wires.until_cut(mine));
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        wires.book().cut(Sid::new());
        wires.0.cuts.notify_waiters();
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        wires.book().cut(mine);
        wires.0.cuts.notify_waiters();
        assert!(futures_util::poll!(waiting.as_mut()).is_ready());
    }
}
