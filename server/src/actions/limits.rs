//! How much one member and one address may do in a time: token buckets.
//!
//! A bucket is generous to people, who never fill it, and stops programs gone wild. A token is taken
//! once for each event and each request, at the door: before its body is read, the database is asked or
//! a task is made. Use cases take none, so tests and the command line call them as they like.
//!
//! Members and strangers have buckets apart: nobody without a session can use up what the members of
//! the same address may do. What a member is refused costs the others of the address nothing.

mod known;
mod rates;
mod sources;

use std::{net::IpAddr, time::Duration};

use protocol::{ErrorReply, MemberId};

use super::{
    Actions, Actor,
    buckets::{Buckets, too_fast},
};
use domain::authorise::Action;
use domain::token::Token;
use known::KnownSessions;
pub use rates::{Kind, Limit, Rate};
use rates::{SOURCE_OF_MEMBERS, STRANGERS};
use sources::SourceBuckets;

/// Whether limits apply; off for load tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RateLimits {
    On,
    Off,
}

/// What people are told.
const TOO_FAST: &str = "That was a lot in a short time. Wait a moment and try again.";

/// Who was counted for a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paid {
    /// A member, whose session was good a moment ago.
    Member(MemberId),
    /// The address, as that of somebody who is not known. If they turn out to be a member, their own
    /// token is to be taken too.
    Stranger,
    /// The address, whoever it is.
    Source,
}

pub(super) struct Limits {
    apply: RateLimits,
    kinds: Vec<(Kind, OfKind)>,
    strangers: SourceBuckets,
    known: KnownSessions,
}

enum OfKind {
    Member {
        member: Buckets<MemberId>,
        source: SourceBuckets,
    },
    Source(SourceBuckets),
}

impl Limits {
    pub(super) fn new(apply: RateLimits) -> Self {
        let of_kind = |kind: &Kind| match kind.limit() {
            Limit::Member(rate) => OfKind::Member {
                member: Buckets::one_per(rate.every, rate.burst),
                source: SourceBuckets::new(rate, SOURCE_OF_MEMBERS),
            },
            Limit::Source(rate) => OfKind::Source(SourceBuckets::new(rate, 1)),
        };
        Self {
            apply,
            kinds: Kind::ALL
                .iter()
                .map(|kind| (*kind, of_kind(kind)))
                .collect(),
            strangers: SourceBuckets::new(STRANGERS, 1),
            known: KnownSessions::default(),
        }
    }

    fn take(
        &self,
        kind: Kind,
        member: Option<MemberId>,
        address: IpAddr,
    ) -> Result<Paid, Duration> {
        let of_kind = self.kinds.iter().find(|(one, _)| *one == kind);
        match (of_kind.map(|(_, of_kind)| of_kind), member) {
            (Some(OfKind::Source(source)), _) => {
                source.take(address)?;
                Ok(Paid::Source)
            }
            (
                Some(OfKind::Member {
                    member: own,
                    source,
                }),
                Some(member),
            ) => {
                own.take(&member)?;
                source.take(address)?;
                Ok(Paid::Member(member))
            }
            (Some(OfKind::Member { .. }), None) | (None, _) => {
                self.strangers.take(address)?;
                Ok(Paid::Stranger)
            }
        }
    }

    fn pay(
        &self,
        kind: Kind,
        member: Option<MemberId>,
        address: IpAddr,
    ) -> Result<Paid, ErrorReply> {
        if self.apply == RateLimits::Off {
            return Ok(Paid::Source);
        }
        self.take(kind, member, address)
            .map_err(|wait| too_fast(wait, TOO_FAST))
    }

    /// Whether that session was good a moment ago.
    pub(super) fn knows(&self, session: &Token) -> bool {
        self.known.find(&session.hash()).is_some()
    }

    /// A session was looked up: from now on it is known whose it is, or that it is nobody's.
    pub(super) fn session_is_of(&self, session: &Token, member: Option<MemberId>) {
        match member {
            Some(member) => self.known.note(session.hash(), member),
            None => self.known.forget(&session.hash()),
        }
    }
}

