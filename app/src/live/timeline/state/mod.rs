//! What an open page knows of its room, and what each event makes of it. Pure: no browser, no
//! signals, so that every order of events can be tested.
//!
//! The messages are one stretch of a part of the room (its log, or a thread), none left out between the
//! first and the last, and every change of them up to the revision `rev` is in it. An event is applied
//! if it is the next change; after a gap nothing is, before it is filled. [`Next`] says what to ask the
//! server for.

mod editing;
mod history;
mod implied;
mod pending;
mod reactions;
mod undo;
mod votes;

use std::collections::VecDeque;

use protocol::{
    EditWindow, Member, MemberId, Message, MessageId, Rev, RoomHead, RoomId, Seq, TimelineId,
    event::{HistoryPage, Missed, Part, ResumeRoom, ResumedRoom},
    mention,
};

use crate::page_data::RoomPageData;
pub use pending::{Pending, SendState};

/// Messages held at most; the far end is let go of and loaded again when it is scrolled to.
pub const WINDOW: usize = 300;

/// What to ask the server for next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    Nothing,
    /// What changed since: [`TimelineState::held`].
    Resume,
    /// The latest page.
    Latest,
    /// The stretch on show once more: too much changed in it.
    Refresh,
    /// The message at this position once more: the reader may see more of it than all are told.
    Look(Seq),
}

/// See the module.
#[derive(Clone, PartialEq, Debug)]
pub struct TimelineState {
    me: Member,
    room: RoomId,
    part: Part,
    messages: VecDeque<Message>,
    /// Whether the part has messages before the stretch.
    has_older: bool,
    /// The history that all this belongs to.
    timeline: TimelineId,
    /// `seq` of the room's last message, as far as we have heard.
    head: Seq,
    /// The revision up to which all changes are known.
    rev: Rev,
    /// The room's revision, as far as we have heard.
    known: Rev,
    /// New messages of an answer that had no room for all: those between them and the stretch may
    /// follow.
    ahead: Vec<Message>,
    /// The stretch was cut off from the part's end because the reader went far up: what is new there
    /// is not shown before they come back.
    is_cut: bool,
    pending: Vec<Pending>,
    /// Whose messages the reader has folded.
    ignored: Vec<MemberId>,
    /// The message that the reader edits.
    editing: Option<MessageId>,
    edit_window: EditWindow,
    /// A message of the reader's that was just deleted, until it is known whether they can restore it.
    just_deleted: Option<Seq>,
}

impl TimelineState {
    /// What the page shows at first of its room.
    pub fn new(data: &RoomPageData) -> Self {
        Self::of(Part::Log, data, &data.page)
    }

    /// What the page shows at first of a part of its room.
    pub fn of(part: Part, data: &RoomPageData, page: &HistoryPage) -> Self {
        Self {
            me: data.me.clone(),
            room: data.room.id,
            part,
            messages: page.messages.clone().into(),
            has_older: page.has_older,
            timeline: data.timeline,
            head: page.head,
            rev: page.rev,
            known: page.rev,
            ahead: Vec::new(),
            is_cut: page.has_newer,
            pending: Vec::new(),
            ignored: data.ignored.clone(),
            editing: None,
            edit_window: data.edit_window,
            just_deleted: None,
        }
    }

    /// Who is looking.
    pub fn me(&self) -> &Member {
        &self.me
    }

    /// Whether the reader has folded the messages of that member.
    pub fn ignores(&self, member: MemberId) -> bool {
        self.ignored.contains(&member)
    }

    /// The reader has folded the messages of these.
    pub fn set_ignored(&mut self, ignored: Vec<MemberId>) {
        self.ignored = ignored;
    }

    pub fn room(&self) -> RoomId {
        self.room
    }

    /// Which messages of the room are shown.
    pub fn part(&self) -> Part {
        self.part
    }

