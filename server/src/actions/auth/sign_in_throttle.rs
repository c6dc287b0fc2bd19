//! Rate limits of sign-in, joining, and inviting others.
//!
//! A guess at a password counts towards three limits:
//!
//! 1. **By source**, so that one source cannot try many accounts. An office shares an address, so
//!    this bucket is large.
//! 2. **By account and source.** This stops somebody who guesses one account's password from one
//!    source. The bucket is that source's own: somebody who signs in to the account from elsewhere
//!    has another one, so an attacker locks out only themselves.
//! 3. **By account**, from all sources together, against an attack from a thousand of them. It
//!    refills faster than (2), so one source never empties it; but many can, and would then lock
//!    out the owner as well. Therefore it does not apply to sources from which the account was
//!    signed in to before ([`AccountLimits::signed_in`]): the owner can sign in from where they
//!    were, which does not help the attackers. Nor does it apply to a network from which one of the
//!    account's sessions is in use, which the database still knows after a restart: such a network
//!    has a bucket of its own, of the same size, as many sources may be in it. Open sessions are
//!    not affected by these limits.
//!
//! They are checked in this order, and an attempt refused by one does not count towards the next: a
//! source that is refused by (1) or (2) takes nothing from (3). With all three, the best that many
//! sources can do is 100 guesses at once and one every 10 s from then on: 8,740 on the first day,
//! and the most common passwords cannot be chosen. An attacker in one of the account's own networks
//! can do that once more for each.
//!
//! Accounts are identified by the handle's skeleton, and counted whether or not they exist, so that
//! the limits do not reveal which do. The wait is returned: a person who mistyped needs to know,
//! and a program finds out anyway.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use protocol::{ErrorReply, MemberId};

use crate::actions::{
    limits::RateLimits,
    limits::buckets::{Buckets, too_fast},
};
use crate::heavy_work::Known;
use domain::source::Source;

type AccountAt = (Box<str>, Source);

/// Whether a sign-in to an account comes from a known network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From<'n> {
    /// From a network from which one of its sessions is used.
    KnownNetwork(&'n str),
    Elsewhere,
}

/// Limits on sign-in and joining. Stored in memory: a restart forgets them.
pub struct AccountLimits {
    apply: RateLimits,
    by_source: Buckets<Source>,
    by_account_and_source: Buckets<AccountAt>,
    by_account: Buckets<Box<str>>,
    by_account_and_network: Buckets<(Box<str>, Box<str>)>,
    known: Mutex<HashMap<AccountAt, Instant>>,
    joins: Buckets<Source>,
    invites: Buckets<MemberId>,
    reset_links: Buckets<MemberId>,
    strengths: Buckets<Source>,
    choices: Buckets<Source>,
}

/// How long a source counts as known after a sign-in: as long as an unused session lives.
const KNOWN_FOR: Duration = Duration::from_hours(30 * 24);

/// Largest number of known sources; the oldest are dropped first. Only people with an account can
/// add to them.
const MOST_KNOWN: usize = 10_000;

const TOO_MANY_TRIES: &str = "Too many sign-in attempts. Wait a moment and try again.";

impl AccountLimits {
    pub fn new(apply: RateLimits) -> Self {
        let seconds = Duration::from_secs;
        Self {
            apply,
            by_source: Buckets::one_per(seconds(2), 30),
            by_account_and_source: Buckets::one_per(seconds(30), 10),
            by_account: Buckets::one_per(seconds(10), 100),
            by_account_and_network: Buckets::one_per(seconds(10), 100),
            known: Mutex::default(),
            joins: Buckets::one_per(seconds(10), 30),
            invites: Buckets::one_per(seconds(120), 30),
            reset_links: Buckets::one_per(seconds(120), 30),
            strengths: Buckets::new(60, 4),
            choices: Buckets::new(30, 2),
        }
    }

