//! The protocol without I/O: no socket, no clock, no task.
//!
//! What happened, the time and commands go in; what is to be done, events and the next deadline
//! come out. The time is any monotonic [`Duration`] since a fixed start. So every fault is a unit
//! test, and the same core runs in a browser and natively.
//!
//! Whoever runs a core, after everything that it is told: does all that [`Core::poll_transmit`]
//! says; gives the frames of [`Core::poll_frame`] to the WebSocket as it takes them; passes on
//! what [`Core::poll_ack`] and [`Core::poll_event`] say; and calls [`Core::handle_timeout`] when
//! [`Core::poll_timeout`] has come. While [`Core::wants_input`] says no, the WebSocket is not read.
//!
//! Sources: the Engine.IO protocol, revision 4, and the Socket.IO protocol, revision 5.

mod acks;
mod buffer;
mod commands;
mod config;
mod engine;
mod heartbeat;
mod inbox;
mod io;
mod packets;
mod reconnect;
mod session;

use std::{collections::VecDeque, time::Duration};

pub use acks::AckToken;
#[cfg(any(feature = "native", feature = "web"))]
pub(crate) use acks::ByAck;
pub use buffer::Overflow;
pub use commands::Volatile;
pub use config::{Config, Transports};
pub use io::{AckRequest, Event, Frame, Input, Transmit};
#[cfg(feature = "polling")]
pub use io::{Request, RequestFailed, RequestId};
pub use packets::Payload;
pub use reconnect::Backoff;
pub use session::Transport;

use crate::error::{AckError, DisconnectReason, EmitError};
use acks::Acks;
use buffer::Buffer;
use inbox::Inbox;
use packets::{Decoder, Packet};
use reconnect::Reconnect;
use session::{Happened, Session};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// Between tries.
    Waiting { until: Duration },
    /// Until the transport is open and the Engine.IO handshake has come.
    Opening { deadline: Duration },
    /// Waiting for the answer to CONNECT.
    Joining { deadline: Duration },
    /// In the namespace.
    Joined,
    /// Nothing happens until [`Core::reconnect_now`].
    Idle,
    /// The last words are being sent.
    Closing { deadline: Duration },
    /// Nothing happens any more.
    Closed,
}

/// A client's whole state. See the module.
pub struct Core {
    config: Config,
    phase: Phase,
    session: Session,
    reconnect: Reconnect,
    decoder: Decoder,
    /// Bytes that came since the last whole packet.
    bytes_read: usize,
    /// Counts the namespace's connections.
    connection: u64,
    acks: Acks,
    buffer: Buffer,
    inbox: Inbox,
    acked: VecDeque<(AckToken, Result<Payload, AckError>)>,
}

impl Core {
    /// A client that opens a transport at once.
    pub fn new(config: Config, now: Duration) -> Self {
        let mut core = Self {
            phase: Phase::Idle,
            session: Session::new(&config),
            reconnect: Reconnect::new(config.backoff, config.seed),
            decoder: Decoder::new(config.max_frame),
            bytes_read: 0,
            connection: 0,
            acks: Acks::new(),
            buffer: Buffer::new(config.buffer, config.overflow),
            inbox: Inbox::new(config.inbox),
            acked: VecDeque::new(),
            config,
        };
        core.open(now);
        core
    }

    /// Takes what happened outside.
    pub fn handle(&mut self, input: Input, now: Duration) {
        match self.phase {
            Phase::Closed | Phase::Idle | Phase::Waiting { .. } => {}
            _ => {
                self.session.handle(input, now);
                self.follow(now);
            }
        }
    }

