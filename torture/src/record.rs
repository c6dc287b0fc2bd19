//! What was said and what was promised, and whether the two fit.
//!
//! A sender numbers its messages from 0 and puts member and number into the client id and the
//! text. So the room itself shows what is lost (a number is missing), what is there twice, and
//! what is out of order; the acks and what receivers saw are compared with it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Mutex, PoisonError},
};

use protocol::{
    ClientMessageId, ErrorCode, Message, MessageBody, MessageContent, MessageId, Rev, Seq,
};

use crate::failure::{Failure, holds, same};

/// The client id of a member's message.
pub fn client_id(member: usize, number: u64) -> String {
    format!("m{member:05}-{number:08}")
}

/// Every so many messages, one is long: the server takes more time over it than over the next.
const LONG_EVERY: u64 = 13;

pub fn body(member: usize, number: u64) -> String {
    let short = format!("message {number} of member {member}");
    if number % LONG_EVERY == 5 {
        // Longer than what is rendered at once, and with markup.
        return format!("{short} {}", "**and** _so_ on ".repeat(100).trim_end());
    }
    short
}

/// What a member does with a message of its own once it is acked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Revision {
    Edit,
    Delete,
}

impl Revision {
    /// Whether the message of that number is changed, and how.
    pub const fn of(number: u64) -> Option<Self> {
        match number % 10 {
            3 => Some(Self::Edit),
            7 => Some(Self::Delete),
            _ => None,
        }
    }

    /// What the message holds then.
    pub fn content(self, member: usize, number: u64) -> Option<MessageContent> {
        match self {
            Self::Edit => text(&edited_body(member, number)),
            Self::Delete => Some(MessageContent::Deleted),
        }
    }
}

pub fn edited_body(member: usize, number: u64) -> String {
    format!("{}, edited", body(member, number))
}

fn text(words: &str) -> Option<MessageContent> {
    MessageBody::parse(words).ok().map(MessageContent::Text)
}

fn read_client_id(id: &ClientMessageId) -> Option<(usize, u64)> {
    let (member, number) = id.as_str().strip_prefix('m')?.split_once('-')?;
    Some((member.parse().ok()?, number.parse().ok()?))
}

/// An ack: the message is on disk, at this position.
#[derive(Clone, Copy, Debug)]
pub struct Acked {
    pub member: usize,
    pub number: u64,
    pub seq: Seq,
}

/// The ack of a change: the message is so on disk, and is from then on.
#[derive(Clone, Copy, Debug)]
pub struct Revised {
    pub member: usize,
    pub number: u64,
    pub revision: Revision,
}

/// Acked changes of a trial.
#[derive(Default)]
pub struct Revisions(Mutex<Vec<Revised>>);

impl Revisions {
    pub fn add(&self, revised: Revised) {
        self.lock().push(revised);
    }

    fn all(&self) -> Vec<Revised> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Revised>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All acks of a trial.
#[derive(Default)]
pub struct Acks(Mutex<Vec<Acked>>);

impl Acks {
    pub fn add(&self, acked: Acked) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(acked);
    }

    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Those from the given one on.
    pub fn since(&self, first: usize) -> Vec<Acked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)[first..].to_vec()
    }
}

