//! Visitors: people without an account, who may post in the lobby while it is open, and choose a
//! name.

use core::iter;
use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::{DisplayName, ErrorCode, ErrorReply, Member, VisitorSession, event::SetNameRequest};

use uuid::Uuid;

use crate::actions::{Actions, Actor, Origin, refusal};
use domain::authorise::{Denied, action};
use domain::token::Token;
use domain::visitor;
use store::{Account, Caller, Lobby, Resource, Store, StoreError};

/// Interval between searches for visitors who can be deleted.
const FORGET_EVERY: Duration = Duration::from_secs(10 * 60);

/// Visitors that are deleted in one change, as other writes wait for it.
const AT_ONCE: usize = 50;

/// Number of generated names that are tried for somebody.
const TRIES: usize = 8;

impl Actions {
    /// Whether the lobby is open to people without an account.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn lobby(&self) -> Result<Lobby, ErrorReply> {
        let lobby = self.store.read(|view| view.lobby().boxed());
        lobby.await.map_err(refusal)
    }

    /// Creates a visitor with a session, with the given name or a generated one.
    ///
    /// # Errors
    /// `forbidden` if the lobby is closed, `taken` for a name that looks like a member's,
    /// `rate_limited` for the address, `shutting_down`, `storage_unavailable`.
    pub async fn create_visitor(
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
            // A member may already have one of them.
            None => (
                iter::repeat_with(made_up).take(TRIES).flatten().collect(),
                Token::random(),
            ),
        };
        let Some(token) = token.filter(|_| !names.is_empty()) else {
            return Err(ErrorReply::new(
                ErrorCode::Internal,
                "The server could not create a session. Try again.",
            ));
        };
        let (hash, device) = (token.hash(), origin.device());
        let account = self
            .request(action::Register, Caller::Nobody, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    if change.lobby().await? == Lobby::Closed {
                        return Err(StoreError::Denied(Denied::Forbidden));
                    }
                    let mut made = Err(StoreError::NameOfMember);
                    for name in names {
                        made = change.create_visitor(granted, name, hash, &device).await;
                        if made != Err(StoreError::NameOfMember) {
                            break;
                        }
                    }
                    made
                }
                .boxed()
            });
        Ok((account.await?, token))
    }

    /// From now on deletes visitors who never posted anything, once their session has ended.
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
    /// As [`Actions::create_visitor`].
    pub async fn create_visitor_session(
        &self,
        origin: &Origin,
    ) -> Result<VisitorSession, ErrorReply> {
        let (account, token) = self.create_visitor(origin, None).await?;
        Ok(VisitorSession {
            token: token.as_str().into(),
            member: account.member,
        })
    }

    /// Changes the member's name.
    ///
    /// # Errors
    /// `taken` for a visitor who chooses a member's name, `shutting_down`, `storage_unavailable`.
    pub async fn set_name(
        &self,
        actor: &Actor,
        request: SetNameRequest,
    ) -> Result<Member, ErrorReply> {
        self.request(action::RenameSelf, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move { change.rename(granted, &request.name).await }.boxed()
            })
            .await
    }
}

/// Returns how many were deleted.
async fn forget_silent_visitors(store: &Store) -> Result<u64, StoreError> {
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let page = store.read_bulk(move |view| view.silent_visitors(after).boxed());
        let (silent, last) = page.await?;
        for some in silent.chunks(AT_ONCE) {
            let some = some.to_vec();
            let gone = store
                .change(move |change| async move { change.forget_visitors(&some).await }.boxed());
            count += gone.await?;
        }
        let Some(last) = last else {
            return Ok(count);
        };
        after = last;
    }
}