    /// The root of the thread, if it is one that is shown.
    pub fn root(&self) -> Option<MessageId> {
        match self.part {
            Part::Thread(root) => Some(root),
            Part::All | Part::Log => None,
        }
    }

    /// A stretch of the part, ascending.
    pub fn messages(&self) -> &VecDeque<Message> {
        &self.messages
    }

    /// Where the room stands, as far as we have heard.
    pub fn room_head(&self) -> RoomHead {
        RoomHead {
            room: self.room,
            seq: self.head,
            rev: self.known,
        }
    }

    /// The history that all this belongs to.
    pub fn timeline(&self) -> TimelineId {
        self.timeline
    }

    /// What the page holds of the room.
    pub fn held(&self) -> ResumeRoom {
        ResumeRoom {
            room: self.room,
            from: self.first().unwrap_or_default(),
            seq: self.last(),
            rev: self.rev,
        }
    }

    /// Whether there are messages before the stretch.
    pub fn has_older(&self) -> bool {
        self.has_older
    }

    /// Whether there are messages after the stretch that are not on their way.
    pub fn has_newer(&self) -> bool {
        self.is_cut
    }

    /// `seq` of the stretch's first message.
    pub fn first(&self) -> Option<Seq> {
        self.messages.front().map(|first| first.seq)
    }

    /// `seq` of the stretch's last message; 0 when it is empty.
    pub fn last(&self) -> Seq {
        self.messages.back().map_or(Seq::ZERO, |last| last.seq)
    }

    /// We are this member now.
    pub fn set_me(&mut self, me: Member) {
        self.member_changed(&me);
        self.me = me;
    }

    /// A member has another name.
    pub fn member_changed(&mut self, member: &Member) {
        if self.me.id == member.id {
            self.me = member.clone();
        }
        for shown in self.members_mut().filter(|one| one.id == member.id) {
            *shown = member.clone();
        }
        for message in self.messages.iter_mut().chain(&mut self.ahead) {
            let html = message.html.as_deref();
            let name = member.name.as_str();
            if let Some(renamed) = html.and_then(|html| mention::rename(html, member.id, name)) {
                message.html = Some(renamed);
            }
        }
    }

    /// The server continues this history. What is held of another one is not of this room.
    pub fn set_timeline(&mut self, timeline: TimelineId) -> Next {
        if std::mem::replace(&mut self.timeline, timeline) == timeline {
            Next::Nothing
        } else {
            Next::Latest
        }
    }

    /// Whether a message is one that the reader has neither seen, written here nor folded.
    pub fn is_new(&self, message: &Message) -> bool {
        message.seq > self.head
            && self.part.has(message)
            && !self.is_pending(message)
            && !self.ignores(message.author.id)
    }

    /// A message was posted. It is shown at once if it is the next change.
    pub fn message_received(&mut self, message: Message) -> Next {
        if message.room != self.room {
            return Next::Nothing;
        }
        self.settle(&message);
        self.apply(message)
    }

    /// A message was edited or deleted.
    pub fn message_changed(&mut self, message: Message) -> Next {
        if message.room == self.room {
            self.apply(message)
        } else {
            Next::Nothing
        }
    }

    /// A message of ours is stored. One that an earlier try has stored may have changed since, so
    /// it is asked for.
    pub fn message_sent(&mut self, message: Message, is_repeated: bool) -> Next {
        if !is_repeated || message.rev <= self.rev {
            return self.message_received(message);
        }
        if message.room != self.room {
            return Next::Nothing;
        }
        self.known = self.known.max(message.rev);
        Next::Resume
    }

    fn apply(&mut self, mut message: Message) -> Next {
        if let Err(next) = self.advance(message.rev, message.seq) {
            return next;
        }
        let next = self.look_again(&message);
        self.keep_own_reactions(&mut message);
        self.keep_own_vote(&mut message);
        self.imply(&message);
        self.put(message);
        self.push_ahead();
        next
    }

