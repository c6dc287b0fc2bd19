//! Guests: coming in, coming back, taking another name.

use std::net::IpAddr;

use protocol::{DisplayName, ErrorCode, ErrorReply, GuestSession, Member, event::SetNameRequest};

use super::{Actions, Actor, limits::Kind, refusal};
use crate::domain::{
    authorise::{Action, authorise},
    guest::{self, Token},
};

impl Actions {
    /// A new guest with a session, under the given name or a made-up one.
    ///
    /// # Errors
    /// `rate_limited` for the address, `shutting_down`, `storage_unavailable`.
    pub async fn create_guest(
        &self,
        address: IpAddr,
        name: Option<DisplayName>,
    ) -> Result<GuestSession, ErrorReply> {
        self.check_running()?;
        self.limits.check_new_guest(address)?;
        let (Some(name), Some(token)) = (name.or_else(random_name), random_token()) else {
            return Err(ErrorReply::new(
                ErrorCode::Internal,
                "The server could not make a session. Try again.",
            ));
        };
        let permit = authorise(None, Action::BecomeGuest)?;
        let member = self
            .gate
            .open(&permit)
            .create_guest(name, token.hash())
            .await
            .map_err(refusal)?;
        Ok(GuestSession {
            token: token.as_str().into(),
            member,
        })
    }

    /// The member of a session; None if there is no such session.
    ///
    /// # Errors
    /// `storage_unavailable`, `shutting_down`.
    pub async fn sign_in(&self, token: &Token) -> Result<Option<Member>, ErrorReply> {
        let permit = authorise(None, Action::SignIn)?;
        self.gate
            .open(&permit)
            .member_by_token(token.hash())
            .await
            .map_err(refusal)
    }

    /// Gives the member another name.
    ///
    /// # Errors
    /// `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn set_name(
        &self,
        actor: &Actor,
        request: SetNameRequest,
    ) -> Result<Member, ErrorReply> {
        self.check_running()?;
        self.limits.check(actor, Kind::Rename)?;
        let permit = authorise(Some(&actor.member), Action::RenameSelf)?;
        self.gate
            .open(&permit)
            .rename(actor.member.id, request.name)
            .await
            .map_err(refusal)
    }
}

fn random_name() -> Option<DisplayName> {
    getrandom::u32().ok().and_then(guest::name)
}

fn random_token() -> Option<Token> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(Token::from_bits(u128::from_ne_bytes(bytes)))
}
