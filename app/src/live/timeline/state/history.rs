//! Pages of history: the latest, those before and after what is held, and the same once more.

use protocol::{Rev, Seq, event::HistoryPage};

use super::{Next, TimelineState, WINDOW};

impl TimelineState {
    /// The latest page, in place of what we have.
    pub fn show_latest(&mut self, page: HistoryPage) {
        for message in &page.messages {
            self.settle(message);
        }
        self.head = page.head;
        (self.rev, self.known) = (page.rev, page.rev);
        self.is_cut = false;
        self.ahead.clear();
        self.messages = page.messages.into();
    }

    /// A page before our first message. The newest are let go of when there are too many.
    pub fn prepend(&mut self, page: HistoryPage) -> Next {
        let next = self.page_of(page.head, page.rev);
        for message in page.messages.into_iter().rev() {
            if self
                .first()
                .is_some_and(|first| message.seq.next() == first)
            {
                self.settle(&message);
                self.messages.push_front(message);
            }
        }
        self.is_cut |= self.messages.len() > WINDOW;
        self.messages.truncate(WINDOW);
        if self.is_cut {
            self.ahead.clear();
        }
        next
    }

    /// A page after our last message. The oldest are let go of when there are too many.
    pub fn append(&mut self, page: HistoryPage) -> Next {
        let next = self.page_of(page.head, page.rev);
        for message in page.messages {
            if message.seq == self.last().next() {
                self.push(message);
            }
        }
        self.is_cut &= self.has_newer();
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
        for message in &mut self.messages {
            let mut newer = page.messages.iter();
            if let Some(now) = newer.find(|one| one.seq == message.seq && one.rev >= message.rev)
                && message != now
            {
                message.clone_from(now);
            }
            let authors = page.messages.iter().map(|one| &one.author);
            if let Some(author) = authors.rev().find(|one| one.id == message.author.id)
                && message.author != *author
            {
                message.author = author.clone();
            }
        }
    }
}
