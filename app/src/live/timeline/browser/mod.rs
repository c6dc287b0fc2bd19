//! Events of the room on show, and requests for what the page lacks: what was missed, older and newer
//! pages, the latest.

mod editing;
mod reacting;
mod undo;

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    ClientMessageId, ErrorCode, Member, MemberId, Message, RoomHead, RoomId, Seq,
    event::{
        Cursor, HeadsRequest, HistoryPage, HistoryRequest, Part, Reacted, ResumeRequest, Voted,
        WatchRequest, Welcome,
    },
    limits::{DEFAULT_HISTORY, MAX_HISTORY},
};

use super::{
    Timeline,
    state::{Next, Pending, TimelineState},
};
use crate::{live::connection::RequestError, text::clock::Zone};

impl Timeline {
    pub(in crate::live) fn show_local_time(self) {
        self.zone.set(Zone::Local);
    }

    pub(in crate::live) fn room(self) -> RoomId {
        self.rooms.current_id()
    }

    pub(in crate::live) fn part(self) -> Part {
        self.state.with_untracked(TimelineState::part)
    }

    pub(in crate::live) fn reader(self) -> MemberId {
        self.rooms.reader()
    }

    pub(in crate::live) fn author(self) -> Member {
        self.state.with_untracked(|state| state.me().clone())
    }

    /// Changes the state, and asks the server for what it then lacks.
    fn apply(self, change: impl FnOnce(&mut TimelineState) -> Next) -> Next {
        let next = self.state.try_update(change).unwrap_or(Next::Nothing);
        match next {
            Next::Nothing => {}
            Next::Resume => self.resume(),
            Next::Latest => self.load_latest(),
            Next::Refresh => self.refresh(),
            Next::Look(seq) => self.look(seq),
        }
        self.end_undo_in_time();
        next
    }

    /// The server says who the reader is, and where the room stands.
    pub(in crate::live) fn welcomed(self, welcome: Welcome) {
        self.state.update(|state| {
            state.set_me(welcome.me);
            state.set_ignored(welcome.ignored);
        });
        if self.apply(|state| state.set_timeline(welcome.timeline)) == Next::Nothing {
            self.heads_received(&welcome.heads);
        }
    }

    /// The server has skipped messages, and sends no more before it is asked; so it is asked in any
    /// case.
    pub(in crate::live) fn lagging(self, heads: &[RoomHead]) {
        if self.heads_received(heads) == Next::Nothing {
            self.compare_heads();
        }
        self.refresh();
    }

    /// Where rooms stand; this one may be among them.
    pub(in crate::live) fn heads_received(self, heads: &[RoomHead]) -> Next {
        match heads.iter().find(|head| head.room == self.room()) {
            Some(head) => self.apply(|state| state.head_received(*head)),
            None => Next::Nothing,
        }
    }

    pub(in crate::live) fn message_received(self, message: Message) {
        if message.room != self.room() {
            return;
        }
        let view = self.view.get_value();
        (view.measure_scroll)(self);
        if self.part().has(&message)
            && message.author.id != self.reader()
            && !self.at_end.get_untracked()
        {
            self.unseen.update(|count| *count += 1);
        }
        // What is in both is announced once.
        let is_elsewhere = self.root().is_some() && message.is_in_log();
        if !is_elsewhere
            && self.state.with_untracked(|state| state.is_new(&message))
            && let Some(text) = message.content.words()
        {
            (view.announce)(&message.author, text);
        }
        self.apply(|state| state.message_received(message));
    }

    pub(in crate::live) fn message_changed(self, message: Message) {
        self.apply(|state| state.message_changed(message));
    }

    pub(in crate::live) fn reacted(self, told: Reacted) {
        self.apply(|state| state.reacted(told));
    }

    pub(in crate::live) fn voted(self, told: Voted) {
        self.apply(|state| state.voted(told));
    }

    pub(in crate::live) fn member_changed(self, member: &Member) {
        self.state.update(|state| state.member_changed(member));
    }

    pub(in crate::live) fn set_ignored(self, ignored: Vec<MemberId>) {
        self.state.update(|state| state.set_ignored(ignored));
    }

    pub(in crate::live) fn add_pending(self, pending: Pending) {
        // Now, and not again when it is stored.
        (self.view.get_value().announce)(&self.author(), pending.body.as_str());
        self.show_pending(pending);
    }

    pub(in crate::live) fn show_pending(self, pending: Pending) {
        self.state.update(|state| state.add_pending(pending));
    }

    pub(in crate::live) fn set_pending(self, pending: Vec<Pending>) {
        self.state.update(|state| state.set_pending(pending));
    }

    pub(in crate::live) fn remove_pending(self, client_id: &ClientMessageId) {
        self.state.update(|state| state.remove_pending(client_id));
    }

    pub(in crate::live) fn mark_sending(self, client_id: &ClientMessageId) {
        self.state.update(|state| state.mark_sending(client_id));
    }