    /// A change came. It is taken in if it is the next one; else this says what to do.
    fn advance(&mut self, rev: Rev, seq: Seq) -> Result<(), Next> {
        if rev <= self.rev {
            return Err(Next::Nothing);
        }
        let was_asked = self.known > self.rev;
        self.known = self.known.max(rev);
        self.head = self.head.max(seq);
        if was_asked {
            return Err(Next::Nothing);
        }
        if rev != self.rev.next() {
            return Err(Next::Resume);
        }
        self.rev = rev;
        Ok(())
    }

    /// Puts a message at the position of its `seq`, unless a later state of it is there.
    fn put(&mut self, mut message: Message) {
        if !self.part.has(&message) {
            return;
        }
        if let Some(thread) = &mut message.thread {
            thread.replies = None;
        }
        let index = self
            .messages
            .binary_search_by_key(&message.seq, |one| one.seq);
        if let Some(there) = index.ok().and_then(|index| self.messages.get_mut(index)) {
            if there.rev < message.rev {
                *there = message;
            }
        } else if message.seq > self.last() && !self.is_cut {
            self.ahead.retain(|other| other.seq != message.seq);
            self.ahead.push(message);
        }
    }

    /// What is ahead follows: nothing is missing before it.
    fn push_ahead(&mut self) {
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.sort_by_key(|one| one.seq);
        for message in ahead {
            // A page may have brought it meanwhile.
            if message.seq > self.last() {
                self.push(message);
            }
        }
    }

    /// The server told where the room stands. Reveals a lost last change.
    pub fn head_received(&mut self, head: RoomHead) -> Next {
        if head.rev < self.known || head.seq < self.head {
            // The server knows less than we do: it was set back, so what we have may be wrong.
            return Next::Latest;
        }
        (self.head, self.known) = (head.seq, head.rev);
        // Also if it was asked for before: the answer may have been lost.
        if self.known > self.rev {
            Next::Resume
        } else {
            Next::Nothing
        }
    }

    /// The same of an answer that was asked for when so much was known. It may be older than what
    /// came while it was on its way; it says something only where it is below what was known then, or above
    /// what is known now.
    pub fn head_since(&mut self, known: RoomHead, head: RoomHead) -> Next {
        if head.rev >= known.rev && head.rev < self.known {
            Next::Nothing
        } else {
            self.head_received(head)
        }
    }

    /// What changed since we `held` that.
    pub fn resumed(&mut self, held: ResumeRoom, resumed: ResumedRoom) -> Next {
        let before = self.rev;
        let messages = match resumed.missed {
            Missed::Messages(messages) => messages,
            Missed::Reset if self.is_cut => {
                self.head = resumed.head;
                (self.rev, self.known) = (resumed.rev, resumed.rev);
                return Next::Refresh;
            }
            Missed::Reset => return Next::Latest,
        };
        self.head = self.head.max(resumed.head);
        // There are changes after those of an answer that has no room for all.
        self.known = self.known.max(match resumed.more {
            true => resumed.rev.next(),
            false => resumed.rev,
        });
        for message in messages {
            self.settle(&message);
            self.put(message);
        }
        if !resumed.more {
            self.push_ahead();
        }
        // Older messages that were loaded while we asked are not in the answer.
        let is_about_all = held.from <= self.first().unwrap_or_default();
        if is_about_all && held.rev <= self.rev {
            self.rev = self.rev.max(resumed.rev);
        }
        // More was told while we asked. Without progress the next head asks again.
        let has_progressed = before < self.rev || !is_about_all;
        if has_progressed && (resumed.more || self.known > self.rev) {
            Next::Resume
        } else {
            Next::Nothing
        }
    }

    fn push(&mut self, message: Message) {
        self.settle(&message);
        self.messages.push_back(message);
        while self.messages.len() > WINDOW {
            self.messages.pop_front();
            self.has_older = true;
        }
    }
}
