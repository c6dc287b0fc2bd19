//! An Engine.IO session: by which transport it runs, its handshake, heartbeat and end. It carries
//! frames in order and knows nothing of what Socket.IO says in them.
//!
//! What is to be sent waits in one queue, whatever the transport: a WebSocket takes from it frame
//! by frame, polling takes as much as a payload holds, and while one gives way to the other nobody
//! takes. So nothing is lost, doubled or overtaken around an upgrade.

#[cfg(feature = "polling")]
mod polling;
#[cfg(feature = "polling")]
mod upgrade;

use std::{collections::VecDeque, time::Duration};

use super::{
    Config, Frame, Input, Transmit, Transports,
    engine::{self, Incoming, Opening},
    heartbeat::Heartbeat,
    packets::Malformed,
};
use crate::error::DisconnectReason;
#[cfg(feature = "polling")]
use {super::RequestId, polling::Polling};

/// With more than this unsent, a WebSocket is not idle.
const IDLE_BYTES: usize = 64 << 10;

/// What a session tells.
pub(super) enum Happened {
    Opened,
    #[cfg(feature = "polling")]
    Upgraded,
    Text(String),
    Bytes(Vec<u8>),
    Lost(DisconnectReason),
}

enum Stage {
    Closed,
    /// Until the handshake has come.
    OpeningWebSocket {
        fallback_at: Option<Duration>,
    },
    WebSocket,
    #[cfg(feature = "polling")]
    OpeningPolling(RequestId),
    #[cfg(feature = "polling")]
    Polling(Polling),
}

/// By which transport a session runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Transport {
    /// A WebSocket.
    WebSocket,
    /// HTTP long-polling.
    #[cfg(feature = "polling")]
    Polling,
}

pub(super) struct Session {
    transports: Transports,
    #[cfg(feature = "polling")]
    fallback_after: Duration,
    #[cfg(feature = "polling")]
    upgrade_timeout: Duration,
    max_frame: usize,
    stage: Stage,
    heartbeat: Heartbeat,
    max_payload: usize,
    outgoing: VecDeque<Frame>,
    outgoing_bytes: usize,
    transmits: VecDeque<Transmit>,
    happened: VecDeque<Happened>,
    /// A WebSocket was asked for and not closed.
    has_socket: bool,
    is_blocked: bool,
    /// With what the next session starts, if there is a choice.
    #[cfg(feature = "polling")]
    first: Transport,
    #[cfg(feature = "polling")]
    is_proven: bool,
    /// How long to wait before another probe, and whether one has failed since the last success.
    #[cfg(feature = "polling")]
    retry: Duration,
    #[cfg(feature = "polling")]
    has_failed_probe: bool,
    #[cfg(feature = "polling")]
    next_request: u64,
}

