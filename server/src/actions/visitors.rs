//! People without an account: they come into the lobby, where it is open, and take a name.

use core::iter;
use std::time::Duration;

use protocol::{DisplayName, ErrorCode, ErrorReply, GuestSession, Member, event::SetNameRequest};

use uuid::Uuid;

use super::{Actions, Actor, Origin, refusal};
use crate::store::{Account, Caller, Lobby, On, Store, StoreError};
use domain::authorise::{Denied, act};
use domain::token::Token;
use domain::visitor;

/// Between two looks for visitors who can be deleted.
const FORGET_EVERY: Duration = Duration::from_secs(10 * 60);

/// Visitors that are deleted in one change: others wait for it.
const AT_ONCE: usize = 50;

/// Made-up names that are tried for somebody.
const TRIES: usize = 8;

impl Actions {
    /// Whether the lobby is open to people without an account.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn lobby(&self) -> Result<Lobby, ErrorReply> {
        let lobby = self.store.read(|view| Box::pin(view.lobby()));
        lobby.await.map_err(refusal)
    }

    /// A new visitor with a session, under the given name or a made-up one.
    ///
    /// # Errors
    /// `forbidden` where the lobby is closed, `taken` for a name that looks like a member's,
    /// `rate_limited` for the address, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn come_in(
        &self,
        origin: &Origin,
        name: Option<DisplayName>,
    ) -> Result<(Account, Token), ErrorReply> {
        self.check_running()?;
        self.visitors.check(origin.address)?;
        self.check_network(origin).await?;
        let made_up = || getrandom::u32().ok().and_then(visitor::name);
        let (names, token) = match name {
            Some(name) => (vec![name], Token::random()),
            // A member may be called by one of them.
            None => (
                iter::repeat_with(made_up).take(TRIES).flatten().collect(),
                Token::random(),
            ),
        };
        let Some(token) = token.filter(|_| !names.is_empty()) else {
            return Err(ErrorReply::new(
                ErrorCode::Internal,
                "The server could not make a session. Try again.",
            ));
        };
        let (hash, device) = (token.hash(), origin.device());
        let account = self.store.change(move |change| {
            Box::pin(async move {
                if change.lobby().await? == Lobby::Closed {
                    return Err(StoreError::Denied(Denied::Forbidden));
                }
                let granted = change.allow(act::ComeIn, Caller::Nobody, On::Place).await?;
                let mut made = Err(StoreError::NameOfMember);
                for name in names {
                    made = change.create_visitor(&granted, name, hash, &device).await;
                    if made != Err(StoreError::NameOfMember) {
                        break;
                    }
                }
                made
            })
        });
        Ok((account.await.map_err(refusal)?, token))
    }

    /// From now on deletes visitors who never said anything, when their session has ended.
    pub fn forget_silent_visitors(&self) {
        let store = self.store.clone();
        tokio::spawn(async move {
            let mut turn = tokio::time::interval(FORGET_EVERY);
            loop {
                turn.tick().await;
                match forget_silent_visitors(&store).await {
                    Ok(0) => {}
                    Ok(count) => tracing::info!(count, "visitors who never said anything are gone"),
                    Err(StoreError::Closed) => return,
                    Err(error) => tracing::warn!(%error, "visitors who are gone stay for now"),
                }
            }
        });
    }

    /// The same for programs.
    ///
    /// # Errors
    /// As [`Actions::come_in`].
    pub async fn create_guest(&self, origin: &Origin) -> Result<GuestSession, ErrorReply> {
        let (account, token) = self.come_in(origin, None).await?;
        Ok(GuestSession {
            token: token.as_str().into(),
            member: account.member,
        })
    }

    /// Gives the member another name.
    ///
    /// # Errors
    /// `taken` for a visitor who wants a member's name, `shutting_down`, `storage_unavailable`.
    pub async fn set_name(
        &self,
        actor: &Actor,
        request: SetNameRequest,
    ) -> Result<Member, ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let renamed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::RenameSelf, caller, On::Place).await?;
                change.rename(&granted, &request.name).await
            })
        });
        renamed.await.map_err(refusal)
    }
}

/// How many there were.
async fn forget_silent_visitors(store: &Store) -> Result<u64, StoreError> {
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let page = store.read_bulk(move |view| Box::pin(view.silent_visitors(after)));
        let (silent, last) = page.await?;
        for some in silent.chunks(AT_ONCE) {
            let some = some.to_vec();
            let gone = store
                .change(move |change| Box::pin(async move { change.forget_visitors(&some).await }));
            count += gone.await?;
        }
        let Some(last) = last else {
            return Ok(count);
        };
        after = last;
    }
}
