//! What the application asks for.

use std::time::Duration;

use serde_json::Value;

use super::{AckRequest, AckToken, Core, Event, Frame, Payload, Phase, buffer::Waiting, packets};
use crate::error::{AckError, DisconnectReason, EmitError};

/// How long the last words may take.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// What became of a volatile event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Volatile {
    /// It is on its way.
    Sent,
    /// It was dropped: there is no connection, or one that does not keep up.
    Dropped,
}

impl Core {
    /// Sends an event, or keeps it until there is a connection. With `ack_timeout` the answer, or
    /// that there is none, comes through [`Core::poll_ack`] with the returned token.
    ///
    /// # Errors
    /// [`EmitError`]; nothing is sent then.
    pub fn emit(
        &mut self,
        name: &str,
        payload: &Payload,
        ack_timeout: Option<Duration>,
        now: Duration,
    ) -> Result<Option<AckToken>, EmitError> {
        self.check(name)?;
        let token = ack_timeout.map(|timeout| self.acks.wait(now.saturating_add(timeout)));
        let id = token.map(AckToken::id);
        let frames = packets::event(&self.config.namespace, name, payload, id);
        let kept = if self.phase == Phase::Joined {
            self.send(frames).map(|()| None)
        } else {
            self.buffer.push(Waiting { frames, token })
        };
        match kept {
            Ok(Some(dropped)) => self.dropped(&dropped),
            Ok(None) => {}
            Err(error) => {
                token.and_then(|token| self.acks.resolve(token.id()));
                return Err(error);
            }
        }
        Ok(token)
    }

    /// Sends an event if that is possible at once, and forgets it otherwise. Never buffered.
    ///
    /// # Errors
    /// [`EmitError`]; nothing is sent then.
    pub fn emit_volatile(&mut self, name: &str, payload: &Payload) -> Result<Volatile, EmitError> {
        self.check(name)?;
        if self.phase != Phase::Joined || !self.session.is_idle() {
            return Ok(Volatile::Dropped);
        }
        self.send(packets::event(&self.config.namespace, name, payload, None))?;
        Ok(Volatile::Sent)
    }

    fn check(&self, name: &str) -> Result<(), EmitError> {
        match self.phase {
            Phase::Closed | Phase::Closing { .. } => Err(EmitError::Closed),
            _ if packets::is_reserved(name) => Err(EmitError::ReservedName),
            _ => Ok(()),
        }
    }

    fn send(&mut self, frames: Vec<Frame>) -> Result<(), EmitError> {
        if !frames.iter().all(|frame| self.session.fits(frame)) {
            return Err(EmitError::TooLarge);
        }
        // One event of any size may always wait.
        if self.session.unsent_bytes() >= self.config.outbox.max(1) {
            return Err(EmitError::Congested);
        }
        for frame in frames {
            self.session.send(frame);
        }
        Ok(())
    }

    /// Answers an event whose `ack` was set. Does nothing when the connection on which it came is
    /// gone.
    ///
    /// # Errors
    /// [`EmitError::Congested`] and [`EmitError::TooLarge`]; nothing is sent then.
    pub fn ack(&mut self, request: AckRequest, payload: &Payload) -> Result<(), EmitError> {
        if self.phase != Phase::Joined || request.connection != self.connection {
            return Ok(());
        }
        self.send(packets::ack(&self.config.namespace, request.id, payload))
    }

    /// Another auth payload, from the next CONNECT on.
    pub fn set_auth(&mut self, auth: Option<Value>) {
        self.config.auth = auth;
    }

    /// Tries at once, if there is no connection and none is being made.
    pub fn reconnect_now(&mut self, now: Duration) {
        if matches!(self.phase, Phase::Waiting { .. } | Phase::Idle) {
            self.reconnect.succeeded();
            self.open(now);
        }
    }

    /// Nobody takes events any more: there is nothing to keep and nothing to wait for.
    pub fn stop_events(&mut self, now: Duration) {
        let had_room = self.inbox.has_room();
        self.inbox.shut();
        if !had_room {
            self.session.resume(now);
        }
    }

    /// Says good-bye and ends, within two seconds; [`Core::is_closed`] tells when.
    pub fn close(&mut self, now: Duration) {
        match self.phase {
            Phase::Closed | Phase::Closing { .. } => return,
            Phase::Joined => {
                let packet = packets::disconnect(&self.config.namespace);
                self.session.send(Frame::Text(packet));
                self.session.say_good_bye();
                self.phase = Phase::Closing {
                    deadline: now.saturating_add(CLOSE_TIMEOUT),
                };
                let reason = DisconnectReason::ClientClosed;
                self.tell(Event::Disconnected { reason }, 0);
            }
            Phase::Opening { .. } | Phase::Joining { .. } | Phase::Waiting { .. } | Phase::Idle => {
                self.end();
            }
        }
        for token in self.acks.all() {
            self.acked.push_back((token, Err(AckError::Closed)));
        }
    }

    fn dropped(&mut self, dropped: &Waiting) {
        if let Some(token) = dropped.token
            && let Some(token) = self.acks.resolve(token.id())
        {
            self.acked.push_back((token, Err(AckError::Dropped)));
        }
    }
}
