//! What a server holds and tells.

mod polls;

use std::collections::HashMap;

use protocol::{
    Emoji, InThread, MemberId, Message, MessageContent, Quote, Reaction, Rev, RoomHead, Seq,
    ThreadSummary, Timestamp,
    event::{HistoryPage, Missed, Part, Reacted, ResumeRoom, ResumedRoom, Voted},
};

use super::super::{NOON, ada, member, message, rev, room, seq, text};

/// What a server holds: its messages as they are now.
#[derive(Clone, Debug, Default)]
pub(super) struct Server {
    pub(super) messages: Vec<Message>,
    rev: u64,
    /// Each change, as it was told.
    pub(super) told: Vec<Told>,
    /// Who reacted with what to each message, in the order of the kinds.
    reacted: Vec<Kinds>,
    /// What deleted messages were, with their index.
    deleted: Vec<(usize, Message, Kinds)>,
    /// What Ada, who reads, and Grace have chosen, by the position of the poll.
    voted: HashMap<Seq, [Vec<u8>; 2]>,
}

/// Who reacted with what.
type Kinds = Vec<(Emoji, Vec<MemberId>)>;

/// A change as all are told of it.
#[derive(Clone, Debug)]
pub(super) enum Told {
    Posted(Message),
    Changed(Message),
    Reacted(Reacted),
    Voted(Voted),
}

impl Server {
    pub(super) fn with(count: u64) -> Self {
        let mut server = Self::default();
        for number in 0..count {
            match number % 4 {
                3 => server.answer(number as usize / 2, number % 8 == 3),
                _ => server.post(None),
            }
        }
        server
    }

    fn next_rev(&mut self) -> Rev {
        self.rev += 1;
        rev(self.rev)
    }

    fn at(&self, at: usize) -> Option<&Message> {
        self.messages.get(at % self.messages.len().max(1))
    }

    fn new_message(&mut self) -> Message {
        Message {
            rev: self.next_rev(),
            ..message(self.messages.len() as u64 + 1)
        }
    }

    /// Of a reply, which message it answers.
    pub(super) fn post(&mut self, reply_to: Option<usize>) {
        let quoted = reply_to.and_then(|at| self.at(at));
        let reply = quoted.map(|quoted| Box::new(Quote::of(quoted)));
        let new = Message {
            reply,
            ..self.new_message()
        };
        self.messages.push(new.clone());
        self.reacted.push(Vec::new());
        self.told.push(Told::Posted(new));
    }

    /// Posts in the thread about a message, or that it is in.
    pub(super) fn answer(&mut self, at: usize, in_room: bool) {
        let Some(target) = self.at(at).cloned() else {
            return;
        };
        let thread = target.thread.unwrap_or(InThread {
            root: target.id,
            seq: target.seq,
            in_room,
            replies: None,
        });
        let mut new = Message {
            thread: Some(InThread { in_room, ..thread }),
            ..self.new_message()
        };
        self.messages.push(new.clone());
        self.reacted.push(Vec::new());
        let replies = self.root_of(&new, |replies, new| replies.with(&new.author, new.sent_at));
        if let Some(thread) = &mut new.thread {
            thread.replies = replies;
        }
        self.told.push(Told::Posted(new));
    }

    /// Changes what the root of a message's thread says, with the message.
    fn root_of(
        &mut self,
        message: &Message,
        change: impl FnOnce(ThreadSummary, &Message) -> ThreadSummary,
    ) -> Option<Box<ThreadSummary>> {
        let thread = message.thread.as_ref()?;
        let root = self.messages.iter_mut().find(|one| one.id == thread.root)?;
        let before = root.replies.take();
        let before = before.map_or(ThreadSummary::empty(), |before| *before);
        root.replies = Some(Box::new(change(before, message)));
        root.rev = message.rev;
        root.replies.clone()
    }

