//! Challenges that wait for their answer.
//!
//! They are counted by who began: a member, or the network that a sign-in comes from. Whoever begins
//! once too often loses their own oldest one. When all together are too many, whoever has most loses
//! one, so nobody's goes because of somebody else who begins without end.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How long an answer may take: a phone has to be found and unlocked.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// Most that wait.
const MOST: usize = 10_000;

/// The lifetime, as browsers are told.
pub(super) fn lifetime_ms() -> u64 {
    u64::try_from(LIFETIME.as_millis()).unwrap_or(u64::MAX)
}

/// What is remembered of each challenge until it is answered, once. `K` is who began.
pub(super) struct Challenges<K, S> {
    waiting: Mutex<Waiting<K, S>>,
    /// Most that wait of one `K`.
    most_of_one: usize,
}

struct Waiting<K, S> {
    by_challenge: HashMap<String, One<K, S>>,
    /// Those of each, the oldest first.
    of: HashMap<K, VecDeque<String>>,
    /// All, the oldest first; what was answered or has gone may still be in it.
    order: VecDeque<(Instant, String)>,
}

struct One<K, S> {
    by: K,
    since: Instant,
    state: S,
}

impl<K: Hash + Eq + Clone, S> Challenges<K, S> {
    /// None yet, and so many of one at most.
    pub(super) fn new(most_of_one: usize) -> Self {
        Self {
            waiting: Mutex::new(Waiting {
                by_challenge: HashMap::new(),
                of: HashMap::new(),
                order: VecDeque::new(),
            }),
            most_of_one,
        }
    }

    /// Remembers a new challenge.
    pub(super) fn put(&self, by: K, challenge: String, state: S) {
        let since = Instant::now();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.forget_old(since);
        let own = waiting.of.get(&by).map_or(0, VecDeque::len);
        if own >= self.most_of_one {
            waiting.forget_oldest_of(&by);
        } else if waiting.by_challenge.len() >= MOST {
            let most = waiting.of.iter().max_by_key(|(_, own)| own.len());
            if let Some(most) = most.map(|(by, _)| by.clone()) {
                waiting.forget_oldest_of(&most);
            }
        }
        let own = waiting.of.entry(by.clone()).or_default();
        own.push_back(challenge.clone());
        waiting.order.push_back((since, challenge.clone()));
        let one = One { by, since, state };
        waiting.by_challenge.insert(challenge, one);
    }

    /// What was remembered of a challenge that is not too old. The second time there is nothing.
    pub(super) fn take(&self, challenge: &str) -> Option<S> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let one = waiting.forget(challenge)?;
        (one.since.elapsed() < LIFETIME).then_some(one.state)
    }
}

impl<K: Hash + Eq + Clone, S> Waiting<K, S> {
    fn forget(&mut self, challenge: &str) -> Option<One<K, S>> {
        let one = self.by_challenge.remove(challenge)?;
        if let Some(own) = self.of.get_mut(&one.by) {
            own.retain(|waits| waits != challenge);
            if own.is_empty() {
                self.of.remove(&one.by);
            }
        }
        Some(one)
    }

    fn forget_oldest_of(&mut self, by: &K) {
        let oldest = self.of.get(by).and_then(VecDeque::front).cloned();
        if let Some(oldest) = oldest {
            self.forget(&oldest);
        }
    }

    fn forget_old(&mut self, now: Instant) {
        while let Some((since, _)) = self.order.front()
            && *since + LIFETIME <= now
        {
            if let Some((_, oldest)) = self.order.pop_front() {
                self.forget(&oldest);
            }
        }
        if self.order.len() >= 2 * MOST {
            let by_challenge = &self.by_challenge;
            self.order.retain(|(_, one)| by_challenge.contains_key(one));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    /// In all, in the order, and of how many.
    fn counts<K, S>(challenges: &Challenges<K, S>) -> (usize, usize, usize) {
        let waiting = challenges.waiting.lock().expect("unharmed");
        let Waiting {
            by_challenge,
            of,
            order,
        } = &*waiting;
        (by_challenge.len(), order.len(), of.len())
    }

    #[tokio::test(start_paused = true)]
    async fn a_challenge_is_answered_once_and_in_time() {
        let challenges = Challenges::new(3);
        challenges.put("ada", "one".into(), 1);
        challenges.put("ada", "two".into(), 2);
        assert_eq!(challenges.take("one"), Some(1));
        assert_eq!(challenges.take("one"), None);
        advance(LIFETIME).await;
        assert_eq!(challenges.take("two"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn who_begins_without_end_loses_their_own_and_nobody_elses() {
        let challenges = Challenges::new(3);
        challenges.put("ada", "adas".into(), 0);
        for number in 0..3 * MOST {
            challenges.put("eve", number.to_string(), number);
        }
        let (all, order, of) = counts(&challenges);
        assert_eq!((all, of), (4, 2));
        assert!(order <= 2 * MOST, "{order}");
        assert_eq!(challenges.take("adas"), Some(0));
        assert_eq!(challenges.take(&(3 * MOST - 4).to_string()), None);
        assert_eq!(
            challenges.take(&(3 * MOST - 3).to_string()),
            Some(3 * MOST - 3)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn when_all_are_too_many_who_has_most_loses_one() {
        let challenges = Challenges::new(MOST / 10);
        for number in 0..MOST / 100 {
            challenges.put(number, format!("{number} one"), 1);
            challenges.put(number, format!("{number} two"), 2);
        }
        for number in 0..2 * MOST {
            challenges.put(MOST + number % 20, format!("flood {number}"), 0);
        }
        assert_eq!(counts(&challenges).0, MOST);
        for number in 0..MOST / 100 {
            assert_eq!(challenges.take(&format!("{number} one")), Some(1));
            assert_eq!(challenges.take(&format!("{number} two")), Some(2));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_too_old_takes_no_memory() {
        let challenges = Challenges::new(3);
        for number in 0..MOST {
            challenges.put(number, number.to_string(), number);
        }
        advance(LIFETIME).await;
        challenges.put(0, "new".into(), 0);
        assert_eq!(counts(&challenges), (1, 1, 1));
    }
}
