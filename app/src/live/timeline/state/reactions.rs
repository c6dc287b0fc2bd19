//! Reactions: a change that names only what is different.

use protocol::{Message, Reaction, Seq, event::Reacted};

use super::{Next, TimelineState};

impl TimelineState {
    /// Somebody reacted, or took that back.
    pub fn reacted(&mut self, told: Reacted) -> Next {
        if told.room != self.room {
            return Next::Nothing;
        }
        if let Err(next) = self.advance(told.rev, told.seq) {
            return next;
        }
        let is_mine = told.member == self.me.id;
        // A later state of it may be there.
        let held = self.held_message(told.seq);
        if let Some(message) = held.filter(|held| held.rev < told.rev) {
            message.rev = told.rev;
            let all = &mut message.reactions;
            let known = all.iter().position(|one| one.emoji == told.emoji);
            match (known, told.count) {
                (Some(at), 0) => drop(all.remove(at)),
                (Some(at), count) => {
                    if let Some(one) = all.get_mut(at) {
                        one.count = count;
                        one.mine = if is_mine { told.on } else { one.mine };
                    }
                }
                (None, 0) => {}
                (None, count) => all.push(Reaction {
                    emoji: told.emoji,
                    count,
                    mine: is_mine && told.on,
                }),
            }
        }
        self.push_ahead();
        Next::Nothing
    }

    /// What all readers are told does not say which reactions are the reader's: those that they are
    /// known to have.
    pub(super) fn keep_own_reactions(&mut self, message: &mut Message) {
        let Some(held) = self.held_message(message.seq) else {
            return;
        };
        if message.content == held.content {
            message.undo_until = held.undo_until;
        }
        for one in &mut message.reactions {
            let mut known = held.reactions.iter();
            one.mine = known.any(|known| known.emoji == one.emoji && known.mine);
        }
    }

    pub(super) fn held_message(&mut self, seq: Seq) -> Option<&mut Message> {
        let all = self.messages.iter_mut().chain(&mut self.ahead);
        all.into_iter().find(|one| one.seq == seq)
    }
}
