//! Socket.IO: the tutorial's namespace `/`, Natter's own `/chat`, and the fan-out of what was
//! stored. Handlers are thin: they read a payload, call [`actions`](crate::actions), and answer.
//! `http` mounts [`Started::router`]; nobody else calls in here.

mod answers;
mod audience;
mod chat;
mod closing;
mod connections;
mod fanout;
mod handshake;
mod inbox;
mod listener;
mod log;
mod pace;
mod polls;
mod transport;
mod tutorial;
mod wires;

use std::{collections::HashSet, sync::Arc, time::Duration};

use axum::{Router, http::Method, middleware};
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
use tower_http::cors::{Any, CorsLayer};

use crate::http::security::cookie::CookieKind;
use crate::{
    actions::{Actions, Actor, limits::RateLimits},
    connections::caps::Caps,
    store::{Committed, Lobby, SessionId},
};
use answers::Answers;
pub use chat::EVENTS;
use fanout::Fanout;
use handshake::Trust;
use log::ConnectionLog;
pub use wires::Wires;

/// How the sockets behave.
#[derive(Clone, Debug)]
pub struct RealtimeConfig {
    /// Origin of the public address, such as `https://chat.example.org`, if one is configured.
    pub public_origin: Option<String>,
    /// How the session cookie is called.
    pub cookie: CookieKind,
    /// How many connections there may be.
    pub caps: Caps,
    /// Whether it matters how many are opened in a time, and how fast they are read.
    pub rate_limits: RateLimits,
}

/// The sockets, running.
pub struct Started {
    /// Serves `/socket.io/`. Requests need a [`Peer`](crate::cuttable::Peer).
    pub router: Router,
    /// To stop them.
    pub realtime: Realtime,
}

/// Handle to the sockets; cheap to clone.
#[derive(Clone)]
pub struct Realtime {
    io: SocketIo,
    fanout: Arc<Mutex<JoinHandle<()>>>,
}

/// How long a transport may be open without having joined a namespace.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Packets that wait for one slow reader; beyond it the reader misses some and catches up. Room for
/// what a quick reader gets in one burst, with the acks of what it said; a packet's text is shared by
/// all who get it.
const BUFFER_PACKETS: usize = 1024;

/// What each WebSocket reads at once: what people write fits, and a longer packet is read in
/// pieces. Every connection holds this much, however idle.
const READ_BUFFER_BYTES: usize = 1024;

/// When clients should be back after a restart.
const RECONNECT_AFTER: Duration = Duration::from_millis(500);

/// What the store tells the sockets.
pub struct News {
    /// Whether the lobby is open to people without an account, before any of the news.
    pub lobby: Lobby,
    /// Where the rooms stand before any of the news.
    pub heads: Vec<RoomHead>,
    /// What is committed from then on.
    pub committed: mpsc::Receiver<Committed>,
}

/// Starts the sockets and the fan-out of what the store commits.
pub fn start(actions: &Actions, news: News, config: RealtimeConfig) -> Started {
    let parser = ParserConfig::common()
        .max_incoming_binary_buf_size(MAX_FRAME_BYTES)
        .max_incoming_binaries(8);
    let (door, passages) = fanout::Door::new();
    let wires = Wires::new(config.rate_limits);
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
        .with_state(door)
        .with_state(wires.clone())
        .with_state(Answers::new())
        .with_state(ConnectionLog::start())
        .with_state(trust.clone())
        .build_svc();

    io.ns("/", tutorial::connected.with(tutorial::prepare));
    io.ns(CHAT_NAMESPACE, chat::connected.with(chat::admit));
    let fanout = Fanout::new(io.clone(), news.lobby, news.heads, passages, wires.clone());
    let fanout = tokio::spawn(fanout.run(news.committed));

    // Any page may speak to `/`, as the tutorial's does. No credentials: the cookie stays at home.
    let any_page = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([axum::http::header::CONTENT_TYPE]);
    let guard = connections::Guard::new(config.caps, config.rate_limits, actions.clone(), trust);
    let counted = middleware::from_fn_with_state(guard, connections::count);
    let router = Router::new()
        .route_service("/socket.io/", service.clone())
        .route_service("/socket.io", service)
        .layer(counted);
    let router = match config.rate_limits {
        RateLimits::On => polls::Pace::new().keep(router),
        RateLimits::Off => router,
    };
    let router = wires.watch(router).layer(any_page);
    Started {
        router,
        realtime: Realtime {
            io,
            fanout: Arc::new(Mutex::new(fanout)),
        },
    }
}

impl Realtime {
    /// The sessions with which somebody is connected, each once.
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

    /// Tells the clients to come back later and closes all connections; gives up after `limit`.
    pub async fn close(&self, limit: Duration) {
        let news = GoingAway {
            reconnect_after_ms: u64::try_from(RECONNECT_AFTER.as_millis()).unwrap_or(u64::MAX),
        };
        let closed = timeout(limit, async {
            // It must not meet namespaces that are gone. Whoever misses what it had still to tell
            // finds it in the store.
            let mut fanout = self.fanout.lock().await;
            if !fanout.is_finished() {
                fanout.abort();
                // An error is what an aborted task ends with.
                let _ = (&mut *fanout).await;
            }
            if let Some(chat) = self.io.of(CHAT_NAMESPACE) {
                // A reader whose queue is full learns it by the closed connection.
                let _ = chat.emit(GoingAway::NAME, &news).await;
            }
            self.io.close().await;
        });
        if closed.await.is_err() {
            tracing::warn!("some connections did not close in time");
        }
    }
}
