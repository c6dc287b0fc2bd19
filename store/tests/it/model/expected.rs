//! What a store is, without a database.

use std::collections::HashMap;

use super::*;
use domain::markup::{self, Mention, Reach, RenderedBody, Target};
use protocol::{
    ClientMessageId, DisplayName, Emoji, InThread, Member, MemberId, Message, MessageBody,
    MessageContent, MessageId, NewPoll, Poll, PollDraft, Quote, Reaction, Rev, Seq, ThreadSummary,
    event::{Cursor, HistoryPage, Missed, Part, ResumeRoom, ResumedRoom},
    limits::{MAX_HISTORY, MAX_RESUME},
    mention,
};
use store::{NewContent, NewMessage, SessionId, TokenHash};

pub(super) const AUTHORS: usize = 3;

/// What a store is, without a database.
pub(super) struct Model {
    pub(super) authors: Vec<Member>,
    /// Their sessions, of now or the last one.
    pub(super) sessions: Vec<SessionId>,
    /// Whether that session lives.
    pub(super) is_in: [bool; AUTHORS],
    /// As the reader sees them.
    pub(super) messages: Vec<Message>,
    /// Who only reads, and reacts.
    pub(super) reader: Member,
    /// Who reacted with what, to the message at each index.
    pub(super) reacted: Vec<Kinds>,
    /// Who chose what, in the poll at each index.
    pub(super) voted: Vec<Votes>,
    /// What each of them held at first; nothing if it was deleted.
    pub(super) first_contents: Vec<Option<MessageContent>>,
    /// What deleted ones were, with what they held at first, reactions and votes.
    pub(super) deleted: HashMap<MessageId, (Message, Option<MessageContent>, Kinds, Votes)>,
    pub(super) rev: Rev,
}

/// Who reacted with what.
pub(super) type Kinds = Vec<(Emoji, Vec<MemberId>)>;

