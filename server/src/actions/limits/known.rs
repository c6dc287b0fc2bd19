//! Sessions that were valid a moment ago, so that a request is charged to its member before the
//! database is read.
//!
//! It only decides from whose bucket the token is taken: permissions are read from the store each
//! time. Without it, anonymous clients could use up the tokens of a source, and members who share
//! the source would wait; or one member could, with requests that are refused.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use protocol::MemberId;

use domain::token::TokenHash;

/// Sessions in each of the two halves. A forgotten session counts as anonymous, once.
const MOST: usize = 8 * 1024;

/// The most recently used sessions. Only valid ones are added.
#[derive(Default)]
pub(crate) struct KnownSessions(Mutex<Halves>);

/// When the newer half is full, the older one is dropped.
#[derive(Default)]
struct Halves {
    newer: HashMap<TokenHash, MemberId>,
    older: HashMap<TokenHash, MemberId>,
}

impl KnownSessions {
    pub(crate) fn find(&self, session: &TokenHash) -> Option<MemberId> {
        let halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let member = halves
            .newer
            .get(session)
            .or_else(|| halves.older.get(session));
        member.copied()
    }

    pub(crate) fn note(&self, session: TokenHash, member: MemberId) {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if halves.newer.len() >= MOST && !halves.newer.contains_key(&session) {
            halves.older = std::mem::take(&mut halves.newer);
        }
        halves.newer.insert(session, member);
    }

    pub(crate) fn forget(&self, session: &TokenHash) {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        halves.newer.remove(session);
        halves.older.remove(session);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_last_ones_are_known_and_never_too_many() {
        let known = KnownSessions::default();
        let session = |n: usize| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            TokenHash(hash)
        };
        let member = MemberId(Uuid::from_u128(1));
        for n in 0..5 * MOST {
            known.note(session(n), member);
        }
        assert_eq!(known.find(&session(5 * MOST - 1)), Some(member));
        assert_eq!(known.find(&session(4 * MOST)), Some(member));
        assert_eq!(known.find(&session(0)), None);
        let halves = known.0.lock().expect("unharmed");
        assert!(halves.newer.len() + halves.older.len() <= 2 * MOST);
        drop(halves);
        known.forget(&session(5 * MOST - 1));
        assert_eq!(known.find(&session(5 * MOST - 1)), None);
    }
}
