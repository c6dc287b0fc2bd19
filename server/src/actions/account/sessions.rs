//! Sessions: finding their members, listing one's own, and ending them.

use std::time::Duration;

use protocol::ErrorReply;

use crate::actions::{Actions, Actor, Origin, refusal};
use domain::authorise::action;
use domain::token::Token;
use store::{Account, Caller, Resource, SecurityEventRow, SessionId, SessionRow, StoreError};

impl Actions {
    /// The account that the session of a token belongs to; `None` if there is no such session. Its
    /// use is recorded from time to time.
    ///
    /// # Errors
    /// `storage_unavailable`, `shutting_down`.
    pub async fn session(
        &self,
        token: &Token,
        origin: &Origin,
    ) -> Result<Option<Account>, ErrorReply> {
        let hash = token.hash();
        let account = self.read_for(Some(token), move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::SignIn, Caller::Nobody, Resource::Workspace)
                    .await?;
                view.session(&granted, hash).await
            })
        });
        let account = account.await?;
        let member = account.as_ref().map(|account| account.member.id);
        self.limits.session_is_of(token, member);
        if let Some(account) = account.as_ref().filter(|account| account.is_stale) {
            let (store, session, device) = (self.store.clone(), account.session, origin.device());
            // In the background; a failure does no harm.
            tokio::spawn(async move {
                let noted = store.change(move |change| {
                    Box::pin(async move { change.note_use(session, &device).await })
                });
                noted.await
            });
        }
        Ok(account)
    }

    /// Counts the server's uptime, by which sessions expire, except those that are `open`
    /// somewhere.
    pub fn count_uptime(&self, open: impl Fn() -> Vec<SessionId> + Send + 'static) {
        /// Minutes between two counts.
        const EVERY: u32 = 10;
        let store = self.store.clone();
        tokio::spawn(async move {
            let mut count = tokio::time::interval(Duration::from_secs(u64::from(EVERY) * 60));
            // The first tick is immediate.
            count.tick().await;
            loop {
                count.tick().await;
                let open = open();
                let counted = store.change(move |change| {
                    Box::pin(async move { change.add_uptime(EVERY, &open).await })
                });
                if let Err(StoreError::Closed) = counted.await {
                    return;
                }
            }
        });
    }

    /// Ends the session of a token.
    ///
    /// # Errors
    /// `storage_unavailable`, `shutting_down`.
    pub async fn sign_out(&self, token: &Token) -> Result<(), ErrorReply> {
        let hash = token.hash();
        let ended = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .authorise(action::SignIn, Caller::Nobody, Resource::Workspace)
                    .await?;
                change.sign_out(&granted, hash).await
            })
        });
        ended.await.map_err(refusal)
    }

    /// The member's sessions, the most recently used first.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden` for visitors, `storage_unavailable`.
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<SessionRow>, ErrorReply> {
        let caller = actor.caller();
        let sessions = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::ManageSessions, caller, Resource::Workspace)
                    .await?;
                view.sessions(&granted).await
            })
        });
        sessions.await.map_err(refusal)
    }

    /// The security events of the member's account, the latest first.
    ///
    /// # Errors
    /// As [`Actions::sessions`].
    pub async fn security_events(
        &self,
        actor: &Actor,
    ) -> Result<Vec<SecurityEventRow>, ErrorReply> {
        let caller = actor.caller();
        let events = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::ManageSessions, caller, Resource::Workspace)
                    .await?;
                view.security_events(&granted).await
            })
        });
        events.await.map_err(refusal)
    }

    /// Ends one of the member's sessions; its sockets are disconnected at once.
    ///
    /// # Errors
    /// `not_found` if it is not theirs, and as [`Actions::sessions`].
    pub async fn end_session(&self, actor: &Actor, session: SessionId) -> Result<(), ErrorReply> {
        let caller = actor.caller();
        let ended = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .authorise(action::ManageSessions, caller, Resource::Workspace)
                    .await?;
                change.end_session(&granted, session).await
            })
        });
        ended.await.map_err(refusal)
    }

    /// Ends all of the member's sessions except this one.
    ///
    /// # Errors
    /// As [`Actions::sessions`].
    pub async fn end_other_sessions(&self, actor: &Actor) -> Result<(), ErrorReply> {
        let (caller, keep) = (actor.caller(), actor.session);
        let ended = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .authorise(action::ManageSessions, caller, Resource::Workspace)
                    .await?;
                change.end_other_sessions(&granted, keep).await
            })
        });
        ended.await.map_err(refusal)
    }
}
