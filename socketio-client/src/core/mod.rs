//! The protocol without I/O: no socket, no clock, no task.
//!
//! Frames, the time and commands go in; frames, events and the next deadline come out, through
//! five doors: [`Core::handle`], [`Core::handle_timeout`], [`Core::poll_transmit`],
//! [`Core::poll_event`] and [`Core::poll_timeout`]. The time is any monotonic [`Duration`] since a
//! fixed start. So every fault is a unit test, and the same core runs in a browser and natively.
//!
//! Sources: the Engine.IO protocol, revision 4, and the Socket.IO protocol, revision 5.

mod acks;
mod buffer;
mod commands;
mod engine;
mod heartbeat;
mod packets;
mod reconnect;

use std::{collections::VecDeque, time::Duration};

use serde_json::Value;

pub use acks::AckToken;
pub use buffer::Overflow;
pub use packets::Payload;
pub use reconnect::Backoff;

use crate::error::{AckError, DisconnectReason};
use acks::Acks;
use buffer::Buffer;
use engine::Incoming;
use heartbeat::Heartbeat;
use packets::{Decoder, Packet};
use reconnect::Reconnect;

/// How a client behaves. See [`Builder`](crate::Builder) for what each means.
#[derive(Clone, Debug)]
pub struct Config {
    /// The namespace, such as `/`.
    pub namespace: String,
    /// Sent with each CONNECT.
    pub auth: Option<Value>,
    /// When to try again; `None` gives up at the first loss.
    pub backoff: Option<Backoff>,
    /// Seed of the back-off's jitter.
    pub seed: u64,
    /// How long opening the transport and joining the namespace may take, each.
    pub connect_timeout: Duration,
    /// Events that wait while there is no connection.
    pub buffer: usize,
    /// What happens when these are too many.
    pub overflow: Overflow,
    /// Largest frame that is taken, and largest sum of one event's attachments, in bytes.
    pub max_frame: usize,
}

/// A WebSocket frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Frame {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
}

/// What happened outside.
#[derive(Debug)]
pub enum Input {
    /// The transport is open.
    Opened,
    /// A frame came.
    Frame(Frame),
    /// The transport could not be opened, or is closed.
    Lost,
}

/// What is to be done outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Transmit {
    /// Open a transport.
    Open,
    /// Send a frame.
    Frame(Frame),
    /// Close the transport; no [`Input::Lost`] is needed.
    Close,
}

/// What the application is told.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// The namespace was joined.
    Connected {
        /// This socket's id.
        sid: String,
    },
    /// The server refuses the namespace. There are no more tries before
    /// [`Core::reconnect_now`].
    Refused {
        /// What the server says, commonly `{"message": …}`.
        data: Value,
    },
    /// An event came.
    Message {
        /// Its name.
        name: String,
        /// Its arguments.
        payload: Payload,
        /// Set if the server waits for an ack: give it to [`Core::ack`].
        ack: Option<i64>,
    },
    /// The connection was lost, or closed.
    Disconnected {
        /// Why.
        reason: DisconnectReason,
    },
    /// Another try follows.
    Reconnecting {
        /// Which try, from 1.
        attempt: u32,
        /// How long until it.
        delay: Duration,
    },
    /// An ack came, or will not come.
    Acked {
        /// What [`Core::emit`] returned.
        token: AckToken,
        /// The ack's arguments, or why there are none.
        result: Result<Payload, AckError>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// Between tries.
    Waiting { until: Duration },
    /// The transport is being opened.
    Opening { deadline: Duration },
    /// Waiting for the Engine.IO handshake and the answer to CONNECT.
    Joining { deadline: Duration },
    /// In the namespace.
    Joined,
    /// Nothing happens until [`Core::reconnect_now`].
    Idle,
    /// Nothing happens any more.
    Closed,
}

/// A client's whole state. See the module.
pub struct Core {
    config: Config,
    phase: Phase,
    heartbeat: Heartbeat,
    reconnect: Reconnect,
    decoder: Decoder,
    acks: Acks,
    buffer: Buffer,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Core {
    /// A client that opens a transport at once.
    pub fn new(config: Config, now: Duration) -> Self {
        let mut core = Self {
            phase: Phase::Idle,
            heartbeat: Heartbeat::default(),
            reconnect: Reconnect::new(config.backoff, config.seed),
            decoder: Decoder::new(config.max_frame),
            acks: Acks::default(),
            buffer: Buffer::new(config.buffer, config.overflow),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
            config,
        };
        core.open(now);
        core
    }

    /// Takes what happened outside.
    pub fn handle(&mut self, input: Input, now: Duration) {
        match (input, self.phase) {
            (_, Phase::Closed | Phase::Idle | Phase::Waiting { .. }) => {}
            (Input::Opened, Phase::Opening { .. }) => {
                self.phase = Phase::Joining {
                    deadline: now + self.config.connect_timeout,
                };
            }
            (Input::Lost, _) => self.lost(DisconnectReason::TransportClosed, now),
            (Input::Frame(frame), Phase::Joining { .. } | Phase::Joined) => {
                self.frame(frame, now);
            }
            (Input::Opened | Input::Frame(_), _) => {}
        }
    }

    /// Does what is due. To be called when [`Core::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: Duration) {
        for token in self.acks.expired(now) {
            self.buffer.forget(token);
            self.acked(token, Err(AckError::Timeout));
        }
        match self.phase {
            Phase::Waiting { until } if until <= now => self.open(now),
            Phase::Opening { deadline } | Phase::Joining { deadline } if deadline <= now => {
                self.drop_transport();
                self.lost(DisconnectReason::ConnectTimeout, now);
            }
            Phase::Joined if self.heartbeat.is_overdue(now) => {
                self.drop_transport();
                self.lost(DisconnectReason::PingTimeout, now);
            }
            _ => {}
        }
    }