/// Typed errors that members got, by code.
#[derive(Default)]
pub struct Refusals(Mutex<BTreeMap<&'static str, u64>>);

impl Refusals {
    pub fn add(&self, code: ErrorCode) {
        *self.lock().entry(code.name()).or_default() += 1;
    }

    /// How many in all.
    pub fn count(&self) -> u64 {
        self.lock().values().sum()
    }

    /// How many of each code since the last call.
    pub fn take(&self) -> BTreeMap<&'static str, u64> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What receivers saw at each position of the room: the first to see one notes it, the others compare.
#[derive(Default)]
pub struct Seen(Mutex<SeenMessages>);

#[derive(Default)]
struct SeenMessages {
    /// A digest for each state of each message.
    digests: HashMap<(Seq, Rev), u64>,
    disagreements: u64,
}

impl Seen {
    /// Somebody sees this message at its position.
    pub fn note(&self, message: &Message) {
        let digest = digest(message);
        let mut positions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *positions
            .digests
            .entry((message.seq, message.rev))
            .or_insert(digest)
            != digest
        {
            positions.disagreements += 1;
        }
    }

    /// `stored` are the messages as they are in the end.
    fn verify(&self, stored: &[(Rev, u64)]) -> Result<(), Failure> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        same(
            "receivers that saw another message than the rest",
            0,
            seen.disagreements,
        )?;
        let wrong = (1..)
            .map_while(Seq::new)
            .zip(stored)
            .filter(|(seq, (rev, digest))| {
                let saw = seen.digests.get(&(*seq, *rev));
                saw.is_some_and(|saw| saw != digest)
            });
        same(
            "messages that receivers saw otherwise than they are stored",
            0,
            wrong.count(),
        )
    }
}

/// The states in which a receiver holds the messages of the room, from the first on. Those that it
/// let go of, as too much had changed in them, are none.
pub type Held = Vec<Option<Rev>>;

fn digest(message: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    message.id.hash(&mut hasher);
    message.author.id.hash(&mut hasher);
    message.client_id.hash(&mut hasher);
    message.content.hash(&mut hasher);
    hasher.finish()
}

/// Reads the room from its beginning, and holds it against what was promised.
#[derive(Default)]
pub struct Audit {
    /// Where each message of each member is.
    positions: HashMap<(usize, u64), Seq>,
    /// Of each member, the number after the highest that was read.
    next: HashMap<usize, u64>,
    read: u64,
    ids: HashSet<MessageId>,
    tally: Tally,
}

/// The figures of a trial.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Tally {
    pub stored: u64,
    pub acked: u64,
    pub lost: u64,
    pub twice: u64,
    pub disordered: u64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} stored, {} acked, {} lost, {} twice, {} out of order",
            self.stored, self.acked, self.lost, self.twice, self.disordered
        )
    }
}

impl Audit {
    /// Seq of the last message that was read.
    pub fn head(&self) -> Seq {
        Seq::new(self.read).unwrap_or(Seq::MAX)
    }

    /// The next message of the room.
    pub fn read(&mut self, message: &Message) -> Result<(), Failure> {
        same("the next seq of the room", self.head().next(), message.seq)?;
        self.read += 1;
        self.tally.stored += 1;
        holds(
            "ids of messages",
            self.ids.insert(message.id),
            "each once",
            format!("{} twice", message.id),
        )?;
        let Some((member, number)) = read_client_id(&message.client_id) else {
            return Ok(());
        };
        let revised = Revision::of(number).and_then(|how| how.content(member, number));
        if revised.as_ref() != Some(&message.content) {
            let content = Some(message.content.clone());
            same(
                "the text of a message",
                text(&body(member, number)),
                content,
            )?;
        }
        if self
            .positions
            .insert((member, number), message.seq)
            .is_some()
        {
            self.tally.twice += 1;
        }
        let next = self.next.entry(member).or_default();
        if number < *next {
            self.tally.disordered += 1;
        }
        *next = (*next).max(number + 1);
        Ok(())
    }

    /// Holds acks against what was read.
    pub fn compare(&mut self, acks: &[Acked]) {
        for ack in acks {
            self.tally.acked += 1;
            let position = self.positions.get(&(ack.member, ack.number));
            if position != Some(&ack.seq) {
                self.tally.lost += 1;
            }
        }
    }

    /// The figures, if they are what is promised.
    pub fn verdict(&self) -> Result<Tally, Failure> {
        let kept = Tally {
            lost: 0,
            twice: 0,
            disordered: 0,
            ..self.tally
        };
        same("messages", kept, self.tally)?;
        Ok(self.tally)
    }

    /// Holds the room as it is in the end against what was promised of changes, and against what
    /// receivers saw and hold.
    pub fn compare_end(
        &self,
        room: &[Message],
        revisions: &Revisions,
        seen: &Seen,
        held: &[Held],
    ) -> Result<(), Failure> {
        for revised in revisions.all() {
            let position = self.positions.get(&(revised.member, revised.number));
            let index = position.and_then(|seq| usize::try_from(seq.get()).ok());
            let message = index.and_then(|index| room.get(index.wrapping_sub(1)));
            same(
                "a message whose change was acked",
                revised.revision.content(revised.member, revised.number),
                message.map(|message| message.content.clone()),
            )?;
        }
        let stored: Vec<_> = room.iter().map(|one| (one.rev, digest(one))).collect();
        seen.verify(&stored)?;
        for held in held {
            same("messages that a receiver holds", room.len(), held.len())?;
            let stale = held
                .iter()
                .zip(room)
                .filter(|(held, stored)| held.is_some_and(|held| held != stored.rev));
            same(
                "messages that a receiver holds as they were",
                0,
                stale.count(),
            )?;
        }
        Ok(())
    }
}