/// Who chose what.
pub(super) type Votes = Vec<(MemberId, Vec<u8>)>;

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
            self.first_contents[at] != Some(content(id, body))
        })
    }

    pub(super) fn next_rev(&mut self) -> Rev {
        self.rev = self.rev.next();
        self.rev
    }

    /// Whether that changes anything.
    pub(super) fn react(&mut self, index: usize, by: MemberId, emoji: &Emoji, on: bool) -> bool {
        let kinds = &mut self.reacted[index];
        let at = kinds.iter().position(|(kind, _)| kind == emoji);
        let has = at.is_some_and(|at| kinds[at].1.contains(&by));
        if has == on {
            return false;
        }
        match at {
            Some(at) if on => kinds[at].1.push(by),
            Some(at) => kinds[at].1.retain(|one| *one != by),
            None => kinds.push((emoji.clone(), vec![by])),
        }
        kinds.retain(|(_, who)| !who.is_empty());
        let reader = self.reader.id;
        let reactions = kinds.iter().map(|(emoji, who)| Reaction {
            emoji: emoji.clone(),
            count: u32::try_from(who.len()).expect("few"),
            mine: who.contains(&reader),
        });
        self.messages[index].reactions = reactions.collect();
        self.messages[index].rev = self.next_rev();
        true
    }

    /// What a new message holds.
    pub(super) fn new_content(&self, id: u16, number: u8) -> NewContent {
        if is_poll(id) {
            NewContent::Poll(Box::new(new_poll(number)))
        } else {
            NewContent::Text(self.body(number))
        }
    }

    /// Makes this the whole choice of somebody, if it is not.
    pub(super) fn vote(&mut self, index: usize, by: MemberId, choice: Vec<u8>) {
        let all = &mut self.voted[index];
        all.retain(|(who, _)| *who != by);
        if !choice.is_empty() {
            all.push((by, choice));
        }
        let MessageContent::Poll(poll) = &mut self.messages[index].content else {
            panic!("votes are for polls");
        };
        poll.voters = u32::try_from(all.len()).expect("few");
        for (number, option) in (0..).zip(&mut poll.options) {
            let chosen = all.iter().filter(|(_, choice)| choice.contains(&number));
            option.count = u32::try_from(chosen.clone().count()).expect("few");
            option.mine = chosen.clone().any(|(who, _)| *who == self.reader.id);
        }
        self.messages[index].rev = self.next_rev();
    }

    fn with_names(&self, html: String) -> String {
        self.authors.iter().fold(html, |html, author| {
            mention::rename(&html, author.id, author.name.as_str()).unwrap_or(html)
        })
    }

    /// Every third text mentions an author.
    fn mentions(&self, number: u8) -> Vec<Mention> {
        let found = mentioned(number).map(|author| Mention {
            text: format!("@author{author}"),
            target: Target::Member(self.authors[author].id),
            reach: Reach::Notified,
        });
        found.into_iter().collect()
    }

    pub(super) fn targets(&self, number: u8) -> Vec<Target> {
        self.mentions(number).iter().map(|one| one.target).collect()
    }

    pub(super) fn body(&self, number: u8) -> RenderedBody {
        RenderedBody::with_mentions(text(number), self.mentions(number))
    }

    pub(super) fn html(&self, number: u8) -> Option<String> {
        let html = markup::html(text(number).as_str(), &self.mentions(number));
        html.map(|html| self.with_names(html))
    }

    pub(super) fn with_names_of_now(&self, message: &Message) -> Message {
        let mut message = message.clone();
        let quoted = message.reply.iter_mut().map(|quote| &mut quote.author);
        let faces = message
            .replies
            .iter_mut()
            .flat_map(|replies| &mut replies.faces);
        let thread = message
            .thread
            .as_mut()
            .and_then(|thread| thread.replies.as_mut());
        let told = thread.into_iter().flat_map(|replies| &mut replies.faces);
        for member in [&mut message.author]
            .into_iter()
            .chain(quoted)
            .chain(faces)
            .chain(told)
        {
            let now = self.authors.iter().find(|one| one.id == member.id);
            member.clone_from(now.expect("known"));
        }
        message.html = message.html.map(|html| self.with_names(html));
        message
    }

    fn message(&self, id: MessageId) -> &Message {
        let found = self.messages.iter().find(|one| one.id == id);
        found.expect("is stored")
    }

    pub(super) fn quote(&self, of: Option<MessageId>) -> Option<Box<Quote>> {
        let quoted = self.with_names_of_now(self.message(of?));
        Some(Box::new(Quote::of(&quoted)))
    }

    pub(super) fn thread(&self, new: &NewMessage) -> Option<InThread> {
        let target = self.message(new.thread?);
        let (root, seq) = match &target.thread {
            Some(thread) => (thread.root, thread.seq),
            None => (target.id, target.seq),
        };
        Some(InThread {
            root,
            seq,
            in_room: new.in_room,
            replies: None,
        })
    }

    /// A new message, as it is told.
    pub(super) fn posted(&mut self, message: Message) -> Message {
        self.messages.push(message.clone());
        self.reacted.push(Vec::new());
        self.voted.push(Vec::new());
        self.told(message, |before, message| {
            before.with(&message.author, message.sent_at)
        })
    }

    /// A message that was changed, or was to be; as it is told. Those that quote it change with it.
    pub(super) fn changed(&mut self, now: Message) -> Message {
        let now = self.with_names_of_now(&now);
        let index = now.seq.get() as usize - 1;
        if self.messages[index].rev == now.rev {
            return now;
        }
        let is_deleted = |one: &Message| one.content == MessageContent::Deleted;
        let was_deleted = is_deleted(&self.messages[index]);
        self.messages[index] = now.clone();
        for one in &mut self.messages {
            if one
                .reply
                .as_ref()
                .is_some_and(|quote| quote.message == now.id)
            {
                one.reply = Some(Box::new(Quote::of(&now)));
                one.rev = now.rev;
            }
        }
        let more = match (was_deleted, is_deleted(&now)) {
            (false, true) => -1,
            (true, false) => 1,
            _ => return now,
        };
        self.told(now, |before, _| ThreadSummary {
            count: before.count.saturating_add_signed(more),
            ..before
        })
    }

    /// The root of a message's thread changes with it, and the message tells how.
    fn told(
        &mut self,
        mut message: Message,
        change: impl FnOnce(ThreadSummary, &Message) -> ThreadSummary,
    ) -> Message {
        let Some(root) = message.thread.as_ref().map(|thread| thread.root) else {
            return message;
        };
        let index = self.message(root).seq.get() as usize - 1;
        let before = self.messages[index].replies.take();
        let before = before.map_or(ThreadSummary::empty(), |before| *before);
        let replies = Some(Box::new(change(before, &message)));
        (self.messages[index].rev, self.messages[index].replies) = (message.rev, replies.clone());
        if let Some(thread) = &mut message.thread {
            thread.replies = replies;
        }
        self.with_names_of_now(&message)
    }

    /// The messages of a part, by the names of now.
    pub(super) fn part(&self, part: Part) -> Vec<Message> {
        let messages = self.messages.iter().filter(|one| part.has(one));
        messages.map(|one| self.with_names_of_now(one)).collect()
    }

    pub(super) fn page(&self, part: Part, at: Cursor, limit: u32) -> HistoryPage {
        let limit = limit.clamp(1, MAX_HISTORY) as usize;
        let all = self.part(part);
        let beyond = |seq: Seq| all.partition_point(|one| one.seq <= seq);
        let (first, end) = match at {
            Cursor::Latest => (all.len().saturating_sub(limit), all.len()),
            Cursor::Before(seq) => {
                let end = all.partition_point(|one| one.seq < seq);
                (end.saturating_sub(limit), end)
            }
            Cursor::After(seq) => {
                let first = beyond(seq);
                (first, (first + limit).min(all.len()))
            }
            Cursor::Around(seq) => {
                let middle = all.partition_point(|one| one.seq < seq);
                let above = (all.len() - middle).min(limit / 2 + 1);
                let first = middle.saturating_sub(limit - above);
                (first, (first + limit).min(all.len()))
            }
        };
        HistoryPage {
            messages: all[first..end].to_vec(),
            has_older: first > 0,
            has_newer: end < all.len(),
            head: self.head(),
            rev: self.rev,
        }
    }

    pub(super) fn missed(&self, held: ResumeRoom) -> ResumedRoom {
        let is_missed = |one: &&Message| one.rev > held.rev && one.seq >= held.from;
        let changed = self.messages.iter().filter(is_missed);
        let mut changed: Vec<_> = changed.map(|one| self.with_names_of_now(one)).collect();
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
    let mention = mentioned(number).map_or(String::new(), |author| format!(" @author{author}"));
    MessageBody::parse(&format!("{marks}text{marks} {number}{mention}")).expect("valid")
}

