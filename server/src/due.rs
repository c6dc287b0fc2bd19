//! The task that does what is due: it waits until the next time in the database, and does all that is
//! due then, also what became due while the server was down. Nothing of it is kept in memory, so
//! another process could do the same beside it.

use std::time::Duration;

use protocol::{ErrorCode, Timestamp};
use tokio::time::sleep;

use crate::{actions::Actions, clock::now};

/// Longest wait for a time, as the clock may be set meanwhile.
const LONGEST: Duration = Duration::from_secs(20);

/// When to try again after a failure, such as a full disk.
const AGAIN: Duration = Duration::from_secs(5);

/// Starts the task. It ends when the server stops.
pub fn start(actions: &Actions) {
    let actions = actions.clone();
    tokio::spawn(async move {
        loop {
            let pause = match actions.do_due().await {
                Ok(next) => next.map(|next| pause(next, now())),
                Err(error) if error.code == ErrorCode::ShuttingDown => return,
                Err(error) => {
                    tracing::warn!(code = ?error.code, "what is due waits");
                    Some(AGAIN)
                }
            };
            tokio::select! {
                () = actions.due_changed() => {}
                () = wait(pause) => {}
            }
        }
    });
}

/// For ever, if there is nothing to wait for.
async fn wait(pause: Option<Duration>) {
    match pause {
        Some(pause) => sleep(pause).await,
        None => std::future::pending().await,
    }
}

/// How long to wait for a time.
fn pause(next: Timestamp, now: Timestamp) -> Duration {
    let left = u64::try_from(next.0.saturating_sub(now.0)).unwrap_or(0);
    Duration::from_millis(left).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_at_the_time_or_soon_enough_to_see_that_the_clock_was_set() {
        let pause = |next, now| pause(Timestamp(next), Timestamp(now));
        assert_eq!(pause(5000, 2000), Duration::from_secs(3));
        assert_eq!(pause(2000, 5000), Duration::ZERO);
        assert_eq!(pause(i64::MAX, 0), LONGEST);
        assert_eq!(pause(0, i64::MAX), Duration::ZERO);
    }
}