impl Actions {
    /// Takes the token of an event: the member's, and then that of where they come from. To be called
    /// once, before anything else is done for it.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn pay(&self, actor: &Actor, action: Action) -> Result<(), ErrorReply> {
        self.pay_kind(actor, Kind::of(action))
    }

    /// The same for a kind of action.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn pay_kind(&self, actor: &Actor, kind: Kind) -> Result<(), ErrorReply> {
        let member = Some(actor.member.id);
        self.limits.pay(kind, member, actor.address).map(drop)
    }

    /// Takes the token of somebody without a session, or of whom it is not known yet.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn pay_source(&self, address: IpAddr, action: Action) -> Result<(), ErrorReply> {
        self.limits.pay(Kind::of(action), None, address).map(drop)
    }

    /// Takes the token of a request, before its session is looked up: the member's, if it is known whose
    /// session it is, and else that of a stranger.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn pay_at_door(
        &self,
        address: IpAddr,
        session: Option<&Token>,
        kind: Kind,
    ) -> Result<Paid, ErrorReply> {
        let member = session.and_then(|session| self.limits.known.find(&session.hash()));
        self.limits.pay(kind, member, address)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use protocol::ErrorCode;
    use uuid::Uuid;

    use super::*;

    const ALL: usize = 100_000;

    fn member(id: u128) -> Option<MemberId> {
        Some(MemberId(Uuid::from_u128(id)))
    }

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    /// How many of many tries pass at once.
    fn passed(limits: &Limits, kind: Kind, member: Option<MemberId>, from: IpAddr) -> usize {
        let tries = (0..ALL).take_while(|_| limits.pay(kind, member, from).is_ok());
        tries.count()
    }

    #[test]
    fn every_kind_ends_for_members_and_for_strangers() {
        for kind in Kind::ALL {
            let limits = Limits::new(RateLimits::On);
            assert!(
                passed(&limits, *kind, member(1), address(1)) < ALL,
                "{kind:?}"
            );
            assert!(passed(&limits, *kind, None, address(2)) < ALL, "{kind:?}");
            let refused = (0..ALL).find_map(|_| limits.pay(*kind, member(1), address(1)).err());
            let refused = refused.expect("a limit");
            assert!(
                matches!(refused.code, ErrorCode::RateLimited { retry_after_ms } if retry_after_ms > 0)
            );
        }
    }

    #[test]
    fn a_member_who_sends_too_much_waits_and_others_do_not() {
        let limits = Limits::new(RateLimits::On);
        passed(&limits, Kind::Post, member(1), address(1));
        assert!(limits.pay(Kind::Post, member(1), address(9)).is_err());
        assert!(limits.pay(Kind::Post, member(2), address(1)).is_ok());
        assert!(limits.pay(Kind::Read, member(1), address(1)).is_ok());
    }

    #[test]
    fn an_address_with_many_members_has_its_own_limit() {
        let limits = Limits::new(RateLimits::On);
        let sent = (0..2000).filter(|n| limits.pay(Kind::Post, member(*n), address(1)).is_ok());
        assert!((300..1000).contains(&sent.count()));
        assert!(limits.pay(Kind::Post, member(5000), address(2)).is_ok());
    }

    #[test]
    fn strangers_cost_the_members_of_their_address_nothing() {
        let limits = Limits::new(RateLimits::On);
        passed(&limits, Kind::Read, None, address(1));
        assert!(limits.pay(Kind::Read, None, address(1)).is_err());
        assert!(passed(&limits, Kind::Read, member(1), address(1)) >= 120);
        assert!(limits.pay(Kind::Read, member(2), address(1)).is_ok());
    }

    #[test]
    fn a_session_that_was_good_is_counted_as_its_member_until_it_is_not() {
        let limits = Limits::new(RateLimits::On);
        let token = Token::from_bits(7);
        assert_eq!(limits.known.find(&token.hash()), None);
        limits.session_is_of(&token, member(1));
        assert_eq!(limits.known.find(&token.hash()), member(1));
        limits.session_is_of(&token, None);
        assert_eq!(limits.known.find(&token.hash()), None);
    }

    #[test]
    fn limits_can_be_off() {
        let limits = Limits::new(RateLimits::Off);
        assert_eq!(passed(&limits, Kind::Post, member(1), address(1)), ALL);
    }
}
