//! Downloads that are generated while they are read, as they may be larger than memory.
//!
//! Each is a stream that does nothing before its next portion is requested. So a slow reader slows
//! it down, and when the reader disconnects nothing of it remains. An error in the middle aborts
//! it, so that an incomplete download is not taken for a complete one.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::stream::{BoxStream, StreamExt, try_unfold};
use protocol::{ErrorCode, ErrorReply, MemberId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::actions::{Actions, Actor, limits::buckets::too_fast, limits::heavy::not_done};
use crate::heavy_work::{Kind, Known};

/// Concurrent downloads of all people.
const AT_ONCE: usize = 8;

/// When to try again.
const AGAIN: Duration = Duration::from_secs(10);

/// A download, portion by portion.
pub type Download = BoxStream<'static, Result<Vec<u8>, BrokenOff>>;

/// Why a download ends before it is complete.
#[derive(Debug, thiserror::Error)]
#[error("the download broke off: {0:?}")]
pub struct BrokenOff(ErrorCode);

/// The downloads in progress.
pub(crate) struct Downloads {
    people: Mutex<HashSet<MemberId>>,
    slots: Arc<Semaphore>,
    /// Reading and compressing a portion keeps a processor busy: one at a time, so that others
    /// remain free.
    portion: Semaphore,
}

impl Default for Downloads {
    fn default() -> Self {
        Self {
            people: Mutex::default(),
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            portion: Semaphore::new(1),
        }
    }
}

/// A download slot; released when it is dropped.
pub(crate) struct Slot {
    member: MemberId,
    downloads: Arc<Downloads>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let people = self.downloads.people.lock();
        let mut people = people.unwrap_or_else(PoisonError::into_inner);
        people.remove(&self.member);
    }
}

impl Downloads {
    /// One download for each member, and a limited number in total.
    fn begin(self: &Arc<Self>, member: MemberId) -> Result<Slot, ErrorReply> {
        let permit = Arc::clone(&self.slots).try_acquire_owned().map_err(|_| {
            let words = "The server is busy with other downloads. Try again in a moment.";
            too_fast(AGAIN, words)
        })?;
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if !people.insert(member) {
            let words = "You already have a download in progress. Wait until it has finished.";
            return Err(too_fast(AGAIN, words));
        }
        Ok(Slot {
            member,
            downloads: Arc::clone(self),
            _permit: permit,
        })
    }
}

impl Actions {
    /// Takes a slot for a download of the actor.
    pub(crate) fn begin_download(&self, actor: &Actor) -> Result<Slot, ErrorReply> {
        self.downloads.begin(actor.member.id)
    }

    /// Runs work for a download that keeps a processor busy.
    pub(crate) async fn pack<T: Send + 'static>(
        &self,
        actor: &Actor,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ErrorReply> {
        let packed = self
            .heavy_work
            .run(actor.address, Kind::Pack, Known::Yes, work);
        packed.await.map_err(not_done)
    }
}

/// The source of a download.
pub(crate) trait DownloadSource: Send + 'static {
    /// The next portion; `None` at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, ErrorReply>> + Send;
}

/// Creates a download from its source; it holds the slot until it ends.
pub(crate) fn download(source: impl DownloadSource, slot: Slot) -> Download {
    let portions = try_unfold((source, slot), |(mut source, slot)| async {
        let turn = slot.downloads.portion.acquire().await;
        let portion = source.next().await;
        drop(turn);
        match portion {
            Ok(portion) => Ok(portion.map(|portion| (portion, (source, slot)))),
            Err(error) => {
                tracing::warn!(code = ?error.code, "a download broke off");
                Err(BrokenOff(error.code))
            }
        }
    });
    portions.boxed()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_download_for_each_member_and_not_too_many_in_all() {
        let downloads = Arc::<Downloads>::default();
        let member = |number| MemberId(Uuid::from_u128(number));
        let first = downloads.begin(member(0)).expect("a slot");
        let second = downloads.begin(member(0)).map(drop).expect_err("refused");
        assert!(matches!(second.code, ErrorCode::RateLimited { .. }));
        drop(first);
        let all: Vec<_> = (0..8)
            .map(|n| downloads.begin(member(n)).expect("a slot"))
            .collect();
        assert!(downloads.begin(member(9)).is_err());
        drop(all);
        assert!(downloads.begin(member(9)).is_ok());
    }
}
