//! Sessions: finding their members, listing one's own, and ending them.

use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::ErrorReply;

use crate::actions::{Actions, Actor, Origin};
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
            async move {
                let granted = view
                    .authorise(action::SignIn, Caller::Nobody, Resource::Workspace)
                    .await?;
                view.session(&granted, hash).await
            }
            .boxed()
        });
        let account = account.await?;
        let member = account.as_ref().map(|account| account.member.id);
        self.limits.session_is_of(token, member);
        if let Some(account) = account.as_ref().filter(|account| account.is_stale) {
            let (store, session, device) = (self.store.clone(), account.session, origin.device());
            // In the background; a failure does no harm.
            tokio::spawn(async move {
                let noted = store.change(move |change| {
                    async move { change.note_use(session, &device).await }.boxed()
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
                    async move { change.add_uptime(EVERY, &open).await }.boxed()
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
        self.request(action::SignIn, Caller::Nobody, Resource::Workspace)
            .change(move |change, granted| change.sign_out(granted, hash).boxed())
            .await
    }

    /// The member's sessions, the most recently used first.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden` for visitors, `storage_unavailable`.
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<SessionRow>, ErrorReply> {
        self.request(action::ManageSessions, actor, Resource::Workspace)
            .read(|view, granted| view.sessions(granted).boxed())
            .await
    }

    /// The security events of the member's account, the latest first.
    ///
    /// # Errors
    /// As [`Actions::sessions`].
    pub async fn security_events(
        &self,
        actor: &Actor,
    ) -> Result<Vec<SecurityEventRow>, ErrorReply> {
        self.request(action::ManageSessions, actor, Resource::Workspace)
            .read(|view, granted| view.security_events(granted).boxed())
            .await
    }

    /// Ends one of the member's sessions; its sockets are disconnected at once.
    ///
    /// # Errors
    /// `not_found` if it is not theirs, and as [`Actions::sessions`].
    pub async fn end_session(&self, actor: &Actor, session: SessionId) -> Result<(), ErrorReply> {
        self.request(action::ManageSessions, actor, Resource::Workspace)
            .change(move |change, granted| change.end_session(granted, session).boxed())
            .await
    }

    /// Ends all of the member's sessions except this one.
    ///
    /// # Errors
    /// As [`Actions::sessions`].
    pub async fn end_other_sessions(&self, actor: &Actor) -> Result<(), ErrorReply> {
        let keep = actor.session;
        self.request(action::ManageSessions, actor, Resource::Workspace)
            .change(move |change, granted| change.end_other_sessions(granted, keep).boxed())
            .await
    }
}
