//! How much one member and one address may do in a time: token buckets.
//!
//! A bucket is generous to people, who never fill it, and stops programs gone wild. An address has
//! larger buckets than a member, as a whole office may share one.

use std::{net::IpAddr, time::Duration};

use protocol::{ErrorReply, MemberId};

use super::{
    Actor,
    buckets::{Buckets, too_fast},
};
use crate::domain::source::Source;

/// Whether limits apply; off for load tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RateLimits {
    /// They apply.
    On,
    /// They don't.
    Off,
}

/// What is limited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Send,
    Read,
    Rename,
    Confirm,
}

/// What people are told.
const TOO_FAST: &str = "That was a lot in a short time. Wait a moment and try again.";

pub(super) struct Limits {
    apply: RateLimits,
    sends: Pair,
    reads: Pair,
    renames: Pair,
    confirmations: Pair,
    guests: Buckets<Source>,
    rooms: Buckets<MemberId>,
}

/// Buckets of members, and of the addresses they come from.
struct Pair {
    member: Buckets<MemberId>,
    address: Buckets<Source>,
}

impl Limits {
    pub(super) fn new(apply: RateLimits) -> Self {
        Self {
            apply,
            sends: Pair::new((30, 5), (300, 50)),
            reads: Pair::new((120, 20), (1200, 200)),
            renames: Pair::new((5, 1), (50, 10)),
            confirmations: Pair::new((5, 1), (50, 10)),
            guests: Buckets::new(120, 2),
            rooms: Buckets::one_per(Duration::from_secs(30), 20),
        }
    }

    pub(super) fn check(&self, actor: &Actor, kind: Kind) -> Result<(), ErrorReply> {
        let pair = match kind {
            Kind::Send => &self.sends,
            Kind::Read => &self.reads,
            Kind::Rename => &self.renames,
            Kind::Confirm => &self.confirmations,
        };
        self.apply(|| {
            pair.member.take(&actor.member.id)?;
            pair.address.take(&actor.address.into())
        })
    }

    pub(super) fn check_new_guest(&self, address: IpAddr) -> Result<(), ErrorReply> {
        self.apply(|| self.guests.take(&address.into()))
    }

    pub(super) fn check_new_room(&self, actor: &Actor) -> Result<(), ErrorReply> {
        self.apply(|| self.rooms.take(&actor.member.id))
    }

    fn apply(&self, check: impl FnOnce() -> Result<(), Duration>) -> Result<(), ErrorReply> {
        match self.apply {
            RateLimits::Off => Ok(()),
            RateLimits::On => check().map_err(|wait| too_fast(wait, TOO_FAST)),
        }
    }
}

impl Pair {
    fn new(member: (u32, u32), address: (u32, u32)) -> Self {
        Self {
            member: Buckets::new(member.0, member.1),
            address: Buckets::new(address.0, address.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use protocol::{DisplayName, ErrorCode, Member, Role};
    use uuid::Uuid;

    use super::*;
    use crate::store::SessionId;

    fn actor(id: u128, last: u8) -> Actor {
        Actor {
            member: Member::new(
                MemberId(Uuid::from_u128(id)),
                DisplayName::parse("Ada").expect("valid"),
            ),
            handle: None,
            role: Role::Member,
            session: SessionId(Uuid::from_u128(id)),
            address: Ipv4Addr::new(192, 0, 2, last).into(),
        }
    }

    #[test]
    fn a_member_who_sends_too_much_waits_and_others_do_not() {
        let limits = Limits::new(RateLimits::On);
        let refused = (0..1000).find_map(|_| limits.check(&actor(1, 1), Kind::Send).err());
        let code = refused.expect("a limit").code;
        assert!(matches!(code, ErrorCode::RateLimited { retry_after_ms } if retry_after_ms > 0));
        assert!(limits.check(&actor(2, 1), Kind::Send).is_ok());
        assert!(limits.check(&actor(1, 1), Kind::Read).is_ok());
    }

    #[test]
    fn an_address_with_many_members_has_its_own_limit() {
        let limits = Limits::new(RateLimits::On);
        let refused = (0..2000).any(|n| limits.check(&actor(n, 1), Kind::Send).is_err());
        assert!(refused);
        assert!(limits.check(&actor(5000, 2), Kind::Send).is_ok());
    }

    #[test]
    fn limits_can_be_off() {
        let limits = Limits::new(RateLimits::Off);
        assert!((0..2000).all(|_| limits.check(&actor(1, 1), Kind::Send).is_ok()));
    }
}
