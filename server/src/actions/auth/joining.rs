//! Becoming a member: by invitation, or by signing up.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::FutureExt as _;
use protocol::{ErrorCode, ErrorReply, Role, RoomId};

use crate::actions::{
    Actions, Actor, Origin,
    auth::accounts::{Registration, new_token, no_secret},
    refusal,
};
use crate::heavy_work::Known;
use domain::authorise::{Denied, action};
use domain::joining::{InviteFault, Joining};
use domain::token::Token;
use store::{Caller, Invitation, InviteId, InviteRow, NewInvite, OwnRoom, Resource, StoreError};

impl Actions {
    /// What an invitation's link shows.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn invitation(
        &self,
        code: &Token,
    ) -> Result<Result<Invitation, InviteFault>, ErrorReply> {
        let code = code.clone();
        self.request(action::UseLink, Caller::Nobody, Resource::Workspace)
            .read(move |view, granted| async move { view.invitation(granted, &code).await }.boxed())
            .await
    }

    /// Creates an account by an invitation, and signs it in.
    ///
    /// # Errors
    /// `spent`, `taken`, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn join_by_invite(
        &self,
        origin: &Origin,
        code: &Token,
        registration: Registration,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        self.accounts.check_join(origin.address)?;
        self.check_network(origin).await?;
        let account = self.new_account(origin.address, Known::No, registration);
        let account = account.await?;
        let (code, token, device) = (code.clone(), new_token()?, origin.device());
        let hash = token.hash();
        self.request(action::UseLink, Caller::Nobody, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    change
                        .join_by_invite(granted, &code, &account, hash, &device)
                        .await
                }
                .boxed()
            })
            .await?;
        Ok(token)
    }

    /// Adds the member to an invitation's rooms.
    ///
    /// # Errors
    /// `spent`, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn accept_invite(&self, actor: &Actor, code: &Token) -> Result<(), ErrorReply> {
        self.check_running()?;
        self.accounts.check_join(actor.address)?;
        let code = code.clone();
        self.request(action::UseLink, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    let own = granted.also(action::EditAccount)?;
                    change.accept_invite(granted, &own, &code).await
                }
                .boxed()
            })
            .await
    }

    /// Creates an account for somebody who signs up without an invitation, if the workspace allows
    /// it.
    ///
    /// # Errors
    /// `forbidden` if it does not, `taken`, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn sign_up(
        &self,
        origin: &Origin,
        registration: Registration,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        self.accounts.check_join(origin.address)?;
        self.check_network(origin).await?;
        let account = self.new_account(origin.address, Known::No, registration);
        let account = account.await?;
        let (token, device) = (new_token()?, origin.device());
        let hash = token.hash();
        self.request(action::Register, Caller::Nobody, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    // An address in a domain proves nothing before it is confirmed by mail.
                    let joining = change.workspace().await?.map(|workspace| workspace.joining);
                    if joining != Some(Joining::Open) {
                        return Err(StoreError::Denied(Denied::Forbidden));
                    }
                    change.sign_up(granted, &account, hash, &device).await
                }
                .boxed()
            })
            .await?;
        Ok(token)
    }

    /// The invitations, the latest first, skipping `after`, and the member's rooms, to which an
    /// invitation may add people.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn invites(
        &self,
        actor: &Actor,
        after: u32,
    ) -> Result<(Vec<InviteRow>, Vec<OwnRoom>), ErrorReply> {
        self.request(action::Invite, actor, Resource::Workspace)
            .read(move |view, granted| {
                async move {
                    let mine = granted.also(action::SeeOwnRooms)?;
                    let invites = view.invites(granted, after).await?;
                    Ok((invites, view.own_rooms(&mine).await?))
                }
                .boxed()
            })
            .await
    }

    /// Creates an invitation and returns the secret of its link. It is only returned again if the
    /// same form is submitted again before the server restarts.
    ///
    /// # Errors
    /// `forbidden`, `taken` if the invitation exists and its link is not known any more,
    /// `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn create_invite(
        &self,
        actor: &Actor,
        id: InviteId,
        wish: InviteRequest,
    ) -> Result<Token, ErrorReply> {
        self.accounts.check_invite(actor.member.id)?;
        self.invite_as(actor.caller(), id, wish).await
    }

    /// The same for a caller of any kind.
    ///
    /// # Errors
    /// As [`Actions::create_invite`].
    pub async fn invite_as(
        &self,
        caller: Caller,
        id: InviteId,
        wish: InviteRequest,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        let expires_at = wish.expires_at().ok_or_else(|| {
            ErrorReply::new(
                ErrorCode::InvalidPayload,
                "An invitation can be valid for 1 to 365 days.",
            )
        })?;
        let secret = self.invite_secret.as_ref().as_ref();
        let secret = secret.ok_or_else(no_secret)?;
        let code = secret.derived(id.0.into_bytes());
        let new = NewInvite {
            id,
            code: code.hash(),
            role: wish.role,
            uses: wish.uses,
            expires_at,
            rooms: wish.rooms,
        };
        self.request(action::Invite, caller, Resource::Workspace)
            .try_change(move |change, granted| {
                async move { change.create_invite(granted, caller, &new).await }.boxed()
            })
            .await
            .map_err(|error| match error {
                StoreError::NameTaken => ErrorReply::new(
                    ErrorCode::Taken,
                    "This invitation already exists, and its link cannot be shown again: revoke it \
                 below, and create another.",
                ),
                error => refusal(error),
            })?;
        Ok(code)
    }

    /// Revokes an invitation.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `shutting_down`, `storage_unavailable`.
    pub async fn revoke_invite(&self, actor: &Actor, invite: InviteId) -> Result<(), ErrorReply> {
        self.request(action::Invite, actor, Resource::Workspace)
            .change(move |change, granted| change.revoke_invite(granted, invite).boxed())
            .await
    }
}

/// The data of a new invitation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InviteRequest {
    /// The role that people get.
    pub role: Role,
    /// How many people may use it; `None` for any number.
    pub uses: Option<u32>,
    /// For how many days it is valid, 1 to 365.
    pub days: u32,
    /// The rooms that it adds people to.
    pub rooms: Vec<RoomId>,
}

impl InviteRequest {
    fn expires_at(&self) -> Option<i64> {
        let days = (1..=365).contains(&self.days).then_some(self.days)?;
        let lifetime = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
        let ends = SystemTime::now().checked_add(lifetime)?;
        i64::try_from(ends.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
    }
}
