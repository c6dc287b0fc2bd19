//! Memory limits for large answers: `history` and `resume`.
//!
//! Such an answer takes memory from when it is read until its client has taken it. The total is
//! limited, and so is the share of each member, of all visitors of one source and of all visitors:
//! a client that asks and does not read delays only itself. An answer reserves the largest possible
//! size until its size is known.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use protocol::{MemberId, Role, limits::MAX_FRAME_BYTES};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::actions::Actor;
use domain::source::Source;

/// Bytes of one semaphore permit.
const KIB: u64 = 1024;

/// Largest size of one answer, in KiB.
const ONE: u32 = 1024 + MAX_FRAME_BYTES as u32 / 1024;

/// Answers of the largest size that one member may have at once.
const OF_MEMBER: usize = 2;

/// The same for all visitors of one source.
const OF_SOURCE: usize = 4;

/// The same for all visitors.
const OF_VISITORS: usize = 8;

/// The same for all.
const OF_ALL: usize = 16;

/// The memory limits; cheap to clone.
#[derive(Clone)]
pub(super) struct Answers(Arc<Shared>);

struct Shared {
    all: Arc<Semaphore>,
    visitors: Arc<Semaphore>,
    parts: Mutex<HashMap<Part, Weak<Semaphore>>>,
}

/// Who has a share of their own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Part {
    Member(MemberId),
    VisitorsOf(Source),
}

/// Memory reserved for an answer.
pub(super) struct Room(Vec<OwnedSemaphorePermit>);

fn room_for(answers: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(answers * ONE as usize))
}

impl Answers {
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared {
            all: room_for(OF_ALL),
            visitors: room_for(OF_VISITORS),
            parts: Mutex::default(),
        }))
    }

    /// Waits for memory. `None` never happens, as the semaphores are never closed.
    pub(super) async fn room(&self, actor: &Actor) -> Option<Room> {
        let own = if actor.role == Role::Visitor {
            let own = self.part(Part::VisitorsOf(actor.address.into()), OF_SOURCE);
            vec![own, Arc::clone(&self.0.visitors)]
        } else {
            vec![self.part(Part::Member(actor.member.id), OF_MEMBER)]
        };
        let mut room = Room(Vec::with_capacity(3));
        for part in own.into_iter().chain([Arc::clone(&self.0.all)]) {
            room.0.push(part.acquire_many_owned(ONE).await.ok()?);
        }
        Some(room)
    }

    fn part(&self, part: Part, answers: usize) -> Arc<Semaphore> {
        let parts = &self.0.parts;
        let mut parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = parts.get(&part).and_then(Weak::upgrade) {
            return known;
        }
        // Keeps the shares that somebody holds permits of or waits for.
        parts.retain(|_, room| room.strong_count() > 0);
        let room = room_for(answers);
        parts.insert(part, Arc::downgrade(&room));
        room
    }
}

impl Room {
    /// Releases what the answer does not need once its size is known.
    pub(super) fn shrink(&mut self, bytes: u64) {
        let kib = usize::try_from(bytes.div_ceil(KIB)).unwrap_or(usize::MAX);
        for permit in &mut self.0 {
            drop(permit.split(permit.num_permits().saturating_sub(kib)));
        }
    }
}

/// Size of a value as JSON, in bytes.
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
    // A value that cannot be serialized is not sent either.
    let _ = serde_json::to_writer(&mut count, of);
    count.0
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use protocol::{DisplayName, Member};
    use tokio::task::unconstrained;
    use uuid::Uuid;

    use super::*;
    use store::SessionId;

    fn actor(id: u128, role: Role, last: u8) -> Actor {
        let name = DisplayName::parse("Ada").expect("valid");
        Actor {
            member: Member::new(MemberId(Uuid::from_u128(id)), name),
            handle: None,
            role,
            session: SessionId(Uuid::from_u128(id)),
            address: Ipv4Addr::new(192, 0, 2, last).into(),
        }
    }

    /// The answers that get memory at once.
    async fn fit(answers: &Answers, actors: impl Iterator<Item = Actor>) -> Vec<Room> {
        let mut rooms = Vec::new();
        for actor in actors {
            let room = std::pin::pin!(unconstrained(answers.room(&actor)));
            if let std::task::Poll::Ready(room) = futures_util::poll!(room) {
                rooms.push(room.expect("is open"));
            }
        }
        rooms
    }

    #[tokio::test]
    async fn a_member_has_a_part_and_the_others_of_their_address_have_theirs() {
        let answers = Answers::new();
        let ada = || (0..100).map(|_| actor(1, Role::Member, 1));
        let mut of_ada = fit(&answers, ada()).await;
        assert_eq!(of_ada.len(), OF_MEMBER);
        assert_eq!(
            fit(&answers, [actor(2, Role::Member, 1)].into_iter())
                .await
                .len(),
            1
        );
        of_ada.pop();
        assert_eq!(fit(&answers, ada()).await.len(), 1);
    }

    #[tokio::test]
    async fn visitors_have_a_part_by_source_and_leave_half_to_members() {
        let answers = Answers::new();
        let visitors = |last| (0..100).map(move |n| actor(n, Role::Visitor, last));
        let first = fit(&answers, visitors(1)).await;
        assert_eq!(first.len(), OF_SOURCE);
        let others = fit(&answers, (2..200).flat_map(visitors)).await;
        assert_eq!(first.len() + others.len(), OF_VISITORS);
        let members = (0..100).map(|n| actor(1000 + n, Role::Member, 1));
        assert_eq!(fit(&answers, members).await.len(), OF_ALL - OF_VISITORS);
    }

    #[tokio::test]
    async fn small_answers_hold_little_and_who_holds_nothing_is_forgotten() {
        let answers = Answers::new();
        let mut rooms = Vec::new();
        for n in 0..1000 {
            let mut room = answers
                .room(&actor(n % 5, Role::Member, 1))
                .await
                .expect("is open");
            room.shrink(500);
            rooms.push(room);
        }
        drop(rooms);
        drop(answers.room(&actor(9, Role::Member, 1)).await);
        assert_eq!(answers.0.parts.lock().expect("whole").len(), 1);
    }
}
