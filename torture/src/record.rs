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

use protocol::{ClientMessageId, ErrorCode, Message, MessageBody, MessageId, Seq};

use crate::failure::{Failure, holds, same};

/// The client id of a member's message.
pub fn client_id(member: usize, number: u64) -> String {
    format!("m{member:05}-{number:08}")
}

pub fn body(member: usize, number: u64) -> String {
    format!("message {number} of member {member}")
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
    /// A digest for each position from 1 on.
    digests: HashMap<Seq, u64>,
    disagreements: u64,
}

impl Seen {
    /// Somebody sees this message at its position.
    pub fn note(&self, message: &Message) {
        let digest = digest(message);
        let mut positions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *positions.digests.entry(message.seq).or_insert(digest) != digest {
            positions.disagreements += 1;
        }
    }

    fn verify(&self, stored: &[u64]) -> Result<(), Failure> {
        let positions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        same(
            "receivers that saw another message than the rest",
            0,
            positions.disagreements,
        )?;
        let wrong = positions.digests.iter().filter(|(seq, digest)| {
            let position = usize::try_from(seq.get()).unwrap_or(0);
            stored.get(position.wrapping_sub(1)) != Some(*digest)
        });
        same(
            "positions where receivers saw what is not stored there",
            0,
            wrong.count(),
        )
    }
}

fn digest(message: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    message.id.hash(&mut hasher);
    message.author.id.hash(&mut hasher);
    message.client_id.hash(&mut hasher);
    message.body.hash(&mut hasher);
    hasher.finish()
}

/// Reads the room from its beginning, and holds it against what was promised.
#[derive(Default)]
pub struct Audit {
    /// Where each message of each member is.
    positions: HashMap<(usize, u64), Seq>,
    /// Of each member, the number after the highest that was read.
    next: HashMap<usize, u64>,
    digests: Vec<u64>,
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
        Seq::new(self.digests.len() as u64).unwrap_or(Seq::MAX)
    }

    /// The next message of the room.
    pub fn read(&mut self, message: &Message) -> Result<(), Failure> {
        same("the next seq of the room", self.head().next(), message.seq)?;
        self.digests.push(digest(message));
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
        let expected = MessageBody::parse(&body(member, number)).ok();
        same(
            "the text of a message",
            expected,
            Some(message.body.clone()),
        )?;
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

    /// Holds what receivers saw against what was read.
    pub fn compare_seen(&self, seen: &Seen) -> Result<(), Failure> {
        seen.verify(&self.digests)
    }
}
