//! Pages of history: the latest, those before and after what is held, and the same once more.

use protocol::{Member, Rev, Seq, event::HistoryPage};

use super::{Next, TimelineState, WINDOW};

impl TimelineState {
    /// The latest page, in place of what we have.
    pub fn show_latest(&mut self, page: HistoryPage) {
        for message in &page.messages {
            self.settle(message);
        }
        self.head = page.head;
        (self.rev, self.known) = (page.rev, page.rev);
        self.is_cut = page.has_newer;
        self.has_older = page.has_older;
        self.ahead.clear();
        self.messages = page.messages.into();
    }

    /// The page before a message, if that is still our first one. The newest are let go of when there
    /// are too many.
    pub fn prepend(&mut self, before: Seq, page: HistoryPage) -> Next {
        let next = self.page_of(page.head, page.rev);
        if self.first() != Some(before) {
            return next;
        }
        for message in page.messages.into_iter().rev() {
            self.settle(&message);
            self.messages.push_front(message);
        }
        self.has_older = page.has_older;
        self.is_cut |= self.messages.len() > WINDOW;
        self.messages.truncate(WINDOW);
        if self.is_cut {
            self.ahead.clear();
        }
        next
    }

    /// The page after a message, if that is still our last one. The oldest are let go of when there are
    /// too many.
    pub fn append(&mut self, after: Seq, page: HistoryPage) -> Next {
        let next = self.page_of(page.head, page.rev);
        if self.last() != after {
            return next;
        }
        for message in page.messages {
            self.push(message);
        }
        self.is_cut &= page.has_newer;
        next
    }

    /// A page that was read before what we know lacks the changes between.
    fn page_of(&mut self, head: Seq, rev: Rev) -> Next {
        self.head = self.head.max(head);
        self.known = self.known.max(self.rev);
        if rev < self.rev {
            self.rev = rev;
            Next::Resume
        } else {
            Next::Nothing
        }
    }

    /// The messages of a page, and their authors, as they are now.
    pub fn refresh(&mut self, page: &HistoryPage) {
        for message in self.messages.iter_mut().chain(&mut self.ahead) {
            let mut newer = page.messages.iter();
            if let Some(now) = newer.find(|one| one.seq == message.seq && one.rev >= message.rev)
                && message != now
            {
                message.clone_from(now);
            }
        }
        let authors: Vec<&Member> = page.messages.iter().map(|one| &one.author).collect();
        for shown in self.members_mut() {
            let now = authors.iter().rev().find(|one| one.id == shown.id);
            if let Some(now) = now.filter(|now| **now != shown) {
                shown.clone_from(now);
            }
        }
    }
}
