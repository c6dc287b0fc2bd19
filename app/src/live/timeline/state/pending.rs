//! Messages of ours on their way: they stand after those that the server has.

use protocol::{ClientMessageId, Message, MessageBody, Quote};

use super::TimelineState;

/// A message of ours that the server has not stored yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pending {
    /// Its id for good.
    pub client_id: ClientMessageId,
    pub body: MessageBody,
    /// What it replies to.
    pub reply: Option<Quote>,
    /// When it was written, in ms since 1970.
    pub written_at: i64,
    /// Whether it is sent or was refused.
    pub send_state: SendState,
}

/// Whether a pending message is sent or was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SendState {
    /// It is sent, or will be.
    Sending,
    /// The server refuses it, for this reason.
    Failed(String),
}

impl TimelineState {
    /// Ours that are not stored yet, in the order in which they were written.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// We wrote something.
    pub fn add_pending(&mut self, pending: Pending) {
        if !self
            .pending
            .iter()
            .any(|one| one.client_id == pending.client_id)
        {
            self.pending.push(pending);
        }
    }

    /// All that is on its way, in the order in which it was written, as the outbox has it. What is
    /// in the log already is stored, whether or not the outbox knows.
    pub fn set_pending(&mut self, mut pending: Vec<Pending>) {
        pending.retain(|one| !self.has_posted(&one.client_id));
        self.pending = pending;
    }

    /// A message of ours was refused for good.
    pub fn mark_failed(&mut self, client_id: &ClientMessageId, reason: String) {
        self.set_send_state(client_id, SendState::Failed(reason));
    }

    /// A refused message is tried again.
    pub fn mark_sending(&mut self, client_id: &ClientMessageId) {
        self.set_send_state(client_id, SendState::Sending);
    }

    /// A message of ours is given up, or is stored and will come as a posted one.
    pub fn remove_pending(&mut self, client_id: &ClientMessageId) {
        self.pending.retain(|one| one.client_id != *client_id);
    }

    fn set_send_state(&mut self, client_id: &ClientMessageId, send_state: SendState) {
        for one in &mut self.pending {
            if one.client_id == *client_id {
                one.send_state = send_state.clone();
            }
        }
    }

    fn has_posted(&self, client_id: &ClientMessageId) -> bool {
        let mut ours = self.messages.iter().rev();
        ours.any(|one| one.client_id == *client_id && one.author.id == self.me.id)
    }

    /// Whether it is a message of ours that was not known to be stored.
    pub(super) fn is_pending(&self, message: &Message) -> bool {
        let mut ours = self.pending.iter();
        message.author.id == self.me.id && ours.any(|one| one.client_id == message.client_id)
    }

    /// A stored message of ours is no longer pending.
    pub(super) fn settle(&mut self, message: &Message) {
        if message.author.id == self.me.id {
            self.remove_pending(&message.client_id);
        }
    }
}
