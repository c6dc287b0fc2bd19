//! Answers that are made while they are read: what is downloaded may be larger than memory.
//!
//! Each is a stream that does nothing before the next portion of it is asked for. So a slow reader
//! slows it down, and when the reader has gone nothing of it is left. An error amid it breaks it off:
//! who downloads must not take a part for the whole.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::stream::{BoxStream, StreamExt, try_unfold};
use protocol::{ErrorCode, ErrorReply, MemberId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Actions, Actor, buckets::too_fast, heavy::not_done};
use crate::heavy_work::{Kind, Known};

/// Downloads at once, of all people.
const AT_ONCE: usize = 8;

/// After how long to try again.
const AGAIN: Duration = Duration::from_secs(10);

/// A download, portion by portion.
pub type Download = BoxStream<'static, Result<Vec<u8>, BrokenOff>>;

/// Why a download ends before it is whole.
#[derive(Debug, thiserror::Error)]
#[error("the download broke off: {0:?}")]
pub struct BrokenOff(ErrorCode);

/// Who downloads something.
pub(super) struct Downloads {
    people: Mutex<HashSet<MemberId>>,
    places: Arc<Semaphore>,
    /// Reading and packing a portion keeps a processor busy: one after the other, so that others are
    /// left.
    portion: Semaphore,
}

impl Default for Downloads {
    fn default() -> Self {
        Self {
            people: Mutex::default(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            portion: Semaphore::new(1),
        }
    }
}

/// A place among those who download; free again when it is dropped.
pub(super) struct Place {
    member: MemberId,
    downloads: Arc<Downloads>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let people = self.downloads.people.lock();
        let mut people = people.unwrap_or_else(PoisonError::into_inner);
        people.remove(&self.member);
    }
}

impl Downloads {
    /// One download for each member, and not too many in all.
    fn begin(self: &Arc<Self>, member: MemberId) -> Result<Place, ErrorReply> {
        let permit = Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            let words = "Others are downloading much just now. Try again in a moment.";
            too_fast(AGAIN, words)
        })?;
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if !people.insert(member) {
            let words = "You are downloading something already. Wait until it has ended.";
            return Err(too_fast(AGAIN, words));
        }
        Ok(Place {
            member,
            downloads: Arc::clone(self),
            _permit: permit,
        })
    }
}

impl Actions {
    /// A place for a download of the actor's.
    pub(super) fn begin_download(&self, actor: &Actor) -> Result<Place, ErrorReply> {
        self.downloads.begin(actor.member.id)
    }

    /// Does work for a download that keeps a processor busy.
    pub(super) async fn pack<T: Send + 'static>(
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

/// What makes a download.
pub(super) trait Source: Send + 'static {
    /// The next portion; nothing when it is whole.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, ErrorReply>> + Send;
}

/// Makes a download of its source, which holds its place.
pub(super) fn download(source: impl Source, place: Place) -> Download {
    let portions = try_unfold((source, place), |(mut source, place)| async {
        let turn = place.downloads.portion.acquire().await;
        let portion = source.next().await;
        drop(turn);
        match portion {
            Ok(portion) => Ok(portion.map(|portion| (portion, (source, place)))),
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
        let first = downloads.begin(member(0)).expect("a place");
        let second = downloads.begin(member(0)).map(drop).expect_err("refused");
        assert!(matches!(second.code, ErrorCode::RateLimited { .. }));
        drop(first);
        let all: Vec<_> = (0..8)
            .map(|n| downloads.begin(member(n)).expect("a place"))
            .collect();
        assert!(downloads.begin(member(9)).is_err());
        drop(all);
        assert!(downloads.begin(member(9)).is_ok());
    }
}