impl Session {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            transports: config.transports,
            #[cfg(feature = "polling")]
            // A fallback that comes later than the end of the try would be none.
            fallback_after: config.fallback_after.min(config.connect_timeout / 2),
            #[cfg(feature = "polling")]
            upgrade_timeout: config.upgrade_timeout,
            max_frame: config.max_frame,
            stage: Stage::Closed,
            heartbeat: Heartbeat::default(),
            max_payload: usize::MAX,
            outgoing: VecDeque::new(),
            outgoing_bytes: 0,
            transmits: VecDeque::new(),
            happened: VecDeque::new(),
            has_socket: false,
            is_blocked: false,
            #[cfg(feature = "polling")]
            first: Transport::WebSocket,
            #[cfg(feature = "polling")]
            is_proven: false,
            #[cfg(feature = "polling")]
            retry: upgrade::RETRY,
            #[cfg(feature = "polling")]
            has_failed_probe: false,
            #[cfg(feature = "polling")]
            next_request: 0,
        }
    }

    /// Starts a new session; there is none at present.
    pub(super) fn open(&mut self, now: Duration) {
        #[cfg(feature = "polling")]
        {
            self.is_proven = false;
            let first = match self.transports {
                Transports::WebSocketOnly => Transport::WebSocket,
                Transports::PollingOnly | Transports::PollingThenUpgrade => Transport::Polling,
                Transports::WebSocketThenPolling => self.first,
            };
            if first == Transport::Polling {
                self.open_polling();
                return;
            }
        }
        self.stage = Stage::OpeningWebSocket {
            fallback_at: self.fallback_at(now),
        };
        self.open_socket("EIO=4&transport=websocket".to_owned());
    }

    #[cfg(feature = "polling")]
    fn fallback_at(&self, now: Duration) -> Option<Duration> {
        (self.transports == Transports::WebSocketThenPolling)
            .then(|| now.saturating_add(self.fallback_after))
    }

    #[cfg(not(feature = "polling"))]
    fn fallback_at(&self, _now: Duration) -> Option<Duration> {
        let Transports::WebSocketOnly = self.transports;
        None
    }

    fn open_socket(&mut self, query: String) {
        self.has_socket = true;
        self.is_blocked = false;
        self.transmits.push_back(Transmit::OpenWebSocket { query });
    }

    fn close_socket(&mut self) {
        if self.has_socket {
            self.has_socket = false;
            self.transmits.push_back(Transmit::CloseWebSocket);
        }
    }

    pub(super) fn handle(&mut self, input: Input, now: Duration) {
        match input {
            Input::Blocked => self.is_blocked = true,
            Input::Writable => self.is_blocked = false,
            Input::WebSocketOpened => self.socket_opened(),
            Input::WebSocketLost if self.has_socket => {
                self.has_socket = false;
                self.socket_lost(now);
            }
            Input::WebSocketLost => {}
            Input::Frame(frame) => match self.stage {
                Stage::OpeningWebSocket { .. } | Stage::WebSocket => {
                    let incoming = engine::read(frame, self.max_frame);
                    self.incoming(incoming, now);
                }
                #[cfg(feature = "polling")]
                Stage::Polling(_) => self.probed(&frame, now),
                _ => {}
            },
            #[cfg(feature = "polling")]
            Input::Response { id, result } => self.response(id, result, now),
        }
    }

    fn socket_opened(&mut self) {
        #[cfg(feature = "polling")]
        self.probe();
    }

    fn socket_lost(&mut self, now: Duration) {
        match self.stage {
            Stage::OpeningWebSocket { fallback_at: None } => {
                self.lost(DisconnectReason::Unreachable);
            }
            #[cfg(feature = "polling")]
            Stage::OpeningWebSocket { .. } => self.open_polling(),
            Stage::WebSocket => self.lost(DisconnectReason::TransportClosed),
            #[cfg(feature = "polling")]
            Stage::Polling(_) => self.upgrade_failed(now),
            _ => {
                let _ = now;
            }
        }
    }

    fn incoming(&mut self, incoming: Result<Incoming, Malformed>, now: Duration) {
        match incoming {
            Ok(Incoming::Open(opening)) => {
                if matches!(self.stage, Stage::OpeningWebSocket { .. }) {
                    self.stage = Stage::WebSocket;
                    self.opened(&opening, now);
                }
            }
            Ok(Incoming::Ping) => {
                self.heartbeat.heard(now);
                // A server that pings and reads nothing must not make the queue grow.
                if self.outgoing_bytes < self.max_frame {
                    self.send(Frame::Text(engine::PONG.to_owned()));
                }
            }
            Ok(Incoming::Close) => self.lost(DisconnectReason::TransportClosed),
            Ok(Incoming::Nothing) => {}
            Ok(Incoming::Packet(text)) => self.happened.push_back(Happened::Text(text)),
            Ok(Incoming::Attachment(bytes)) => self.happened.push_back(Happened::Bytes(bytes)),
            Err(Malformed) => self.lost(DisconnectReason::ParseError),
        }
    }

    fn opened(&mut self, opening: &Opening, now: Duration) {
        self.heartbeat = Heartbeat::new(opening.timing, now);
        self.max_payload = opening.max_payload;
        self.happened.push_back(Happened::Opened);
    }

    /// Queues a frame.
    pub(super) fn send(&mut self, frame: Frame) {
        self.outgoing_bytes = self.outgoing_bytes.saturating_add(frame.len());
        self.outgoing.push_back(frame);
    }

    fn take_outgoing(&mut self) -> Option<Frame> {
        let frame = self.outgoing.pop_front()?;
        self.outgoing_bytes -= frame.len();
        Some(frame)
    }

    /// Whether the server takes a frame of this size.
    pub(super) fn fits(&self, frame: &Frame) -> bool {
        #[cfg(feature = "polling")]
        if matches!(self.stage, Stage::Polling(_)) {
            return engine::payload_len(frame) <= self.max_payload;
        }
        frame.len() <= self.max_payload
    }

    pub(super) fn unsent_bytes(&self) -> usize {
        self.outgoing_bytes
    }

    /// Whether what is sent now is on its way at once.
    pub(super) fn is_idle(&self) -> bool {
        match &self.stage {
            Stage::WebSocket => !self.is_blocked && self.outgoing_bytes < IDLE_BYTES,
            #[cfg(feature = "polling")]
            Stage::Polling(polling) => polling.is_idle() && self.outgoing.is_empty(),
            _ => false,
        }
    }

    /// Whether all that was to be sent is sent.
    pub(super) fn is_flushed(&self) -> bool {
        #[cfg(feature = "polling")]
        if let Stage::Polling(polling) = &self.stage {
            return self.outgoing.is_empty() && !polling.is_posting();
        }
        self.outgoing.is_empty()
    }

    /// The session's last words.
    pub(super) fn say_good_bye(&mut self) {
        #[cfg(feature = "polling")]
        self.stop_polling();
    }

    pub(super) fn transport(&self) -> Option<Transport> {
        match self.stage {
            Stage::WebSocket => Some(Transport::WebSocket),
            #[cfg(feature = "polling")]
            Stage::Polling(_) => Some(Transport::Polling),
            _ => None,
        }
    }

    /// The transport has proven that it works both ways.
    #[cfg_attr(not(feature = "polling"), allow(clippy::unused_self))]
    pub(super) fn proven(&mut self) {
        #[cfg(feature = "polling")]
        {
            self.is_proven = true;
            self.first = self.transport().unwrap_or(self.first);
        }
    }

    /// Nothing is read for a while.
    pub(super) fn suspend(&mut self) {
        self.heartbeat.suspend();
    }

    pub(super) fn resume(&mut self, now: Duration) {
        self.heartbeat.resume(now);
    }

    pub(super) fn timeout(&mut self, now: Duration) {
        #[cfg(feature = "polling")]
        self.polling_timeout(now);
        if self.heartbeat.is_overdue(now) {
            self.lost(DisconnectReason::PingTimeout);
        }
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        #[cfg(feature = "polling")]
        let polling = self.polling_deadline();
        #[cfg(not(feature = "polling"))]
        let polling: Option<Duration> = None;
        polling.into_iter().chain(self.heartbeat.deadline()).min()
    }

    pub(super) fn happened(&mut self) -> Option<Happened> {
        self.happened.pop_front()
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        #[cfg(feature = "polling")]
        if self.transmits.is_empty() {
            self.post();
        }
        self.transmits.pop_front()
    }

    /// The next frame for the WebSocket.
    pub(super) fn poll_frame(&mut self) -> Option<Frame> {
        match &mut self.stage {
            Stage::WebSocket => self.take_outgoing(),
            #[cfg(feature = "polling")]
            Stage::Polling(polling) => polling.poll_frame(),
            _ => None,
        }
    }

    pub(super) fn has_frame(&self) -> bool {
        match &self.stage {
            Stage::WebSocket => !self.outgoing.is_empty(),
            #[cfg(feature = "polling")]
            Stage::Polling(polling) => polling.has_frame(),
            _ => false,
        }
    }

    fn lost(&mut self, reason: DisconnectReason) {
        self.abandon();
        self.happened.push_back(Happened::Lost(reason));
    }

    /// Ends without a word: what was not sent or told yet is void.
    pub(super) fn abandon(&mut self) {
        #[cfg(feature = "polling")]
        self.abandon_polling();
        self.close_socket();
        self.stage = Stage::Closed;
        self.heartbeat = Heartbeat::default();
        self.max_payload = usize::MAX;
        self.outgoing.clear();
        self.outgoing_bytes = 0;
        self.happened.clear();
    }
}
