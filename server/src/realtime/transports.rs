//! Which connection carries which socket, so that a socket can be disconnected when its session
//! ends.
//!
//! socketioxide's `disconnect()` fails when the socket's queue is full, and at best leaves one
//! namespace: the transport stays, and its client can join again. [`Transports`] ends the transport
//! itself:
//!
//! - A WebSocket has a TCP connection of its own, which is [disconnected](crate::disconnect). The
//!   request that opened the transport holds the handle in its extensions. Where the transport
//!   began by polling and was upgraded, the upgrade's handle is stored here under the transport's
//!   id; the id of a socket is that of its transport.
//! - Polls arrive over connections that a proxy may share among many clients, so these are not
//!   closed. The id is remembered for longer than the transport can live without being polled, and
//!   requests with it, including one that already waits, are answered as if there were no such
//!   transport.

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

use super::{request_head, transport::Transport};
use crate::{
    actions::limits::RateLimits,
    disconnect::{DisconnectHandle, Peer, WeakDisconnectHandle, Written},
};

/// How long the id of a disconnected transport is remembered. Unanswered, the transport itself ends
/// after one [`PING_INTERVAL`] and one [`PING_TIMEOUT`].
const REMEMBERED: Duration = PING_INTERVAL.saturating_add(PING_TIMEOUT).saturating_mul(2);

/// Number of stored upgrades at which ended ones are first removed.
const FIRST_SWEEP: usize = 64;

/// Disconnects sockets; cheap to clone.
#[derive(Clone, Default)]
pub struct Transports(Arc<Shared>);

#[derive(Default)]
struct Shared {
    book: Mutex<Book>,
    /// Notified at each disconnect.
    cuts: Notify,
    /// Whether the rate at which WebSockets are read is limited.
    is_rate_limited: bool,
}

/// Upgrades and disconnects are under one lock, so that an upgrade either is seen by a disconnect
/// or sees that there was one.
#[derive(Default)]
struct Book {
    upgraded: HashMap<Sid, Vec<WeakDisconnectHandle>>,
    /// Size of `upgraded` at which ended ones are removed next.
    next_sweep: usize,
    /// Counters of written bytes of the transports that began by polling.
    polled: HashMap<Sid, Weak<Written>>,
    /// The same for `polled`.
    next_polled_sweep: usize,
    cut: HashSet<Sid>,
    /// Which ids to forget, and when; the oldest first.
    forget: VecDeque<(Instant, Sid)>,
}

/// The connection of a WebSocket that began as one, in the extensions of its request.
#[derive(Clone)]
struct OwnConnection(DisconnectHandle);

impl Transports {
    /// `rate_limits` decides whether the rate at which WebSockets are read is limited.
    pub(super) fn new(rate_limits: RateLimits) -> Self {
        Self(Arc::new(Shared {
            is_rate_limited: rate_limits == RateLimits::On,
            ..Shared::default()
        }))
    }

