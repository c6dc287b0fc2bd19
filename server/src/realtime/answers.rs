//! Room for large answers: history and what was missed.
//!
//! Such an answer takes memory from when it is read until its client has taken it. All of them
//! together have so much, and those from one source a part of it: whoever asks and does not read
//! waits for themselves. An answer holds the most that it can be until its size is known.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use protocol::limits::MAX_FRAME_BYTES;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::source::Source;

/// What a permit stands for.
const KIB: u64 = 1024;

/// KiB for one answer at most.
const ONE: u32 = 1024 + MAX_FRAME_BYTES as u32 / 1024;

/// KiB for those of one source.
const SOURCE: usize = 4 * ONE as usize;

/// KiB for all.
const ALL: usize = 16 * ONE as usize;

/// The room for answers; cheap to clone.
#[derive(Clone)]
pub(super) struct Answers(Arc<Shared>);

struct Shared {
    all: Arc<Semaphore>,
    sources: Mutex<HashMap<Source, Weak<Semaphore>>>,
}

/// Room that an answer has.
pub(super) struct Room {
    source: OwnedSemaphorePermit,
    all: OwnedSemaphorePermit,
}

impl Answers {
    /// All of it is free.
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared {
            all: Arc::new(Semaphore::new(ALL)),
            sources: Mutex::default(),
        }))
    }

    /// Waits for room. None never happens, as the room is never closed.
    pub(super) async fn room(&self, address: IpAddr) -> Option<Room> {
        let source = self.source(address.into()).acquire_many_owned(ONE).await;
        let source = source.ok()?;
        let all = Arc::clone(&self.0.all).acquire_many_owned(ONE).await.ok()?;
        Some(Room { source, all })
    }

    fn source(&self, source: Source) -> Arc<Semaphore> {
        let sources = &self.0.sources;
        let mut sources = sources.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = sources.get(&source).and_then(Weak::upgrade) {
            return known;
        }
        // As many as wait or hold something, and a few.
        sources.retain(|_, room| room.strong_count() > 0);
        let room = Arc::new(Semaphore::new(SOURCE));
        sources.insert(source, Arc::downgrade(&room));
        room
    }
}

impl Room {
    /// The answer has so many bytes: what is left is given back.
    pub(super) fn shrink(&mut self, bytes: u64) {
        let kib = usize::try_from(bytes.div_ceil(KIB)).unwrap_or(usize::MAX);
        for permit in [&mut self.source, &mut self.all] {
            drop(permit.split(permit.num_permits().saturating_sub(kib)));
        }
    }
}

/// Bytes of something as JSON.
pub(super) fn size(of: &impl Serialize) -> u64 {
    struct Count(u64);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    // What cannot be written as JSON is not sent either.
    let _ = serde_json::to_writer(&mut count, of);
    count.0
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[tokio::test]
    async fn one_source_has_a_part_and_gets_more_as_answers_are_taken() {
        let answers = Answers::new();
        let mut rooms = Vec::new();
        for _ in 0..4 {
            rooms.push(answers.room(address(1)).await.expect("is open"));
        }
        let mut next = std::pin::pin!(answers.room(address(1)));
        assert!(futures_util::poll!(next.as_mut()).is_pending());
        let other = answers.room(address(2)).await;
        assert!(other.is_some());
        if let Some(room) = rooms.first_mut() {
            room.shrink(10_000);
        }
        assert!(futures_util::poll!(next.as_mut()).is_pending());
        rooms.pop();
        assert!(next.await.is_some());
    }

    #[tokio::test]
    async fn small_answers_hold_little() {
        let answers = Answers::new();
        let mut rooms = Vec::new();
        for _ in 0..1000 {
            let mut room = answers.room(address(1)).await.expect("is open");
            room.shrink(500);
            rooms.push(room);
        }
        assert_eq!(rooms.len(), 1000);
    }

    #[tokio::test]
    async fn sources_that_hold_nothing_are_forgotten() {
        let answers = Answers::new();
        for last in 0..200 {
            drop(answers.room(address(last)).await);
        }
        assert!(answers.0.sources.lock().expect("whole").len() <= 2);
    }
}