    pub(super) fn change(&mut self, at: usize, is_deleted: bool) {
        let Some(before) = self.at(at).cloned() else {
            return;
        };
        if before.content == MessageContent::Deleted {
            return;
        }
        let rev = self.next_rev();
        let now = if is_deleted {
            let index = before.seq.get() as usize - 1;
            let kinds = std::mem::take(&mut self.reacted[index]);
            self.deleted.push((index, before.clone(), kinds));
            let is_reader = before.author.id == ada().id;
            Message {
                rev,
                content: MessageContent::Deleted,
                edited_at: None,
                reply: None,
                reactions: Vec::new(),
                undo_until: is_reader.then_some(Timestamp(NOON)),
                pinned: false,
                ..before
            }
        } else {
            Message {
                rev,
                content: match before.content.clone() {
                    // A poll is closed.
                    MessageContent::Poll(mut poll) => {
                        poll.closes_at.get_or_insert(Timestamp(NOON));
                        MessageContent::Poll(poll)
                    }
                    _ => text(&format!("edited at {rev}")),
                },
                edited_at: Some(Timestamp(NOON)),
                ..before
            }
        };
        self.changed(now, if is_deleted { -1 } else { 0 });
    }

    /// Undoes the deletion of one that was deleted.
    pub(super) fn restore(&mut self, at: usize) {
        if self.deleted.is_empty() {
            return;
        }
        let (index, before, kinds) = self.deleted.remove(at % self.deleted.len());
        self.reacted[index] = kinds;
        let reply = before.reply.as_ref().map(|quote| quote.seq.get() as usize);
        let now = Message {
            rev: self.next_rev(),
            // As it is now.
            reply: reply.map(|seq| Box::new(Quote::of(&self.messages[seq - 1]))),
            replies: self.messages[index].replies.clone(),
            pinned: false,
            ..before
        };
        self.changed(now, 1);
    }

    /// Pins a message, or unpins one that is.
    pub(super) fn pin(&mut self, at: usize) {
        let Some(before) = self.at(at).cloned() else {
            return;
        };
        if before.content == MessageContent::Deleted {
            return;
        }
        let now = Message {
            rev: self.next_rev(),
            pinned: !before.pinned,
            ..before
        };
        self.changed(now, 0);
    }

    /// A message is another; what shows something of it changes with it, and all are told the same.
    fn changed(&mut self, mut now: Message, more: i32) {
        let rev = now.rev;
        for one in &mut self.messages {
            if one.id == now.id {
                *one = now.clone();
            } else if one
                .reply
                .as_ref()
                .is_some_and(|quote| quote.message == now.id)
            {
                one.reply = Some(Box::new(Quote::of(&now)));
                one.rev = rev;
            }
        }
        if more != 0 {
            let replies = self.root_of(&now, |replies, _| ThreadSummary {
                count: replies.count.saturating_add_signed(more),
                ..replies
            });
            if let Some(thread) = &mut now.thread {
                thread.replies = replies;
            }
        }
        let mut told = Message {
            undo_until: None,
            ..now
        };
        for reaction in &mut told.reactions {
            reaction.mine = false;
        }
        if let MessageContent::Poll(poll) = &mut told.content {
            for option in &mut poll.options {
                option.mine = false;
            }
        }
        self.told.push(Told::Changed(told));
    }