/// Whether a message of that id is a poll.
pub(super) fn is_poll(id: u16) -> bool {
    id % 11 == 7
}

/// Some allow several answers, and some are anonymous.
fn new_poll(number: u8) -> NewPoll {
    let poll = NewPoll::parse(PollDraft {
        question: format!("Question {number}, **as it is**?"),
        options: vec!["Yes".into(), "No".into(), format!("{number}")],
        multiple: number.is_multiple_of(2),
        anonymous: number.is_multiple_of(3),
        closes_at: None,
    });
    poll.expect("valid")
}

/// What a message of that id holds at first.
pub(super) fn content(id: u16, number: u8) -> MessageContent {
    if is_poll(id) {
        MessageContent::Poll(Box::new(Poll::from(&new_poll(number))))
    } else {
        MessageContent::Text(text(number))
    }
}

/// The same as all are told, who are not told what one of them chose.
pub(super) fn told_to_all(mut content: MessageContent) -> MessageContent {
    if let MessageContent::Poll(poll) = &mut content {
        for option in &mut poll.options {
            option.mine = false;
        }
    }
    content
}

/// Whom a text mentions.
fn mentioned(number: u8) -> Option<usize> {
    let number = usize::from(number);
    number.is_multiple_of(3).then_some(number / 3 % AUTHORS)
}

pub(super) fn name(number: u8) -> DisplayName {
    DisplayName::parse(&format!("Name {number}")).expect("valid")
}
