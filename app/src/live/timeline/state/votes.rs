//! Votes in polls: a change that names only what is different.

use protocol::{Message, MessageContent, event::Voted};

use super::{Next, TimelineState};

impl TimelineState {
    /// Somebody voted, or took that back. Only the reader is told whose choice it is: theirs.
    pub fn voted(&mut self, told: Voted) -> Next {
        if told.room != self.room {
            return Next::Nothing;
        }
        if let Err(next) = self.advance(told.rev, told.seq) {
            return next;
        }
        if let Some(message) = self.held_message(told.seq) {
            message.rev = told.rev;
            if let MessageContent::Poll(poll) = &mut message.content {
                poll.voters = told.voters;
                for (number, (option, count)) in (0..).zip(poll.options.iter_mut().zip(told.counts))
                {
                    option.count = count;
                    if let Some(mine) = &told.mine {
                        option.mine = mine.contains(&number);
                    }
                }
            }
        }
        self.push_ahead();
        Next::Nothing
    }

    /// What all readers are told does not say which answers are the reader's: those that they are
    /// known to have chosen.
    pub(super) fn keep_own_vote(&mut self, message: &mut Message) {
        let MessageContent::Poll(now) = &mut message.content else {
            return;
        };
        if let Some(held) = self.held_message(message.seq)
            && let MessageContent::Poll(held) = &held.content
        {
            for (option, known) in now.options.iter_mut().zip(&held.options) {
                option.mine = known.mine;
            }
        }
    }
}
