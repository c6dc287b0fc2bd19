//! Challenges that wait for their answer.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How long an answer may take: a phone has to be found and unlocked.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// Most that wait. Beyond it the oldest go, so that who begins without end harms, at most, those who
/// are slow; how fast one address may begin is limited elsewhere.
const MOST: usize = 10_000;

/// The lifetime, as browsers are told.
pub(super) fn lifetime_ms() -> u64 {
    u64::try_from(LIFETIME.as_millis()).unwrap_or(u64::MAX)
}

/// What is remembered of each challenge until it is answered, once.
pub(super) struct Challenges<S>(Mutex<Waiting<S>>);

struct Waiting<S> {
    by_challenge: HashMap<String, (Instant, S)>,
    /// The oldest first; what was answered is still in it.
    order: VecDeque<(Instant, String)>,
}

impl<S> Default for Challenges<S> {
    fn default() -> Self {
        Self(Mutex::new(Waiting {
            by_challenge: HashMap::new(),
            order: VecDeque::new(),
        }))
    }
}

impl<S> Challenges<S> {
    /// Remembers a new challenge.
    pub(super) fn put(&self, challenge: String, state: S) {
        let now = Instant::now();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((since, _)) = waiting.order.front()
            && (waiting.order.len() >= MOST || *since + LIFETIME <= now)
        {
            if let Some((_, oldest)) = waiting.order.pop_front() {
                waiting.by_challenge.remove(&oldest);
            }
        }
        waiting.order.push_back((now, challenge.clone()));
        waiting.by_challenge.insert(challenge, (now, state));
    }

    /// What was remembered of a challenge that is not too old. The second time there is nothing.
    pub(super) fn take(&self, challenge: &str) -> Option<S> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, state) = waiting.by_challenge.remove(challenge)?;
        (since.elapsed() < LIFETIME).then_some(state)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_challenge_is_answered_once_and_in_time() {
        let challenges = Challenges::default();
        challenges.put("one".into(), 1);
        challenges.put("two".into(), 2);
        assert_eq!(challenges.take("one"), Some(1));
        assert_eq!(challenges.take("one"), None);
        advance(LIFETIME).await;
        assert_eq!(challenges.take("two"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_too_old_or_too_much_is_forgotten() {
        let challenges = Challenges::default();
        for number in 0..MOST + 10 {
            challenges.put(number.to_string(), number);
        }
        assert_eq!(
            challenges.0.lock().expect("unharmed").by_challenge.len(),
            MOST
        );
        assert_eq!(challenges.take("9"), None);
        assert_eq!(challenges.take("10"), Some(10));
        advance(LIFETIME).await;
        challenges.put("new".into(), 0);
        let waiting = challenges.0.lock().expect("unharmed");
        assert_eq!((waiting.by_challenge.len(), waiting.order.len()), (1, 1));
    }
}
