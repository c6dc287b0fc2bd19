//! Socket.IO: the tutorial's namespace `/`, Natter's own `/chat`, and the fan-out of committed
//! events. Handlers are thin: they read a payload, call [`actions`](crate::actions), and answer.
//! `http` mounts [`Started::router`]; nothing else calls in here.

mod answers;
mod backpressure;
mod chat;
mod closing;
mod connections;
mod fanout;
mod handshake;
mod inbox;
mod log;
mod polls;
mod published;
mod registrar;
mod request_head;
mod subscriber;
mod subscribers;
mod transport;
mod transports;
mod tutorial;

use std::{collections::HashSet, sync::Arc, time::Duration};

use axum::{Router, middleware};
use protocol::{
    CHAT_NAMESPACE, RoomHead,
    event::{Event, GoingAway},
    limits::{MAX_FRAME_BYTES, PING_INTERVAL, PING_TIMEOUT},
};
use socketioxide::{ParserConfig, SocketIo, handler::ConnectHandler};
use tokio::{
    sync::{Mutex, mpsc},
    task::JoinHandle,
    time::timeout,
};

use crate::http::security::{cookie::CookieKind, cors::any_page};
use crate::{
    actions::{Actions, Actor, limits::RateLimits},
    connections::caps::Caps,
};
use answers::Answers;
pub use chat::EVENTS;
use fanout::Fanout;
use handshake::Trust;
use log::ConnectionLog;
use store::{CommittedEvent, Lobby, SessionId};
pub use transports::Transports;

/// Configuration of the Socket.IO server.
#[derive(Clone, Debug)]
pub struct RealtimeConfig {
    /// Origin of the public address, such as `https://chat.example.org`, if one is configured.
    pub public_origin: Option<String>,
    /// Which session cookie is read; its name depends on this.
    pub cookie: CookieKind,
    /// Caps on the number of connections.
    pub caps: Caps,
    /// Whether new connections and incoming bytes are rate limited.
    pub rate_limits: RateLimits,
}

/// The running Socket.IO server.
pub struct Started {
    /// Serves `/socket.io/`. Requests need a [`Peer`](crate::disconnect::Peer).
    pub router: Router,
    /// Lists sessions, and stops the server.
    pub realtime: Realtime,
}

/// Handle to the Socket.IO server; cheap to clone.
#[derive(Clone)]
pub struct Realtime {
    io: SocketIo,
    fanout: Arc<Mutex<JoinHandle<()>>>,
}

/// How long a transport may be open without having joined a namespace.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Packets queued for one slow client; beyond that the client misses some and has to catch up.
/// Large enough for what a fast client receives in one burst, with the acks of what it sent. All
/// sockets that receive a packet share its text.
const BUFFER_PACKETS: usize = 1024;

/// Read buffer of each WebSocket: typical messages fit, and a longer packet is read in pieces.
/// Every connection holds this much memory, however idle.
const READ_BUFFER_BYTES: usize = 1024;

/// How long clients should wait before they reconnect after a restart.
const RECONNECT_AFTER: Duration = Duration::from_millis(500);

/// What the store publishes to the sockets.
pub struct StoreFeed {
    /// Whether the lobby is open to people without an account, before the first event.
    pub lobby: Lobby,
    /// The `seq` of each room's last message, before the first event.
    pub heads: Vec<RoomHead>,
    /// Everything committed from then on, in commit order.
    pub committed: mpsc::Receiver<CommittedEvent>,
}

/// Starts the Socket.IO server and the fan-out of what the store commits.
pub fn start(actions: &Actions, feed: StoreFeed, config: RealtimeConfig) -> Started {
    let parser = ParserConfig::common()
        .max_incoming_binary_buf_size(MAX_FRAME_BYTES)
        .max_incoming_binaries(8);
    let (registrar, commands) = registrar::Registrar::new();
    let transports = Transports::new(config.rate_limits);
    let trust = Trust {
        public_origin: config.public_origin.map(Into::into),
        cookie: config.cookie,
    };
    let (service, io) = SocketIo::builder()
        .with_parser(parser)
        .max_payload(MAX_FRAME_BYTES as u64)
        .ws_read_buffer_size(READ_BUFFER_BYTES)
        .ws_max_message_size(MAX_FRAME_BYTES)
        .ws_max_frame_size(MAX_FRAME_BYTES)
        .ping_interval(PING_INTERVAL)
        .ping_timeout(PING_TIMEOUT)
        .connect_timeout(CONNECT_TIMEOUT)
        .max_buffer_size(BUFFER_PACKETS)
        .with_state(actions.clone())
        .with_state(registrar)
        .with_state(transports.clone())
        .with_state(Answers::new())
        .with_state(ConnectionLog::start())
        .with_state(trust.clone())
        .build_svc();

    io.ns("/", tutorial::connected.with(tutorial::prepare));
    io.ns(CHAT_NAMESPACE, chat::connected.with(chat::admit));
    let fanout = Fanout::new(
        io.clone(),
        feed.lobby,
        feed.heads,
        actions.timeline(),
        commands,
        transports.clone(),
    );
    let fanout = tokio::spawn(fanout.run(feed.committed));

    let guard = connections::Guard::new(config.caps, config.rate_limits, actions.clone(), trust);
    let counted = middleware::from_fn_with_state(guard, connections::count);
    let router = Router::new()
        .route_service("/socket.io/", service.clone())
        .route_service("/socket.io", service)
        .layer(counted);
    let router = match config.rate_limits {
        RateLimits::On => polls::PollRate::new().layer(router),
        RateLimits::Off => router,
    };
    // Any page may connect to `/`, as the tutorial's does, and with a token to `/chat`.
    let router = transports.watch(router).layer(any_page());
    Started {
        router,
        realtime: Realtime {
            io,
            fanout: Arc::new(Mutex::new(fanout)),
        },
    }
}

impl Realtime {
    /// The sessions that have at least one open connection, each once.
    pub fn sessions(&self) -> Vec<SessionId> {
        let chat = self.io.of(CHAT_NAMESPACE).into_iter();
        let chat = chat.flat_map(|chat| chat.sockets());
        let chat = chat.filter_map(|socket| socket.extensions.get::<Actor>());
        let sessions: HashSet<_> = chat
            .map(|actor| actor.session)
            .chain(tutorial::sessions(&self.io))
            .collect();
        sessions.into_iter().collect()
    }

    /// Asks the clients to reconnect later and closes all connections; gives up after `limit`.
    pub async fn close(&self, limit: Duration) {
        let news = GoingAway {
            reconnect_after_ms: u64::try_from(RECONNECT_AFTER.as_millis()).unwrap_or(u64::MAX),
        };
        let closed = timeout(limit, async {
            // The fan-out must not run while the namespaces are removed. Clients read what it did
            // not publish from the store after they reconnect.
            let mut fanout = self.fanout.lock().await;
            if !fanout.is_finished() {
                fanout.abort();
                // An aborted task ends with an error.
                let _ = (&mut *fanout).await;
            }
            if let Some(chat) = self.io.of(CHAT_NAMESPACE) {
                // A client whose queue is full only sees the connection close.
                let _ = chat.emit(GoingAway::NAME, &news).await;
            }
            self.io.close().await;
        });
        if closed.await.is_err() {
            tracing::warn!("some connections did not close in time");
        }
    }
}
