//! What an open page knows of its room, and what each piece of news makes of it. Pure: no browser,
//! no signals, so that every order of events can be tested.
//!
//! The messages are one stretch of the room without gaps. News that leave a gap are not shown
//! before the gap is filled; [`Next`] says what to ask the server for.

use std::collections::VecDeque;

use protocol::{
    ClientMessageId, Member, MemberId, Message, MessageBody, RoomId, Seq,
    event::{HistoryPage, Missed},
};

use crate::page_data::RoomPageData;

/// Messages held at most; the far end is let go of and loaded again when it is scrolled to.
pub const WINDOW: usize = 300;

/// What to ask the server for next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    Nothing,
    /// What came after this `seq`.
    Resume(Seq),
    /// The latest page.
    Latest,
}

/// A message of ours that the server has not stored yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pending {
    /// Its id for good.
    pub client_id: ClientMessageId,
    pub body: MessageBody,
    /// When it was written, in ms since 1970.
    pub written_at: i64,
    /// How it fares.
    pub send_state: SendState,
}

/// How a pending message fares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SendState {
    /// It is sent, or will be.
    Sending,
    /// The server refuses it, for this reason.
    Failed(String),
}

/// See the module.
#[derive(Clone, PartialEq, Debug)]
pub struct Timeline {
    me: Member,
    room: RoomId,
    messages: VecDeque<Message>,
    /// `seq` of the room's last message, as far as we have heard.
    head: Seq,
    /// The stretch was cut off from the room's end because the reader went far up: what is missing
    /// there is not asked for before they come back.
    is_cut: bool,
    pending: Vec<Pending>,
    /// Whose messages the reader has folded.
    ignored: Vec<MemberId>,
}