    /// The next thing to be done outside.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// The next thing to tell the application.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When [`Core::handle_timeout`] is wanted next.
    pub fn poll_timeout(&self) -> Option<Duration> {
        let phase = match self.phase {
            Phase::Waiting { until } => Some(until),
            Phase::Opening { deadline } | Phase::Joining { deadline } => Some(deadline),
            Phase::Joined => self.heartbeat.deadline(),
            Phase::Idle | Phase::Closed => None,
        };
        phase.into_iter().chain(self.acks.next_deadline()).min()
    }

    /// Whether nothing will happen any more.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    /// Whether the namespace is joined.
    pub fn is_connected(&self) -> bool {
        self.phase == Phase::Joined
    }

    fn open(&mut self, now: Duration) {
        self.decoder.reset();
        self.heartbeat = Heartbeat::default();
        self.transmits.push_back(Transmit::Open);
        self.phase = Phase::Opening {
            deadline: now + self.config.connect_timeout,
        };
    }

    fn frame(&mut self, frame: Frame, now: Duration) {
        let incoming = engine::read(frame, self.config.max_frame);
        let outcome = match incoming {
            Ok(Incoming::Open(timing)) => {
                self.heartbeat = Heartbeat::new(timing, now);
                self.connect();
                Ok(())
            }
            Ok(Incoming::Ping) => {
                self.heartbeat.heard(now);
                self.send_text(engine::PONG.to_owned());
                Ok(())
            }
            Ok(Incoming::Close) => {
                self.drop_transport();
                self.lost(DisconnectReason::TransportClosed, now);
                Ok(())
            }
            Ok(Incoming::Nothing) => Ok(()),
            Ok(Incoming::Packet(text)) => {
                self.decoder.text(&text).map(|one| self.packets(one, now))
            }
            Ok(Incoming::Attachment(bytes)) => {
                self.decoder.binary(bytes).map(|one| self.packets(one, now))
            }
            Err(error) => Err(error),
        };
        if outcome.is_err() {
            self.drop_transport();
            self.lost(DisconnectReason::ParseError, now);
        }
    }

    /// Asks to join the namespace.
    fn connect(&mut self) {
        let packet = packets::connect(&self.config.namespace, self.config.auth.as_ref());
        self.send_text(packet);
    }

    fn packets(&mut self, packet: Option<(String, Packet)>, now: Duration) {
        let Some((namespace, packet)) = packet else {
            return;
        };
        if namespace != self.config.namespace {
            return;
        }
        match (packet, self.phase) {
            (Packet::Connected { sid }, Phase::Joining { .. }) => self.joined(sid),
            (Packet::Refused { data }, Phase::Joining { .. }) => {
                self.drop_transport();
                self.phase = Phase::Idle;
                self.events.push_back(Event::Refused { data });
            }
            (Packet::Disconnected, Phase::Joined) => {
                self.drop_transport();
                self.lost(DisconnectReason::ServerDisconnect, now);
            }
            (Packet::Event { name, payload, ack }, Phase::Joined) => {
                self.events.push_back(Event::Message { name, payload, ack });
            }
            (Packet::Ack { id, payload }, Phase::Joined) => {
                if let Some(token) = self.acks.resolve(id) {
                    self.acked(token, Ok(payload));
                }
            }
            _ => {}
        }
    }

    fn joined(&mut self, sid: String) {
        self.phase = Phase::Joined;
        self.reconnect.succeeded();
        self.events.push_back(Event::Connected { sid });
        for waiting in self.buffer.drain() {
            self.transmits
                .extend(waiting.frames.into_iter().map(Transmit::Frame));
        }
    }

    /// The transport is gone: acks that were under way fail, and another try may follow.
    fn lost(&mut self, reason: DisconnectReason, now: Duration) {
        let was_joined = self.phase == Phase::Joined;
        let waiting = self.buffer.tokens();
        for token in self.acks.interrupted(&waiting) {
            self.acked(token, Err(AckError::Disconnected));
        }
        if was_joined {
            self.events.push_back(Event::Disconnected { reason });
        }
        match self.reconnect.next() {
            Some((attempt, delay)) => {
                self.phase = Phase::Waiting { until: now + delay };
                self.events
                    .push_back(Event::Reconnecting { attempt, delay });
            }
            None => {
                self.phase = Phase::Idle;
                if !was_joined {
                    self.events.push_back(Event::Disconnected { reason });
                }
            }
        }
    }

    fn acked(&mut self, token: AckToken, result: Result<Payload, AckError>) {
        self.events.push_back(Event::Acked { token, result });
    }

    /// Frames that were not sent yet are void without their transport.
    fn drop_transport(&mut self) {
        self.transmits
            .retain(|one| !matches!(one, Transmit::Frame(_)));
        self.transmits.push_back(Transmit::Close);
    }

    fn send_text(&mut self, text: String) {
        self.transmits.push_back(Transmit::Frame(Frame::Text(text)));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
