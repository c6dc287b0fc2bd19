//! Sessions: whose one is, seeing one's own, and ending them.

use std::time::Duration;

use protocol::ErrorReply;

use super::{Actions, Actor, Origin, refusal};
use crate::store::{Account, Caller, On, SecurityEventRow, SessionId, SessionRow, StoreError};
use domain::authorise::act;
use domain::token::Token;

impl Actions {
    /// Who the session of a token belongs to; nobody if there is no such session. Its use is noted
    /// now and then.
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
                let granted = view.allow(act::SignIn, Caller::Nobody, On::Place).await?;
                view.session(&granted, hash).await
            })
        });
        let account = account.await?;
        let member = account.as_ref().map(|account| account.member.id);
        self.limits.session_is_of(token, member);
        if let Some(account) = account.as_ref().filter(|account| account.is_stale) {
            let (store, session, device) = (self.store.clone(), account.session, origin.device());
            // Nobody waits for it, and it is no harm if it fails.
            tokio::spawn(async move {
                let noted = store.change(move |change| {
                    Box::pin(async move { change.note_use(session, &device).await })
                });
                noted.await
            });
        }
        Ok(account)
    }

    /// Counts the time for which the server runs, by which sessions grow old but those that are
    /// `open` somewhere.
    pub fn count_uptime(&self, open: impl Fn() -> Vec<SessionId> + Send + 'static) {
        /// Between two counts, in minutes.
        const EVERY: u32 = 10;
        let store = self.store.clone();
        tokio::spawn(async move {
            let mut count = tokio::time::interval(Duration::from_secs(u64::from(EVERY) * 60));
            // The first tick comes at once.
            count.tick().await;
            loop {
                count.tick().await;
                let open = open();
                let counted = store.change(move |change| {
                    Box::pin(async move { change.has_run(EVERY, &open).await })
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
                let granted = change.allow(act::SignIn, Caller::Nobody, On::Place).await?;
                change.sign_out(&granted, hash).await
            })
        });
        ended.await.map_err(refusal)
    }

    /// The member's sessions, the one used last first.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden` for visitors, `storage_unavailable`.
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<SessionRow>, ErrorReply> {
        let caller = actor.caller();
        let sessions = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::ManageSessions, caller, On::Place).await?;
                view.sessions(&granted).await
            })
        });
        sessions.await.map_err(refusal)
    }

    /// What others did with the ways into the member's account, the latest first.
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
                let granted = view.allow(act::ManageSessions, caller, On::Place).await?;
                view.security_events(&granted).await
            })
        });
        events.await.map_err(refusal)
    }

    /// Ends one of the member's sessions; its sockets are cut at once.
    ///
    /// # Errors
    /// `not_found` if it is none of theirs, and as [`Actions::sessions`].
    pub async fn end_session(&self, actor: &Actor, session: SessionId) -> Result<(), ErrorReply> {
        let caller = actor.caller();
        let ended = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::ManageSessions, caller, On::Place).await?;
                change.end_session(&granted, session).await
            })
        });
        ended.await.map_err(refusal)
    }

    /// Ends all of the member's sessions but this one.
    ///
    /// # Errors
    /// As [`Actions::sessions`].
    pub async fn end_other_sessions(&self, actor: &Actor) -> Result<(), ErrorReply> {
        let (caller, keep) = (actor.caller(), actor.session);
        let ended = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::ManageSessions, caller, On::Place).await?;
                change.end_other_sessions(&granted, keep).await
            })
        });
        ended.await.map_err(refusal)
    }
}
