//! What a store is, without a database.

use super::*;
use protocol::{
    ClientMessageId, DisplayName, Member, Message, MessageBody, Rev, Seq,
    event::{Cursor, HistoryPage, Missed, ResumeRoom, ResumedRoom},
    limits::{MAX_HISTORY, MAX_RESUME},
};
use store::{SessionId, TokenHash};

pub(super) const AUTHORS: usize = 3;

/// What a store is, without a database.
pub(super) struct Model {
    pub(super) authors: Vec<Member>,
    /// Their sessions, of now or the last one.
    pub(super) sessions: Vec<SessionId>,
    /// Whether that session lives.
    pub(super) is_in: [bool; AUTHORS],
    pub(super) messages: Vec<Message>,
    /// What each of them said at first; nothing if it was deleted.
    pub(super) first_texts: Vec<Option<MessageBody>>,
    pub(super) rev: Rev,
}

impl Model {
    pub(super) fn head(&self) -> Seq {
        Seq::new(self.messages.len() as u64).expect("small")
    }

    /// A `seq` counted from the head; never below 0.
    pub(super) fn seq_at(&self, off: i8) -> Seq {
        Seq::new(self.head().get().saturating_add_signed(off.into())).expect("small")
    }

    pub(super) fn find(&self, author: Author, id: u16) -> Option<&Message> {
        let (author, id) = (self.authors[author.0].id, client_id(id));
        self.messages
            .iter()
            .find(|message| message.author.id == author && message.client_id == id)
    }

    pub(super) fn is_reused(&self, author: Author, id: u16, body: u8) -> bool {
        self.find(author, id).is_some_and(|found| {
            let at = found.seq.get() as usize - 1;
            self.first_texts[at] != Some(text(body))
        })
    }

    pub(super) fn next_rev(&mut self) -> Rev {
        self.rev = self.rev.next();
        self.rev
    }

    pub(super) fn with_author_of_now(&self, message: &Message) -> Message {
        let mut authors = self.authors.iter();
        let author = authors.find(|one| one.id == message.author.id);
        Message {
            author: author.expect("known").clone(),
            ..message.clone()
        }
    }

    /// The messages after `after` up to `last`, by the names of now.
    pub(super) fn between(&self, after: u64, last: u64) -> Vec<Message> {
        let range = after as usize..(last.max(after) as usize);
        let range = self.messages[range].iter();
        range.map(|one| self.with_author_of_now(one)).collect()
    }

    pub(super) fn page(&self, at: Cursor, limit: u32) -> HistoryPage {
        let (head, limit) = (self.head().get(), u64::from(limit.clamp(1, MAX_HISTORY)));
        let (after, last) = match at {
            Cursor::Latest => (head.saturating_sub(limit), head),
            Cursor::Before(seq) => {
                let last = seq.get().saturating_sub(1).min(head);
                (last.saturating_sub(limit), last)
            }
            Cursor::After(seq) => {
                let after = seq.get().min(head);
                (after, (after + limit).min(head))
            }
            Cursor::Around(seq) => {
                let last = (seq.get() + limit / 2).min(head);
                let after = last.saturating_sub(limit);
                (after, (after + limit).min(head))
            }
        };
        HistoryPage {
            messages: self.between(after, last),
            has_older: after > 0,
            head: self.head(),
            rev: self.rev,
        }
    }

    pub(super) fn missed(&self, held: ResumeRoom) -> ResumedRoom {
        let is_missed = |one: &&Message| one.rev > held.rev && one.seq >= held.from;
        let changed = self.messages.iter().filter(is_missed);
        let mut changed: Vec<_> = changed.map(|one| self.with_author_of_now(one)).collect();
        changed.sort_by_key(|one| one.rev);
        let is_ahead = held.rev > self.rev || held.seq > self.head();
        ResumedRoom {
            room: held.room,
            head: self.head(),
            rev: self.rev,
            missed: if is_ahead || changed.len() > MAX_RESUME as usize {
                Missed::Reset
            } else {
                Missed::Messages(changed)
            },
            more: false,
        }
    }
}

pub(super) fn client_id(number: u16) -> ClientMessageId {
    ClientMessageId::parse(&format!("client-{number:05}")).expect("valid")
}

pub(super) fn token(author: Author) -> TokenHash {
    TokenHash([u8::try_from(author.0).expect("few"); 32])
}

pub(super) fn text(number: u8) -> MessageBody {
    let marks = if number.is_multiple_of(2) { "**" } else { "" };
    MessageBody::parse(&format!("{marks}text{marks} {number}")).expect("valid")
}

pub(super) fn name(number: u8) -> DisplayName {
    DisplayName::parse(&format!("Name {number}")).expect("valid")
}