    /// Does what is due. To be called when [`Core::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: Duration) {
        for token in self.acks.expired(now) {
            self.buffer.forget(token);
            self.acked.push_back((token, Err(AckError::Timeout)));
        }
        match self.phase {
            Phase::Waiting { until } if until <= now && self.inbox.has_room() => self.open(now),
            Phase::Opening { deadline } | Phase::Joining { deadline } if deadline <= now => {
                self.session.abandon();
                self.lost(DisconnectReason::ConnectTimeout, now);
            }
            Phase::Closing { deadline } if deadline <= now => self.end(),
            _ => {
                self.session.timeout(now);
                self.follow(now);
            }
        }
    }

    /// The next thing to be done outside.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        if self.inbox.has_room() {
            #[cfg(feature = "polling")]
            self.session.poll();
        }
        let transmit = self.session.poll_transmit();
        if transmit.is_some() {
            return transmit;
        }
        if matches!(self.phase, Phase::Closing { .. }) && self.session.is_flushed() {
            self.end();
        }
        self.session.poll_transmit()
    }

    /// The next frame to send by the WebSocket, if that is open.
    pub fn poll_frame(&mut self) -> Option<Frame> {
        self.session.poll_frame()
    }

    /// Whether [`Core::poll_frame`] has one.
    pub fn has_frame(&self) -> bool {
        self.session.has_frame()
    }

    /// The next thing to tell the application.
    pub fn poll_event(&mut self, now: Duration) -> Option<Event> {
        let had_room = self.inbox.has_room();
        let event = self.inbox.pop();
        if !had_room && self.inbox.has_room() {
            self.session.resume(now);
        }
        event
    }

    /// The next ack that came, or will not come, and for which [`Core::emit`] gave the token.
    /// Acks are apart from events: they are told also while the application takes no events.
    pub fn poll_ack(&mut self) -> Option<(AckToken, Result<Payload, AckError>)> {
        self.acked.pop_front()
    }

    /// When [`Core::handle_timeout`] is wanted next.
    pub fn poll_timeout(&self) -> Option<Duration> {
        let phase = match self.phase {
            Phase::Waiting { until } => self.inbox.has_room().then_some(until),
            Phase::Opening { deadline }
            | Phase::Joining { deadline }
            | Phase::Closing { deadline } => Some(deadline),
            Phase::Joined | Phase::Idle | Phase::Closed => None,
        };
        let session = self.session.deadline();
        let acks = self.acks.next_deadline();
        phase.into_iter().chain(session).chain(acks).min()
    }

    /// Whether the WebSocket is to be read. Not while the application leaves too many events where
    /// they are; [`Core::poll_event`] changes that.
    pub fn wants_input(&self) -> bool {
        self.inbox.has_room()
    }

    /// Whether there is something for [`Core::poll_event`].
    pub fn has_event(&self) -> bool {
        !self.inbox.is_empty()
    }

    /// Whether nothing will happen any more.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    /// Whether the namespace is joined.
    pub fn is_connected(&self) -> bool {
        self.phase == Phase::Joined
    }

    /// By what the connection runs; `None` without one.
    pub fn transport(&self) -> Option<Transport> {
        let is_joined = self.is_connected();
        self.session.transport().filter(|_| is_joined)
    }

    fn open(&mut self, now: Duration) {
        self.decoder.reset();
        self.bytes_read = 0;
        self.session.open(now);
        self.phase = Phase::Opening {
            deadline: now.saturating_add(self.config.connect_timeout),
        };
    }

    /// Does what follows from what the session tells.
    fn follow(&mut self, now: Duration) {
        while let Some(happened) = self.session.happened() {
            let packet = match happened {
                Happened::Opened => {
                    self.connect(now);
                    continue;
                }
                #[cfg(feature = "polling")]
                Happened::Upgraded => {
                    self.tell(Event::Upgraded, 0);
                    continue;
                }
                Happened::Lost(reason) => {
                    self.lost(reason, now);
                    continue;
                }
                Happened::Text(text) => {
                    self.bytes_read += text.len();
                    self.decoder.text(&text)
                }
                Happened::Bytes(bytes) => {
                    self.bytes_read += bytes.len();
                    self.decoder.binary(bytes)
                }
            };
            match packet {
                Ok(None) => {}
                Ok(Some((namespace, packet))) => {
                    let bytes = core::mem::take(&mut self.bytes_read);
                    if namespace == self.config.namespace {
                        self.packet(packet, bytes, now);
                    }
                }
                Err(packets::Malformed) => {
                    self.session.abandon();
                    self.lost(DisconnectReason::ParseError, now);
                }
            }
        }
    }

    /// Asks to join the namespace.
    fn connect(&mut self, now: Duration) {
        if matches!(self.phase, Phase::Opening { .. }) {
            self.phase = Phase::Joining {
                deadline: now.saturating_add(self.config.connect_timeout),
            };
            let packet = packets::connect(&self.config.namespace, self.config.auth.as_ref());
            self.session.send(Frame::Text(packet));
        }
    }

    fn packet(&mut self, packet: Packet, bytes: usize, now: Duration) {
        match (packet, self.phase) {
            (Packet::Connected { sid }, Phase::Joining { .. }) => self.joined(sid),
            (Packet::Refused { data }, Phase::Joining { .. }) => {
                self.session.proven();
                self.session.abandon();
                self.phase = Phase::Idle;
                self.tell(Event::Refused { data }, bytes);
            }
            (Packet::Disconnected, Phase::Joined) => {
                self.session.abandon();
                self.lost(DisconnectReason::ServerDisconnect, now);
            }
            (Packet::Event { name, payload, ack }, Phase::Joined) => {
                let connection = self.connection;
                let ack = ack.map(|id| AckRequest { id, connection });
                self.tell(Event::Message { name, payload, ack }, bytes);
            }
            (Packet::Ack { id, payload }, Phase::Joined) => {
                if let Some(token) = self.acks.resolve(id) {
                    self.acked.push_back((token, Ok(payload)));
                }
            }
            _ => {}
        }
    }

    fn joined(&mut self, sid: String) {
        self.phase = Phase::Joined;
        self.connection += 1;
        self.reconnect.succeeded();
        self.session.proven();
        self.tell(Event::Connected { sid }, 0);
        for waiting in self.buffer.drain() {
            if waiting.frames.iter().all(|frame| self.session.fits(frame)) {
                for frame in waiting.frames {
                    self.session.send(frame);
                }
            } else if let Some(token) = waiting.token
                && let Some(token) = self.acks.resolve(token.id())
            {
                let error = AckError::Emit(EmitError::TooLarge);
                self.acked.push_back((token, Err(error)));
            }
        }
    }

    /// The transport is gone: acks that were under way fail, and another try may follow.
    fn lost(&mut self, reason: DisconnectReason, now: Duration) {
        let was_joined = match self.phase {
            Phase::Closing { .. } | Phase::Closed => {
                self.end();
                return;
            }
            phase => phase == Phase::Joined,
        };
        let waiting = self.buffer.tokens();
        for token in self.acks.interrupted(&waiting) {
            self.acked.push_back((token, Err(AckError::Disconnected)));
        }
        if was_joined {
            self.tell(Event::Disconnected { reason }, 0);
        }
        match self.reconnect.next() {
            Some((attempt, delay)) => {
                self.phase = Phase::Waiting {
                    until: now.saturating_add(delay),
                };
                let event = Event::Reconnecting {
                    attempt,
                    delay,
                    reason,
                };
                self.tell(event, 0);
            }
            None => {
                self.phase = Phase::Idle;
                if !was_joined {
                    self.tell(Event::Disconnected { reason }, 0);
                }
            }
        }
    }

    fn end(&mut self) {
        self.session.abandon();
        self.phase = Phase::Closed;
    }

    fn tell(&mut self, event: Event, bytes: usize) {
        self.inbox.push(event, bytes);
        if !self.inbox.has_room() {
            self.session.suspend();
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
