//! Sessions: finding their members, listing one's own, and ending them.

use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::ErrorReply;

use crate::actions::{Actions, Actor, Origin};
use domain::authorise::action;
use domain::token::Token;
use store::{
    Account, Caller, Resource, SecurityEventRow, SessionId, SessionRow, StoreError, TokenHash,
    View, Workspace,
};

/// A member's sessions, and what concerns the security of their account.
pub struct AccountSecurity {
    /// The most recently used first.
    pub sessions: Vec<SessionRow>,
    /// The latest first.
    pub events: Vec<SecurityEventRow>,
    /// Whether they have a passkey to reauthenticate with.
    pub may_confirm_by_passkey: bool,
}

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
        let read = self.read_for(Some(token), move |view| account(view, hash).boxed());
        let account = read.await?;
        self.session_used(token, account.as_ref(), origin);
        Ok(account)
    }

    /// What every page starts from: the workspace, `None` before it was set up, and the account of
    /// the browser's session, as [`Actions::session`].
    ///
    /// # Errors
    /// As [`Actions::session`].
    pub async fn workspace_and_session(
        &self,
        token: Option<&Token>,
        origin: &Origin,
    ) -> Result<(Option<Workspace>, Option<Account>), ErrorReply> {
        let hash = token.map(Token::hash);
        let read = self.read_for(token, move |view| {
            async move {
                let workspace = view.workspace().await?;
                let account = match hash {
                    Some(hash) => account(view, hash).await?,
                    None => None,
                };
                Ok((workspace, account))
            }
            .boxed()
        });
        let (workspace, account) = read.await?;
        if let Some(token) = token {
            self.session_used(token, account.as_ref(), origin);
        }
        Ok((workspace, account))
    }

    /// Remembers whose session it is, and records its use if that was long ago.
    fn session_used(&self, token: &Token, account: Option<&Account>, origin: &Origin) {
        let member = account.map(|account| account.member.id);
        self.limits.session_is_of(token, member);
        if let Some(account) = account.filter(|account| account.is_stale) {
            let (store, session, device) = (self.store.clone(), account.session, origin.device());
            // In the background; a failure does no harm.
            tokio::spawn(async move {
                let noted = store.change(move |change| {
                    async move { change.note_use(session, &device).await }.boxed()
                });
                noted.await
            });
        }
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

    /// The member's sessions, and what concerns the security of their account.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden` for visitors, `storage_unavailable`.
    pub async fn account_security(&self, actor: &Actor) -> Result<AccountSecurity, ErrorReply> {
        let has_passkeys = self.passkeys().is_ok();
        self.request(action::ManageSessions, actor, Resource::Workspace)
            .read(move |view, granted| {
                async move {
                    let passkeys = view.confirming_passkeys(granted).await?;
                    Ok(AccountSecurity {
                        sessions: view.sessions(granted).await?,
                        events: view.security_events(granted).await?,
                        may_confirm_by_passkey: has_passkeys && !passkeys.is_empty(),
                    })
                }
                .boxed()
            })
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

/// The account of a session, by the hash of its token.
async fn account(view: &mut View<'_>, hash: TokenHash) -> Result<Option<Account>, StoreError> {
    let granted = view
        .authorise(action::SignIn, Caller::Nobody, Resource::Workspace)
        .await?;
    view.session(&granted, hash).await
}
