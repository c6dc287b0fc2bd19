//! Links that work once: for a new password, or to sign in on another device.

use std::time::Duration;

use protocol::{Handle, Member, MemberId};
use uuid::Uuid;

use super::{Change, Device, Granted, SessionId, StoreError, View, now, row};
use crate::domain::{
    authorise::act,
    token::{Token, TokenHash},
};

/// What a link is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// A new password, for somebody who has forgotten theirs.
    Password,
    /// Signing in on another device.
    Device,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Device => "device",
        }
    }

    /// How long such a link works.
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::Password => Duration::from_secs(24 * 60 * 60),
            Self::Device => Duration::from_secs(5 * 60),
        }
    }
}

/// Whose link it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkOwner {
    /// As others see them.
    pub member: Member,
    /// How they are addressed.
    pub handle: Handle,
}

impl View<'_> {
    /// Whose a link is; nobody if it is over.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn link_owner(
        &mut self,
        _: &Granted<act::UseLink>,
        purpose: Purpose,
        code: &Token,
    ) -> Result<Option<LinkOwner>, StoreError> {
        let (hash, purpose, at) = (code.hash(), purpose.as_str(), now());
        let hash = hash.0.as_slice();
        let found = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.handle AS "handle!"
               FROM one_time_links JOIN members ON members.id = one_time_links.member
               WHERE one_time_links.code_hash = ? AND one_time_links.purpose = ?
                 AND one_time_links.expires_at > ?
                 AND members.presence = 'here' AND members.handle IS NOT NULL"#,
            hash,
            purpose,
            at,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        found
            .map(|found| {
                Ok(LinkOwner {
                    member: row::member(found.id, &found.name, found.colour, &found.presence)?,
                    handle: row::handle(&found.handle)?,
                })
            })
            .transpose()
    }
}

impl Change<'_> {
    /// Makes a link for another person's new password. Earlier ones of theirs are over.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn link_for_password(
        &mut self,
        granted: &Granted<act::HelpPerson>,
        code: TokenHash,
    ) -> Result<(), StoreError> {
        let whom = granted.whom()?;
        self.make_link(whom, Purpose::Password, code).await?;
        self.note(granted, "a link for a new password").await
    }

    /// Makes a link by which the caller signs in on another device.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn link_for_device(
        &mut self,
        granted: &Granted<act::ManageSessions>,
        code: TokenHash,
    ) -> Result<(), StoreError> {
        self.make_link(granted.member()?, Purpose::Device, code)
            .await
    }

    async fn make_link(
        &mut self,
        member: MemberId,
        purpose: Purpose,
        code: TokenHash,
    ) -> Result<(), StoreError> {
        let lifetime = i64::try_from(purpose.lifetime().as_millis()).unwrap_or(0);
        let (at, hash, purpose) = (now(), code.0.as_slice(), purpose.as_str());
        let expires_at = at + lifetime;
        sqlx::query!(
            "DELETE FROM one_time_links
             WHERE (member = ? AND purpose = ?) OR expires_at < ?",
            member.0,
            purpose,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!(
            "INSERT INTO one_time_links (code_hash, purpose, member, expires_at)
             VALUES (?, ?, ?, ?)",
            hash,
            purpose,
            member.0,
            expires_at,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// The links of somebody whose rights or ways in have changed no longer work.
    pub(super) async fn void_links(&mut self, member: MemberId) -> Result<(), StoreError> {
        sqlx::query!("DELETE FROM one_time_links WHERE member = ?", member.0)
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    /// Uses a link up.
    async fn spend(
        &mut self,
        granted: &Granted<act::UseLink>,
        purpose: Purpose,
        code: &Token,
    ) -> Result<LinkOwner, StoreError> {
        let owner = self.link_owner(granted, purpose, code).await?;
        let owner = owner.ok_or(StoreError::Spent)?;
        let hash = code.hash();
        let hash = hash.0.as_slice();
        sqlx::query!("DELETE FROM one_time_links WHERE code_hash = ?", hash)
            .execute(&mut *self.connection)
            .await?;
        Ok(owner)
    }

    /// Signs in by a link of [`Change::link_for_device`].
    ///
    /// # Errors
    /// [`StoreError::Spent`].
    pub async fn sign_in_by_link(
        &mut self,
        granted: &Granted<act::UseLink>,
        code: &Token,
        token: TokenHash,
        device: &Device,
    ) -> Result<SessionId, StoreError> {
        let owner = self.spend(granted, Purpose::Device, code).await?;
        self.open_session(owner.member.id, token, device).await
    }

    /// Takes a new password by a link of [`Change::link_for_password`]. All sessions end but the
    /// one that is opened. Whether passkeys sign in to the account too.
    ///
    /// # Errors
    /// [`StoreError::Spent`].
    pub async fn new_password_by_link(
        &mut self,
        granted: &Granted<act::UseLink>,
        code: &Token,
        password: &str,
        token: TokenHash,
        device: &Device,
    ) -> Result<bool, StoreError> {
        let owner = self.spend(granted, Purpose::Password, code).await?;
        self.set_password(owner.member.id, password).await?;
        let id = owner.member.id;
        self.end_all_sessions(id, None).await?;
        self.open_session(id, token, device).await?;
        Ok(!self.passkeys_of(id).await?.is_empty())
    }

    /// Gives a person a new password, as the operator wants it. All their sessions end.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn reset_password(
        &mut self,
        granted: &Granted<act::HelpPerson>,
        password: &str,
    ) -> Result<(), StoreError> {
        let whom = granted.whom()?;
        self.set_password(whom, password).await?;
        self.end_all_sessions(whom, None).await?;
        self.note(granted, "a new password").await
    }
}