    pub(in crate::live) fn mark_failed(self, client_id: &ClientMessageId, reason: String) {
        self.state
            .update(|state| state.mark_failed(client_id, reason));
    }

    /// A message of the reader is stored, by this try or by an earlier one.
    pub(in crate::live) fn message_sent(self, message: Message, is_repeated: bool) {
        self.apply(|state| {
            let client_id = message.client_id.clone();
            let next = state.message_sent(message, is_repeated);
            state.remove_pending(&client_id);
            next
        });
    }

    /// Asks for what changed since.
    fn resume(self) {
        spawn_local(async move {
            let (timeline, held) = self
                .state
                .with_untracked(|state| (state.timeline(), state.held()));
            let request = ResumeRequest {
                timeline: Some(timeline),
                rooms: vec![held],
            };
            // Without an answer, the next welcome or comparison of heads asks again.
            if let Ok(reply) = self.connection.ask(request).await {
                for one in reply.rooms {
                    self.apply(|state| state.resumed(held, one));
                }
            }
        });
    }

    /// Notices a lost last message. Of a room that the reader only watches, `heads` says nothing.
    pub(in crate::live) fn compare_heads(self) {
        let room = self.room();
        if !self.connection.is_welcome() {
            return;
        }
        if !self.rooms.is_own(room) {
            self.watch();
            return;
        }
        let known = self.state.with_untracked(TimelineState::room_head);
        spawn_local(async move {
            let request = HeadsRequest {
                rooms: Some(vec![room]),
            };
            if let Ok(reply) = self.connection.ask(request).await
                && let Some(head) = reply.heads.into_iter().find(|head| head.room == room)
            {
                self.apply(|state| state.head_since(known, head));
            }
        });
    }

    /// Subscribes to the room on show without being in it.
    pub(in crate::live) fn watch(self) {
        let room = self.room();
        let known = self.state.with_untracked(TimelineState::room_head);
        spawn_local(async move {
            match self.connection.ask(WatchRequest { room }).await {
                Ok(reply) => {
                    self.rooms.watched(reply.room);
                    // Messages may overtake the answer.
                    let head = RoomHead {
                        room,
                        seq: reply.head,
                        rev: reply.rev,
                    };
                    self.apply(|state| state.head_since(known, head));
                }
                Err(RequestError::Refused(error)) if error.code == ErrorCode::NotFound => {
                    self.rooms.watch_refused();
                }
                // The next comparison of heads tries again.
                Err(_) => {}
            }
        });
    }

    /// Loads the page before the first message.
    pub fn load_older(self) {
        let first = self.state.with_untracked(TimelineState::first);
        if let Some(first) = first.filter(|_| self.state.with_untracked(TimelineState::has_older)) {
            self.load(Cursor::Before(first), first, TimelineState::prepend);
        }
    }

    /// Loads the page after the last message.
    pub fn load_newer(self) {
        if self.state.with_untracked(TimelineState::has_newer) {
            let last = self.state.with_untracked(TimelineState::last);
            self.load(Cursor::After(last), last, TimelineState::append);
        }
    }

    /// One at a time: scrolling asks again and again.
    fn load(self, at: Cursor, from: Seq, apply: fn(&mut TimelineState, Seq, HistoryPage) -> Next) {
        if self.is_loading.get_value() {
            return;
        }
        self.is_loading.set_value(true);
        spawn_local(async move {
            if let Some(page) = self.fetch(at, DEFAULT_HISTORY).await {
                self.apply(|state| apply(state, from, page));
            }
            self.is_loading.set_value(false);
        });
    }

    /// Never skipped: the reader waits for it. What was posted while it was on its way is noticed
    /// by comparing heads.
    pub(super) fn load_latest(self) {
        spawn_local(async move {
            if let Some(page) = self.fetch(Cursor::Latest, DEFAULT_HISTORY).await {
                self.state.update(|state| state.show_latest(page));
                self.end_undo_in_time();
                self.compare_heads();
            }
        });
    }

    /// What is shown is asked for again: names may have changed without an event.
    pub(in crate::live) fn refresh(self) {
        spawn_local(async move {
            let (first, last) = self
                .state
                .with_untracked(|state| (state.first(), state.last()));
            let mut have = first.and_then(|first| Seq::new(first.get() - 1));
            while let Some(after) = have.filter(|have| *have < last) {
                let Some(page) = self.fetch(Cursor::After(after), MAX_HISTORY).await else {
                    return;
                };
                have = page.messages.last().map(|message| message.seq);
                self.state.update(|state| state.refresh(&page));
            }
        });
    }

    async fn fetch(self, at: Cursor, limit: u32) -> Option<HistoryPage> {
        let request = HistoryRequest {
            room: self.room(),
            at,
            limit,
            part: self.part(),
        };
        self.connection.ask(request).await.ok()
    }
}