impl Timeline {
    /// What the page shows at first.
    pub fn new(data: &RoomPageData) -> Self {
        let mut state = Self {
            me: data.me.clone(),
            room: data.room.id,
            messages: data.page.messages.clone().into(),
            head: data.page.head,
            is_cut: data.is_older_page,
            pending: Vec::new(),
            ignored: data.ignored.clone(),
        };
        state.is_cut &= state.has_newer();
        state
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

    /// A stretch of the room, ascending and without gaps.
    pub fn messages(&self) -> &VecDeque<Message> {
        &self.messages
    }

    /// Ours that are not stored yet, in the order in which they were written.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// `seq` of the room's last message, as far as we have heard.
    pub fn room_head(&self) -> Seq {
        self.head
    }

    /// Whether there are messages before the stretch.
    pub fn has_older(&self) -> bool {
        self.messages
            .front()
            .is_some_and(|first| first.seq.get() > 1)
    }

    /// Whether there are messages after the stretch.
    pub fn has_newer(&self) -> bool {
        self.last() < self.head
    }

    /// Workspace of the stretch's first message.
    pub fn first(&self) -> Option<Seq> {
        self.messages.front().map(|first| first.seq)
    }

    /// Workspace of the stretch's last message; 0 when it is empty.
    pub fn last(&self) -> Seq {
        self.messages.back().map_or(Seq::ZERO, |last| last.seq)
    }

    /// We are this member now.
    pub fn set_me(&mut self, me: Member) {
        self.rename(&me);
        self.me = me;
    }

    /// A member has another name.
    pub fn rename(&mut self, member: &Member) {
        if self.me.id == member.id {
            self.me = member.clone();
        }
        for message in &mut self.messages {
            if message.author.id == member.id {
                message.author = member.clone();
            }
        }
    }

    /// The names that authors have now.
    pub fn rename_authors(&mut self, page: &HistoryPage) {
        for message in &mut self.messages {
            let newer = page.messages.iter().map(|one| &one.author);
            if let Some(author) = newer.rev().find(|one| one.id == message.author.id)
                && message.author != *author
            {
                message.author = author.clone();
            }
        }
    }

    /// A message was posted. It is shown at once if it follows on what is shown.
    pub fn posted(&mut self, message: Message) -> Next {
        if message.room != self.room {
            return Next::Nothing;
        }
        let was_at_end = !self.has_newer();
        self.settle(&message);
        let seq = message.seq;
        if was_at_end && seq == self.last().next() {
            self.head = self.head.max(seq);
            self.push(message);
            return Next::Nothing;
        }
        if seq <= self.last() {
            return Next::Nothing;
        }
        self.head = self.head.max(seq);
        if was_at_end {
            Next::Resume(self.last())
        } else {
            Next::Nothing
        }
    }

    /// The server told where the room stands. Reveals a lost last message.
    pub fn head(&mut self, head: Seq) -> Next {
        if head < self.head {
            // The server knows less than we do: it was set back, so what we have may be wrong.
            return Next::Latest;
        }
        self.head = head;
        // Also if it was asked for before: the answer may have been lost.
        if self.has_newer() && !self.is_cut {
            Next::Resume(self.last())
        } else {
            Next::Nothing
        }
    }

    /// The same of an answer that was asked for when so much was known. It may be older than what
    /// came while it was on its way; it is news only where it is below what was known then, or above
    /// what is known now.
    pub fn head_since(&mut self, known: Seq, head: Seq) -> Next {
        if head >= known && head < self.head {
            Next::Nothing
        } else {
            self.head(head)
        }
    }

    /// What came after our last message.
    pub fn missed(&mut self, head: Seq, missed: Missed) -> Next {
        match missed {
            Missed::Reset => Next::Latest,
            Missed::Messages(messages) => {
                self.head = self.head.max(head);
                let before = self.last();
                for message in messages {
                    self.settle(&message);
                    if message.seq == self.last().next() {
                        self.push(message);
                    }
                }
                // More was posted while we asked. Without progress the reader has gone elsewhere.
                if before < self.last() && self.has_newer() {
                    Next::Resume(self.last())
                } else {
                    Next::Nothing
                }
            }
        }
    }

    /// The latest page, in place of what we have.
    pub fn latest(&mut self, page: HistoryPage) {
        for message in &page.messages {
            self.settle(message);
        }
        self.head = page.head;
        self.is_cut = false;
        self.messages = page.messages.into();
    }

    /// A page before our first message. The newest are let go of when there are too many.
    pub fn older(&mut self, page: HistoryPage) {
        self.head = self.head.max(page.head);
        for message in page.messages.into_iter().rev() {
            if self
                .first()
                .is_some_and(|first| message.seq.next() == first)
            {
                self.messages.push_front(message);
            }
        }
        self.is_cut |= self.messages.len() > WINDOW;
        self.messages.truncate(WINDOW);
    }

    /// A page after our last message. The oldest are let go of when there are too many.
    pub fn newer(&mut self, page: HistoryPage) {
        self.head = self.head.max(page.head);
        for message in page.messages {
            if message.seq == self.last().next() {
                self.push(message);
            }
        }
        self.is_cut &= self.has_newer();
    }

    /// We wrote something.
    pub fn wrote(&mut self, pending: Pending) {
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
    pub fn failed(&mut self, client_id: &ClientMessageId, reason: String) {
        self.set_send_state(client_id, SendState::Failed(reason));
    }

    /// A refused message is tried again.
    pub fn retry(&mut self, client_id: &ClientMessageId) {
        self.set_send_state(client_id, SendState::Sending);
    }

    /// A message of ours is given up, or is stored and will come as a posted one.
    pub fn forget(&mut self, client_id: &ClientMessageId) {
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

    /// A stored message of ours is no longer pending.
    fn settle(&mut self, message: &Message) {
        if message.author.id == self.me.id {
            self.forget(&message.client_id);
        }
    }

    fn push(&mut self, message: Message) {
        self.messages.push_back(message);
        while self.messages.len() > WINDOW {
            self.messages.pop_front();
        }
    }
}
