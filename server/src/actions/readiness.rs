//! Whether messages can be stored now, checked at most once per second.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared},
};
use protocol::ErrorReply;
use tokio::time::Instant;

use crate::actions::{Actions, refusal};
use store::{Store, StoreError};

/// How long a result is reused.
const CACHE_FOR: Duration = Duration::from_secs(1);

type Answer = Shared<BoxFuture<'static, Result<(), StoreError>>>;

/// The last probe, shared by all callers while it runs and for a second after it started. Each
/// costs an fsync, and anybody may ask.
#[derive(Default)]
pub(crate) struct Probe(Mutex<Option<(Instant, Answer)>>);

impl Probe {
    fn ask(&self, begin: impl FnOnce() -> BoxFuture<'static, Result<(), StoreError>>) -> Answer {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some((began, answer)) = &*last
            && (answer.peek().is_none() || now.duration_since(*began) < CACHE_FOR)
        {
            return answer.clone();
        }
        let probe = begin();
        // It continues if the first caller stops waiting.
        let probe = tokio::spawn(probe).map(|ended| ended.unwrap_or(Err(StoreError::Unavailable)));
        let answer = probe.boxed().shared();
        *last = Some((now, answer.clone()));
        answer
    }
}

fn probe(store: Store) -> BoxFuture<'static, Result<(), StoreError>> {
    async move { store.can_write().await }.boxed()
}

impl Actions {
    /// Whether messages can be stored now, or could be within the last second.
    ///
    /// # Errors
    /// `shutting_down`, `storage_unavailable`.
    pub async fn can_write(&self) -> Result<(), ErrorReply> {
        self.check_running()?;
        let answer = self.probe.ask(|| probe(self.store.clone()));
        answer.await.map_err(refusal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    /// Counts its probes, each of which takes `takes`.
    fn ask(probe: &Probe, count: &Arc<AtomicUsize>, takes: Duration) -> Answer {
        let count = Arc::clone(count);
        probe.ask(move || {
            async move {
                count.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(takes).await;
                Ok(())
            }
            .boxed()
        })
    }

    #[tokio::test(start_paused = true)]
    async fn all_who_ask_within_a_second_share_one_probe() {
        let (probe, count) = (Probe::default(), Arc::default());
        for _ in 0..1000 {
            assert_eq!(ask(&probe, &count, Duration::ZERO).await, Ok(()));
        }
        assert_eq!(count.load(Ordering::Relaxed), 1);
        tokio::time::advance(CACHE_FOR).await;
        assert_eq!(ask(&probe, &count, Duration::ZERO).await, Ok(()));
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_probe_is_the_only_one_though_those_who_asked_have_gone() {
        let (probe, count) = (Probe::default(), Arc::default());
        for _ in 0..5 {
            // Stops waiting at once.
            drop(ask(&probe, &count, 10 * CACHE_FOR));
            tokio::time::advance(CACHE_FOR).await;
        }
        assert_eq!(ask(&probe, &count, CACHE_FOR).await, Ok(()));
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }
}
