//! What the application asks for.

use std::time::Duration;

use serde_json::Value;

use super::{AckToken, Core, Event, Payload, Phase, Transmit, buffer::Waiting, packets};
use crate::error::{AckError, DisconnectReason, EmitError};

impl Core {
    /// Sends an event, or keeps it until there is a connection. With `ack_timeout` the answer, or
    /// that there is none, comes as [`Event::Acked`] with the returned token.
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
        if self.phase == Phase::Closed {
            return Err(EmitError::Closed);
        }
        if packets::is_reserved(name) {
            return Err(EmitError::ReservedName);
        }
        let token = ack_timeout.map(|timeout| self.acks.wait(now + timeout));
        let id = token.map(AckToken::id);
        let frames = packets::event(&self.config.namespace, name, payload, id);
        if self.phase == Phase::Joined {
            self.transmits
                .extend(frames.into_iter().map(Transmit::Frame));
            return Ok(token);
        }
        match self.buffer.push(Waiting { frames, token }) {
            Ok(Some(dropped)) => self.acked_if_waiting(dropped),
            Ok(None) => {}
            Err(error) => {
                token.and_then(|token| self.acks.resolve(token.id()));
                return Err(error);
            }
        }
        Ok(token)
    }

    /// Answers an event whose `ack` was set. Does nothing when the connection is gone.
    pub fn ack(&mut self, id: i64, payload: &Payload) {
        if self.phase == Phase::Joined {
            let frames = packets::ack(&self.config.namespace, id, payload);
            self.transmits
                .extend(frames.into_iter().map(Transmit::Frame));
        }
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

    /// Says good-bye and ends.
    pub fn close(&mut self) {
        let phase = core::mem::replace(&mut self.phase, Phase::Closed);
        match phase {
            Phase::Closed => return,
            Phase::Joined => {
                self.send_text(packets::disconnect(&self.config.namespace));
                self.transmits.push_back(Transmit::Close);
                self.events.push_back(Event::Disconnected {
                    reason: DisconnectReason::ClientClosed,
                });
            }
            Phase::Opening { .. } | Phase::Joining { .. } => self.drop_transport(),
            Phase::Waiting { .. } | Phase::Idle => {}
        }
        for token in self.acks.all() {
            self.acked(token, Err(AckError::Closed));
        }
    }

    fn acked_if_waiting(&mut self, dropped: Waiting) {
        if let Some(token) = dropped
            .token
            .and_then(|token| self.acks.resolve(token.id()))
        {
            self.acked(token, Err(AckError::Dropped));
        }
    }
}