    /// Adds the middleware to the Socket.IO routes. Their requests need
    /// [`ConnectInfo<Peer>`](crate::disconnect::make_service).
    pub fn watch<S: Clone + Send + Sync + 'static>(&self, sockets: Router<S>) -> Router<S> {
        sockets.layer(middleware::from_fn_with_state(self.clone(), watch))
    }

    /// Ends the transport of a socket, whatever state its queue is in. All namespaces that it
    /// joined end with it: at once if it is a WebSocket, otherwise when its missing polls are
    /// noticed, within [`PING_INTERVAL`] and [`PING_TIMEOUT`]. So leave the rooms first.
    pub fn disconnect(&self, socket: &SocketRef) {
        let upgraded = self.book().disconnect(socket.id);
        self.0.cuts.notify_waiters();
        for handle in upgraded.iter().filter_map(WeakDisconnectHandle::upgrade) {
            handle.disconnect();
        }
        if let Some(OwnConnection(handle)) = socket.req_parts().extensions.get() {
            handle.disconnect();
        }
    }

    /// The connection that carries this socket alone; `None` while it is polled.
    pub(super) fn connection(&self, socket: &SocketRef) -> Option<DisconnectHandle> {
        if let Some(OwnConnection(handle)) = socket.req_parts().extensions.get() {
            return Some(handle.clone());
        }
        let book = self.book();
        let upgraded = book.upgraded.get(&socket.id).into_iter().flatten();
        upgraded.filter_map(WeakDisconnectHandle::upgrade).next()
    }

    /// Counts the bytes that the socket's client takes from now on, over all its connections.
    pub(super) fn watch_written(&self, socket: &SocketRef) {
        let extensions = &socket.req_parts().extensions;
        if extensions.get::<OwnConnection>().is_none()
            && let Some(transport) = extensions.get::<Transport>()
        {
            self.book().add_polled(socket.id, transport.written());
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the body of a poll's response as taken by the client.
    fn is_taken(&self, sid: Sid, response: &Response) {
        let bytes = response.body().size_hint().lower();
        let written = self.book().polled.get(&sid).and_then(Weak::upgrade);
        if let Some(written) = written {
            written.add(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
    }

    fn limit_read_rate(&self, connection: &DisconnectHandle) {
        if self.0.is_rate_limited {
            connection.limit_read_rate();
        }
    }

    /// Waits until a transport is disconnected.
    async fn until_cut(&self, sid: Sid) {
        loop {
            let mut cuts = std::pin::pin!(self.0.cuts.notified());
            // From here on no notification is missed.
            cuts.as_mut().enable();
            if self.book().is_disconnected(&sid) {
                return;
            }
            cuts.await;
        }
    }
}

impl Book {
    fn disconnect(&mut self, sid: Sid) -> Vec<WeakDisconnectHandle> {
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

    fn is_disconnected(&self, sid: &Sid) -> bool {
        self.cut.contains(sid)
    }

    fn add_upgrade(&mut self, sid: Sid, handle: &DisconnectHandle) {
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

    /// The upgrade may have come before the first namespace was joined, or may come later.
    fn add_polled(&mut self, sid: Sid, written: &Arc<Written>) {
        if self.polled.len() >= self.next_polled_sweep.max(FIRST_SWEEP) {
            self.polled.retain(|_, written| written.strong_count() > 0);
            self.next_polled_sweep = self.polled.len() * 2;
        }
        self.polled.insert(sid, Arc::downgrade(written));
        let upgraded = self.upgraded.get(&sid).into_iter().flatten();
        for handle in upgraded.filter_map(WeakDisconnectHandle::upgrade) {
            handle.count_written(Arc::clone(written));
        }
    }

    fn remove_upgrade(&mut self, sid: Sid, handle: &DisconnectHandle) {
        if let Some(handles) = self.upgraded.get_mut(&sid) {
            handles.retain(|other| !other.is_of(handle));
            if handles.is_empty() {
                self.upgraded.remove(&sid);
            }
        }
    }
}

/// The query of a request, read as engineioxide reads it: the first value of each name counts.
struct TransportQuery {
    /// The transport's id, unless the request opens a new one.
    sid: Option<Sid>,
    is_websocket: bool,
}

impl TransportQuery {
    fn read(query: &str) -> Self {
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name));
        Self {
            sid: value("sid=").and_then(|sid| sid.parse().ok()),
            is_websocket: value("transport=") == Some("websocket"),
        }
    }
}

async fn watch(State(transports): State<Transports>, mut request: Request, next: Next) -> Response {
    let query = TransportQuery::read(request.uri().query().unwrap_or_default());
    let peer = request.extensions().get::<ConnectInfo<Peer>>();
    let handle = peer.map(|ConnectInfo(peer)| peer.cut.clone());
    match (query.sid, handle) {
        (None, handle) => {
            let transport = Transport::new();
            if let Some(handle) = handle.filter(|_| query.is_websocket) {
                handle.count_written(Arc::clone(transport.written()));
                transports.limit_read_rate(&handle);
                request.extensions_mut().insert(OwnConnection(handle));
            }
            request.extensions_mut().insert(transport);
            next.run(request_head::detached(request)).await
        }
        (Some(sid), Some(handle)) if query.is_websocket => {
            transports.limit_read_rate(&handle);
            let upgraded = next.run(request_head::detached(request));
            upgrade(&transports, sid, &handle, upgraded).await
        }
        (Some(sid), _) => tokio::select! {
            biased;
            () = transports.until_cut(sid) => no_such_transport(),
            response = next.run(request) => {
                transports.is_taken(sid, &response);
                response
            }
        },
    }
}

async fn upgrade(
    transports: &Transports,
    sid: Sid,
    handle: &DisconnectHandle,
    response: impl Future<Output = Response>,
) -> Response {
    {
        let mut book = transports.book();
        if book.is_disconnected(&sid) {
            return no_such_transport();
        }
        book.add_upgrade(sid, handle);
    }
    let response = response.await;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        // The connection now serves other requests, and one connection could add any number of ids.
        transports.book().remove_upgrade(sid, handle);
    }
    response
}

/// The answer of engineioxide to an unknown id.
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
    use crate::disconnect::ClientStream;

    async fn stream() -> ClientStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("has one");
        ClientStream::new(TcpStream::connect(address).await.expect("connects"))
    }

    #[test]
    fn a_request_is_read_as_the_engine_reads_it() {
        let sid = Sid::new();
        let query = format!("EIO=4&transport=websocket&sid={sid}&transport=polling&sid=x");
        let query = TransportQuery::read(&query);
        assert_eq!((query.sid, query.is_websocket), (Some(sid), true));
        let query = TransportQuery::read("EIO=4&transport=polling&sid=short");
        assert_eq!((query.sid, query.is_websocket), (None, false));
    }

    #[tokio::test]
    async fn upgrades_that_ended_leave_nothing_behind() {
        let mut book = Book::default();
        let living = stream().await;
        book.add_upgrade(Sid::new(), &living.disconnect_handle());
        for _ in 0..10 * FIRST_SWEEP {
            let ended = stream().await;
            book.add_upgrade(Sid::new(), &ended.disconnect_handle());
        }
        assert!(
            book.upgraded.len() <= FIRST_SWEEP,
            "{}",
            book.upgraded.len()
        );
        let kept = book.upgraded.values().flatten();
        assert_eq!(
            kept.filter(|one| one.is_of(&living.disconnect_handle()))
                .count(),
            1
        );
    }

    #[tokio::test]
    async fn a_refused_upgrade_is_not_kept() {
        let (transports, living) = (Transports::default(), stream().await);
        let refused = async { StatusCode::BAD_REQUEST.into_response() };
        upgrade(
            &transports,
            Sid::new(),
            &living.disconnect_handle(),
            refused,
        )
        .await;
        assert!(transports.book().upgraded.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_cut_is_remembered_for_longer_than_the_transport_lives_and_not_for_ever() {
        let mut book = Book::default();
        let (first, second) = (Sid::new(), Sid::new());
        book.disconnect(first);
        advance(PING_INTERVAL + PING_TIMEOUT).await;
        assert!(book.is_disconnected(&first));
        advance(REMEMBERED).await;
        book.disconnect(second);
        assert!(!book.is_disconnected(&first) && book.is_disconnected(&second));
        assert_eq!((book.cut.len(), book.forget.len()), (1, 1));
    }

    #[tokio::test]
    async fn who_waits_for_one_cut_is_not_woken_by_another() {
        let (transports, mine) = (Transports::default(), Sid::new());
        let mut waiting = std::pin::pin!(transports.until_cut(mine));
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        transports.book().disconnect(Sid::new());
        transports.0.cuts.notify_waiters();
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        transports.book().disconnect(mine);
        transports.0.cuts.notify_waiters();
        assert!(futures_util::poll!(waiting.as_mut()).is_ready());
    }
}