    /// Checks the first two limits, before anything is read for somebody who enters a password.
    /// `account` is the handle's [skeleton](domain::handle::skeleton), whether or not somebody has
    /// it.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_sign_in(&self, account: &str, address: IpAddr) -> Result<(), ErrorReply> {
        let source = Source::from(address);
        self.apply(TOO_MANY_TRIES, || {
            self.by_source.take(&source)?;
            self.by_account_and_source
                .take(&(Box::from(account), source))
        })
    }

    /// Checks the third limit, before the password is compared. Returns whether the account is
    /// known at this source.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_account(
        &self,
        account: &str,
        address: IpAddr,
        from: From<'_>,
    ) -> Result<Known, ErrorReply> {
        let here = (Box::from(account), Source::from(address));
        if self.is_known(&here) {
            return Ok(Known::Yes);
        }
        match from {
            From::KnownNetwork(network) => {
                let there = (here.0, Box::from(network));
                self.apply(TOO_MANY_TRIES, || self.by_account_and_network.take(&there))?;
                Ok(Known::Yes)
            }
            From::Elsewhere => {
                self.apply(TOO_MANY_TRIES, || self.by_account.take(&here.0))?;
                Ok(Known::No)
            }
        }
    }

    /// Checks the limit by source, before a passkey is requested; the passkey itself identifies the
    /// account.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_passkey(&self, address: IpAddr) -> Result<(), ErrorReply> {
        self.apply(TOO_MANY_TRIES, || self.by_source.take(&address.into()))
    }

    /// Records a sign-in to the account from this source: see the module's third limit. No tokens
    /// are returned, as ten sign-ins in a row are as unlikely as ten mistakes.
    pub fn signed_in(&self, account: &str, address: IpAddr) {
        let now = Instant::now();
        let here = (Box::from(account), Source::from(address));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN && !known.contains_key(&here) {
            known.retain(|_, since| now.duration_since(*since) < KNOWN_FOR);
            if known.len() >= MOST_KNOWN {
                let oldest = known.iter().min_by_key(|(_, since)| **since);
                if let Some(oldest) = oldest.map(|(source, _)| source.clone()) {
                    known.remove(&oldest);
                }
            }
        }
        known.insert(here, now);
    }

    fn is_known(&self, here: &AccountAt) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(here)
            .is_some_and(|since| since.elapsed() < KNOWN_FOR)
    }

    /// Checks the limit before somebody without an account signs up, or uses an invitation or
    /// another link: at this rate codes cannot be guessed, nor accounts created in masses.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_join(&self, address: IpAddr) -> Result<(), ErrorReply> {
        const MESSAGE: &str = "Too many requests from your network. Wait a moment and try again.";
        self.apply(MESSAGE, || self.joins.take(&address.into()))
    }

    /// Checks the limit before an invitation is created: 30 per hour.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_invite(&self, member: MemberId) -> Result<(), ErrorReply> {
        const MESSAGE: &str =
            "You created too many invitations. Let several people use one, or wait.";
        self.apply(MESSAGE, || self.invites.take(&member))
    }

    /// Checks the limit before an admin creates a link for somebody's new password: 30 per hour, as
    /// an admin about to lose that role could otherwise create links for everyone at once.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_reset_link(&self, member: MemberId) -> Result<(), ErrorReply> {
        const MESSAGE: &str =
            "You created too many password reset links. Wait a moment and try again.";
        self.apply(MESSAGE, || self.reset_links.take(&member))
    }

    /// Checks the limit before a password is rated while it is typed. It is rated on each pause in
    /// typing, which takes a few milliseconds.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_strength(&self, address: IpAddr) -> Result<(), ErrorReply> {
        const MESSAGE: &str =
            "Too many passwords were checked from your network. Wait a moment and try again.";
        self.apply(MESSAGE, || self.strengths.take(&address.into()))
    }

    /// Checks the limit before a chosen password is checked: a limit of its own, so that trying out
    /// many passwords does not prevent choosing one.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check_choice(&self, address: IpAddr) -> Result<(), ErrorReply> {
        const MESSAGE: &str =
            "Too many passwords were set from your network. Wait a moment and try again.";
        self.apply(MESSAGE, || self.choices.take(&address.into()))
    }

    fn apply(
        &self,
        message: &str,
        check: impl FnOnce() -> Result<(), Duration>,
    ) -> Result<(), ErrorReply> {
        match self.apply {
            RateLimits::Off => Ok(()),
            RateLimits::On => check().map_err(|wait| too_fast(wait, message)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use protocol::ErrorCode;
    use uuid::Uuid;

    use super::*;

    fn limits() -> AccountLimits {
        AccountLimits::new(RateLimits::On)
    }

    fn address(number: u32) -> IpAddr {
        Ipv4Addr::from_bits(0x0a00_0000 + number).into()
    }

    /// Somebody without any session enters a password.
    fn sign_in(limits: &AccountLimits, account: &str, address: IpAddr) -> Result<(), ErrorReply> {
        limits.check_sign_in(account, address)?;
        let checked = limits.check_account(account, address, From::Elsewhere);
        checked.map(drop)
    }

    /// How many of these tries pass.
    fn passed(tries: u32, check: impl Fn(u32) -> Result<(), ErrorReply>) -> usize {
        (0..tries).filter(|&number| check(number).is_ok()).count()
    }

    #[test]
    fn one_who_guesses_from_one_source_waits_and_the_owner_elsewhere_does_not() {
        let limits = limits();
        let guesses = passed(10_000, |_| sign_in(&limits, "ada", address(1)));
        assert!(guesses < 12, "{guesses}");
        let refused = sign_in(&limits, "ada", address(1)).expect_err("waits");
        assert!(
            matches!(refused.code, ErrorCode::RateLimited { retry_after_ms } if retry_after_ms > 1000)
        );
        assert_eq!(sign_in(&limits, "ada", address(2)), Ok(()));
    }

    #[test]
    fn one_source_cannot_try_many_accounts_and_others_are_unharmed() {
        let limits = limits();
        let guesses = passed(10_000, |n| {
            sign_in(&limits, &format!("user{n}"), address(1))
        });
        assert!(guesses < 40, "{guesses}");
        assert_eq!(sign_in(&limits, "user9999", address(2)), Ok(()));
    }

    #[test]
    fn many_sources_together_wait_and_who_was_signed_in_before_does_not() {
        let limits = limits();
        limits.signed_in("ada", address(1));
        let guesses = passed(10_000, |n| sign_in(&limits, "ada", address(100 + n)));
        assert!((100..110).contains(&guesses), "{guesses}");
        assert!(sign_in(&limits, "ada", address(2)).is_err(), "a new source");
        assert_eq!(sign_in(&limits, "ada", address(1)), Ok(()));
        assert_eq!(sign_in(&limits, "bob", address(2)), Ok(()));
    }

    #[test]
    fn a_known_source_may_not_guess_more_than_another() {
        let limits = limits();
        limits.signed_in("ada", address(1));
        let guesses = passed(1000, |_| sign_in(&limits, "ada", address(1)));
        assert!(guesses < 12, "{guesses}");
    }

    #[test]
    fn a_network_with_a_session_comes_in_during_a_campaign_and_may_not_guess_without_end() {
        let limits = limits();
        passed(10_000, |n| sign_in(&limits, "ada", address(100 + n)));
        let at_home = From::KnownNetwork("10.9.0.0/24");
        let from_home = limits.check_account("ada", address(2), at_home);
        assert_eq!(from_home, Ok(Known::Yes));
        let guesses = passed(10_000, |n| {
            let checked = limits.check_account("ada", address(10_000 + n), at_home);
            checked.map(drop)
        });
        assert!((98..110).contains(&guesses), "{guesses}");
    }

    #[test]
    fn an_ipv6_network_is_one_source() {
        let limits = limits();
        let guesses = passed(1000, |n| {
            let address = Ipv6Addr::from_bits((0x2001_0db8 << 96) + u128::from(n));
            sign_in(&limits, "ada", address.into())
        });
        assert!(guesses < 12, "{guesses}");
    }

    #[test]
    fn known_sources_are_bounded() {
        let limits = limits();
        let most = u32::try_from(MOST_KNOWN).expect("fits");
        for number in 0..most + 10 {
            limits.signed_in("ada", address(number));
        }
        assert_eq!(limits.known.lock().expect("unharmed").len(), MOST_KNOWN);
        assert!(!limits.is_known(&("ada".into(), address(0).into())));
        assert!(limits.is_known(&("ada".into(), address(most + 9).into())));
    }

    #[test]
    fn joining_and_inviting_have_limits_of_their_own() {
        let limits = limits();
        let member = MemberId(Uuid::from_u128(1));
        let joins = passed(1000, |_| limits.check_join(address(1)));
        let invites = passed(1000, |_| limits.check_invite(member));
        assert_eq!((joins, invites), (30, 30));
        assert_eq!(limits.check_join(address(2)), Ok(()));
        assert_eq!(limits.check_invite(MemberId(Uuid::from_u128(2))), Ok(()));
    }

    #[test]
    fn limits_can_be_off() {
        let limits = AccountLimits::new(RateLimits::Off);
        let guesses = passed(1000, |_| sign_in(&limits, "ada", address(1)));
        assert_eq!(guesses, 1000);
    }
}
