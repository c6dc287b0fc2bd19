//! Deleted messages: which of them are still shown, and for how long the reader can restore their own.
//! What all are told of a message does not say that.

use protocol::{Message, MessageContent, Quote, Seq, Timestamp};

use super::{Next, TimelineState};

impl TimelineState {
    /// Whether the reader may see more of a message that changes so than all are told: that they can
    /// restore it, or their own reactions to one that was restored.
    pub(super) fn look_again(&mut self, message: &Message) -> Next {
        let is_deleted = |one: &Message| one.content == MessageContent::Deleted;
        let was_deleted = self.held_message(message.seq).map(|held| is_deleted(held));
        let is_own = message.author.id == self.me.id;
        match (was_deleted, is_deleted(message)) {
            (Some(false), true) if is_own => self.just_deleted = Some(message.seq),
            (Some(true), false) if may_have_own(message) => {}
            _ => return Next::Nothing,
        }
        Next::Look(message.seq)
    }

    /// It was looked at, or could not be.
    pub fn looked(&mut self, seq: Seq) {
        self.just_deleted = self.just_deleted.filter(|just| *just != seq);
    }

    /// When the reader can no longer restore the first of those that they can.
    pub fn undo_end(&self) -> Option<Timestamp> {
        let all = self.messages.iter();
        all.filter_map(|one| one.undo_until).min()
    }

    /// The time to restore what could be restored until then is over.
    pub fn end_undo(&mut self, until: Timestamp) {
        for message in self.messages.iter_mut().chain(&mut self.ahead) {
            message.undo_until = message.undo_until.filter(|end| *end > until);
        }
    }

    /// Whether a message is shown: of a deleted one a line, while the reader can restore it, and as long as
    /// it is needed for what is shown of others: replies to it, and a thread about it.
    pub fn shows(&self, message: &Message) -> bool {
        let is_quote = |quote: &Quote| quote.message == message.id;
        let mut replies = self.messages.iter().filter_map(|one| one.reply.as_deref());
        let mut pending = self.pending.iter().filter_map(|one| one.reply.as_ref());
        message.content != MessageContent::Deleted
            || message.undo_until.is_some()
            || self.just_deleted == Some(message.seq)
            || self.root() == Some(message.id)
            || (message.replies.as_ref()).is_some_and(|replies| replies.count > 0)
            || replies.any(is_quote)
            || pending.any(is_quote)
    }
}

/// Whether somebody reacted to it or voted in it, and the reader may be one of them.
fn may_have_own(message: &Message) -> bool {
    let has_votes = matches!(&message.content, MessageContent::Poll(poll) if poll.voters > 0);
    has_votes || !message.reactions.is_empty()
}
