//! Rate limits of members and addresses: token buckets.
//!
//! The limits are so high that people never reach them; they stop runaway programs. One token is
//! taken for each event and each request, first of all: before its body is read, the database is
//! read or a task is created. Use cases themselves take none, so tests and the command line can
//! call them without limits.
//!
//! Members and anonymous clients have separate buckets: nobody without a session can use up the
//! tokens of members at the same address. A refused request of one member takes nothing from the
//! others at the address.

pub mod buckets;
pub mod heavy;

mod known;
mod rates;
mod sources;

use std::{net::IpAddr, time::Duration};

use protocol::{ErrorReply, MemberId};

use crate::actions::{
    Actions, Actor,
    limits::buckets::{Buckets, too_fast},
};
use domain::authorise::Action;
use domain::token::Token;
use known::KnownSessions;
pub use rates::{Kind, Limit, Rate};
use rates::{SOURCE_OF_MEMBERS, STRANGERS};
use sources::SourceBuckets;

/// Whether rate limits apply; off for load tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RateLimits {
    On,
    Off,
}

/// The message for people.
const TOO_FAST: &str = "You are doing this too often. Wait a moment and try again.";

/// Whose bucket a request's token was taken from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Charged {
    /// The member's, whose session was valid a moment ago.
    Member(MemberId),
    /// The one for anonymous clients at the address. If they turn out to be a member, the member's
    /// token has to be taken too.
    Anonymous,
    /// The address's, for everyone there.
    Source,
}

pub(crate) struct Limits {
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
    pub(crate) fn new(apply: RateLimits) -> Self {
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
    ) -> Result<Charged, Duration> {
        let of_kind = self.kinds.iter().find(|(one, _)| *one == kind);
        match (of_kind.map(|(_, of_kind)| of_kind), member) {
            (Some(OfKind::Source(source)), _) => {
                source.take(address)?;
                Ok(Charged::Source)
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
                Ok(Charged::Member(member))
            }
            (Some(OfKind::Member { .. }), None) | (None, _) => {
                self.strangers.take(address)?;
                Ok(Charged::Anonymous)
            }
        }
    }

    fn charge(
        &self,
        kind: Kind,
        member: Option<MemberId>,
        address: IpAddr,
    ) -> Result<Charged, ErrorReply> {
        if self.apply == RateLimits::Off {
            return Ok(Charged::Source);
        }
        self.take(kind, member, address)
            .map_err(|wait| too_fast(wait, TOO_FAST))
    }

    /// Whether this session was valid a moment ago.
    pub(crate) fn knows(&self, session: &Token) -> bool {
        self.known.find(&session.hash()).is_some()
    }

    /// Records the result of looking up a session: whose it is, or that it is nobody's.
    pub(crate) fn session_is_of(&self, session: &Token, member: Option<MemberId>) {
        match member {
            Some(member) => self.known.note(session.hash(), member),
            None => self.known.forget(&session.hash()),
        }
    }
}

impl Actions {
    /// Takes the token of an event: the member's, and then the address's. Call this once, before
    /// anything else is done for the event.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn charge(&self, actor: &Actor, action: Action) -> Result<(), ErrorReply> {
        self.charge_kind(actor, Kind::of(action))
    }

    /// The same for a kind of action.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn charge_kind(&self, actor: &Actor, kind: Kind) -> Result<(), ErrorReply> {
        let member = Some(actor.member.id);
        self.limits.charge(kind, member, actor.address).map(drop)
    }

    /// Takes the token of somebody without a session, or whose session is not looked up yet.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn charge_source(&self, address: IpAddr, action: Action) -> Result<(), ErrorReply> {
        self.limits
            .charge(Kind::of(action), None, address)
            .map(drop)
    }

    /// Takes the token of a request before its session is looked up: the member's, if the session
    /// was valid a moment ago, or else an anonymous client's.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn charge_request(
        &self,
        address: IpAddr,
        session: Option<&Token>,
        kind: Kind,
    ) -> Result<Charged, ErrorReply> {
        let member = session.and_then(|session| self.limits.known.find(&session.hash()));
        self.limits.charge(kind, member, address)
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
        let tries = (0..ALL).take_while(|_| limits.charge(kind, member, from).is_ok());
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
            let refused = (0..ALL).find_map(|_| limits.charge(*kind, member(1), address(1)).err());
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
        assert!(limits.charge(Kind::Post, member(1), address(9)).is_err());
        assert!(limits.charge(Kind::Post, member(2), address(1)).is_ok());
        assert!(limits.charge(Kind::Read, member(1), address(1)).is_ok());
    }

    #[test]
    fn an_address_with_many_members_has_its_own_limit() {
        let limits = Limits::new(RateLimits::On);
        let sent = (0..2000).filter(|n| limits.charge(Kind::Post, member(*n), address(1)).is_ok());
        assert!((300..1000).contains(&sent.count()));
        assert!(limits.charge(Kind::Post, member(5000), address(2)).is_ok());
    }

    #[test]
    fn strangers_cost_the_members_of_their_address_nothing() {
        let limits = Limits::new(RateLimits::On);
        passed(&limits, Kind::Read, None, address(1));
        assert!(limits.charge(Kind::Read, None, address(1)).is_err());
        assert!(passed(&limits, Kind::Read, member(1), address(1)) >= 120);
        assert!(limits.charge(Kind::Read, member(2), address(1)).is_ok());
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