    /// Ada, who reads, or Grace reacts with one of three kinds, or takes that back.
    pub(super) fn react(&mut self, at: usize, is_reader: bool, kind: usize) {
        let index = at % self.messages.len().max(1);
        let is_there = |one: &Message| one.content != MessageContent::Deleted;
        if !self.messages.get(index).is_some_and(is_there) {
            return;
        }
        let rev = self.next_rev();
        let (message, kinds) = (&mut self.messages[index], &mut self.reacted[index]);
        let by = if is_reader { ada() } else { member(2, "Grace") };
        let emoji = Emoji::parse(["👍", "🎉", "👀"][kind % 3]).expect("short");
        let known = kinds.iter_mut().find(|(one, _)| *one == emoji);
        let (on, count) = match known {
            None => {
                kinds.push((emoji.clone(), vec![by.id]));
                (true, 1)
            }
            Some((_, who)) if who.contains(&by.id) => {
                who.retain(|one| *one != by.id);
                (false, who.len())
            }
            Some((_, who)) => {
                who.push(by.id);
                (true, who.len())
            }
        };
        kinds.retain(|(_, who)| !who.is_empty());
        let reactions = kinds.iter().map(|(emoji, who)| Reaction {
            emoji: emoji.clone(),
            count: who.len() as u32,
            mine: who.contains(&ada().id),
        });
        message.reactions = reactions.collect();
        message.rev = rev;
        self.told.push(Told::Reacted(Reacted {
            room: room(),
            rev,
            message: message.id,
            seq: message.seq,
            member: by.id,
            emoji,
            on,
            count: count as u32,
        }));
    }

    pub(super) fn head(&self) -> RoomHead {
        RoomHead {
            room: room(),
            seq: seq(self.messages.len() as u64),
            rev: rev(self.rev),
        }
    }

    pub(super) fn part(&self, part: Part) -> Vec<Message> {
        let mut all = self.messages.clone();
        all.retain(|one| part.has(one));
        all
    }

    pub(super) fn page(&self, part: Part, is_on_it: impl Fn(&Message) -> bool) -> HistoryPage {
        let all = self.part(part);
        let on_it: Vec<_> = all.iter().filter(|one| is_on_it(one)).cloned().collect();
        let is_beyond = |end: Option<&Message>, other: Option<&Message>| {
            end.zip(other)
                .is_some_and(|(end, other)| end.seq != other.seq)
        };
        HistoryPage {
            has_older: is_beyond(on_it.first(), all.first()),
            has_newer: is_beyond(on_it.last(), all.last()),
            messages: on_it,
            head: self.head().seq,
            rev: self.head().rev,
        }
    }

    pub(super) fn before(&self, part: Part, end: Seq, limit: usize) -> HistoryPage {
        let mut all = self.part(part);
        all.retain(|one| one.seq < end);
        let first = all.len().saturating_sub(limit);
        let first = all.get(first).map_or(end, |first| first.seq);
        self.page(part, |one| (first..end).contains(&one.seq))
    }

    pub(super) fn after(&self, part: Part, start: Seq, limit: usize) -> HistoryPage {
        let mut all = self.part(part);
        all.retain(|one| one.seq > start);
        let last = all.iter().take(limit).next_back();
        let last = last.map_or(start, |last| last.seq);
        self.page(part, |one| one.seq > start && one.seq <= last)
    }

    pub(super) fn latest(&self, part: Part) -> HistoryPage {
        self.before(part, Seq::MAX, 50)
    }

    /// At most `portion` messages at once, and `Reset` beyond `most`.
    pub(super) fn resume(&self, held: ResumeRoom, portion: usize, most: usize) -> ResumedRoom {
        let is_missed = |one: &&Message| one.rev > held.rev && one.seq >= held.from;
        let mut missed: Vec<_> = self.messages.iter().filter(is_missed).cloned().collect();
        missed.sort_by_key(|one| one.rev);
        let head = self.head();
        let is_ahead = held.rev > head.rev || held.seq > head.seq;
        // What has one revision is told at once.
        let mut portion = portion;
        while let Some([last, next]) = missed.get(portion - 1..=portion)
            && last.rev == next.rev
        {
            portion += 1;
        }
        let is_reset = is_ahead || missed.len() > most;
        let more = missed.len() > portion && !is_reset;
        missed.truncate(portion);
        ResumedRoom {
            room: room(),
            head: head.seq,
            rev: if more {
                missed[portion - 1].rev
            } else {
                head.rev
            },
            missed: if is_reset {
                Missed::Reset
            } else {
                Missed::Messages(missed)
            },
            more,
        }
    }
}
