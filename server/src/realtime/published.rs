//! What was published last, so that nothing older is shown to a socket that registers.

use std::collections::HashMap;

use protocol::{Member, MemberId, RoomId};

use store::{Epoch, OutOfDate, OwnRooms};

/// Changes since sockets may have read, and profiles as they are now.
#[derive(Default)]
pub(super) struct Published {
    /// The epoch of the last published change of what a member may see.
    changed: HashMap<MemberId, Epoch>,
    /// The same for everyone.
    all_changed: Epoch,
    /// The epoch of the last published membership change of a room.
    people_changed: HashMap<RoomId, Epoch>,
    /// Each member's profile as last published.
    shown: HashMap<MemberId, Member>,
}

/// How many members or rooms have their changes remembered individually; beyond that, all that was
/// read before counts as outdated.
const CHANGES: usize = 10_000;

impl Published {
    /// Records that reads from before this epoch are outdated if they concern `what`.
    pub(super) fn outdated(&mut self, what: OutOfDate, epoch: Epoch) {
        let remembered = self.changed.len().max(self.people_changed.len());
        match what {
            OutOfDate::Nothing => {}
            OutOfDate::Member(member) if remembered < CHANGES => {
                self.changed.insert(member, epoch);
            }
            OutOfDate::Membership(member, room) if remembered < CHANGES => {
                self.changed.insert(member, epoch);
                self.people_changed.insert(room, epoch);
            }
            OutOfDate::Member(_) | OutOfDate::Membership(..) | OutOfDate::All => {
                self.changed.clear();
                self.people_changed.clear();
                self.shown.clear();
                self.all_changed = epoch;
            }
        }
    }

    /// Whether what was read of a member's rooms may be outdated. It includes who is in direct
    /// rooms.
    pub(super) fn is_outdated(&self, member: MemberId, own: &OwnRooms, epoch: Epoch) -> bool {
        let rooms = own.rooms.iter().map(|one| &one.room);
        let mut direct = rooms.filter(|room| room.kind.is_direct());
        self.has_changed(member, epoch)
            || direct.any(|room| is_later(self.people_changed.get(&room.id), epoch))
    }

    /// Whether a change of what the member may see was published after `epoch`.
    pub(super) fn has_changed(&self, member: MemberId, epoch: Epoch) -> bool {
        self.all_changed > epoch || is_later(self.changed.get(&member), epoch)
    }

    /// Records the member's profile as now published.
    pub(super) fn record_profile(&mut self, member: &Member) {
        self.shown.insert(member.id, member.clone());
    }

    /// Replaces the member's profile by the one last published, because a new subscriber only
    /// receives later changes. A changed name does not make a registration stale, so nobody can
    /// block others from connecting by renaming themselves again and again.
    pub(super) fn refresh_profile(&self, member: &mut Member) {
        if let Some(shown) = self.shown.get(&member.id) {
            member.clone_from(shown);
        }
    }
}

fn is_later(at: Option<&Epoch>, epoch: Epoch) -> bool {
    at.is_some_and(|at| *at > epoch)
}
