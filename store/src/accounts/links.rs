//! One-time links: for a new password, or to sign in on another device.
//!
//! A link is only valid while its maker has the right to make it: the table of permissions is
//! checked again when it is used, with the current state of both accounts.

use std::time::Duration;

use protocol::{Handle, Member, MemberId};
use uuid::Uuid;

use crate::{
    Caller, Change, Device, Granted, Resource, SecurityEvent, SessionId, StoreError, View, now, row,
};
use domain::authorise::action;
use domain::token::{Token, TokenHash};

/// What a link is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Setting a new password, for somebody who has forgotten theirs.
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

    /// How long such a link is valid.
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::Password => Duration::from_secs(24 * 60 * 60),
            Self::Device => Duration::from_secs(5 * 60),
        }
    }
}

/// The person whom a link is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkOwner {
    /// Their public profile.
    pub member: Member,
    /// Their handle.
    pub handle: Handle,
}

impl View<'_> {
    /// The person whom a link is for; `None` if it is not valid any more.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn link_owner(
        &mut self,
        _: &Granted<action::UseLink>,
        purpose: Purpose,
        code: &Token,
    ) -> Result<Option<LinkOwner>, StoreError> {
        Ok(self.open_link(purpose, code).await?.map(|link| link.owner))
    }

    /// The link with this code, if it is valid now.
    async fn open_link(
        &mut self,
        purpose: Purpose,
        code: &Token,
    ) -> Result<Option<OpenLink>, StoreError> {
        let (hash, kind, at) = (code.hash(), purpose.as_str(), now());
        let hash = hash.0.as_slice();
        let found = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.account_status,
                      members.role, members.handle AS "handle!",
                      one_time_links.maker AS "maker?: Uuid",
                      one_time_links.session AS "session?: Uuid"
               FROM one_time_links JOIN members ON members.id = one_time_links.member
               WHERE one_time_links.code_hash = ? AND one_time_links.purpose = ?
                 AND one_time_links.expires_at > ?
                 AND members.account_status = 'active' AND members.handle IS NOT NULL"#,
            hash,
            kind,
            at,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        let Some(found) = found else {
            return Ok(None);
        };
        let member = row::member(
            found.id,
            &found.name,
            found.colour,
            &found.account_status,
            &found.role,
        )?;
        let maker = match (found.maker.map(MemberId), found.session.map(SessionId)) {
            (Some(maker), Some(session)) => Caller::Session(maker, session),
            (Some(maker), None) => Caller::OnBehalfOf(maker),
            (None, _) => Caller::Operator,
        };
        let may = match purpose {
            Purpose::Password => {
                let on = Resource::Person(member.id);
                self.authorise(action::HelpPerson, maker, on)
                    .await
                    .map(drop)
            }
            Purpose::Device => {
                let asked = self.authorise(action::ManageSessions, maker, Resource::Workspace);
                asked.await.map(drop)
            }
        };
        match may {
            Ok(()) => Ok(Some(OpenLink {
                owner: LinkOwner {
                    member,
                    handle: row::handle(&found.handle)?,
                },
                maker: maker.member(),
            })),
            Err(StoreError::Denied(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A valid link.
struct OpenLink {
    owner: LinkOwner,
    /// Who made it; `None` for the command line.
    maker: Option<MemberId>,
}

/// A link to be created.
struct NewLink {
    member: MemberId,
    purpose: Purpose,
    /// Who makes it; `None` for the command line.
    maker: Option<MemberId>,
    /// The session whose end also ends the link.
    session: Option<SessionId>,
}

impl Change<'_> {
    /// Creates a link for another person's new password. Their earlier ones become invalid.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn link_for_password(
        &mut self,
        granted: &Granted<action::HelpPerson>,
        code: TokenHash,
    ) -> Result<(), StoreError> {
        let whom = granted.whom()?;
        let link = NewLink {
            member: whom,
            purpose: Purpose::Password,
            maker: granted.by(),
            session: None,
        };
        self.make_link(link, code).await?;
        self.note_security(granted, SecurityEvent::ResetLinkCreated)
            .await?;
        self.note(granted, "password reset link created").await
    }

    /// Creates a link with which the caller signs in on another device, valid while this session
    /// lives.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn link_for_device(
        &mut self,
        granted: &Granted<action::ManageSessions>,
        session: SessionId,
        code: TokenHash,
    ) -> Result<(), StoreError> {
        let member = granted.member()?;
        let link = NewLink {
            member,
            purpose: Purpose::Device,
            maker: Some(member),
            session: Some(session),
        };
        self.make_link(link, code).await
    }

    async fn make_link(&mut self, link: NewLink, code: TokenHash) -> Result<(), StoreError> {
        let NewLink {
            member, purpose, ..
        } = link;
        let (maker, session) = (link.maker.map(|one| one.0), link.session.map(|one| one.0));
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
            "INSERT INTO one_time_links (code_hash, purpose, member, expires_at, maker, session)
             VALUES (?, ?, ?, ?, ?, ?)",
            hash,
            purpose,
            member.0,
            expires_at,
            maker,
            session,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Invalidates the links of somebody whose rights or credentials have changed: those for them,
    /// and those that they made for others, as an attacker may have made them.
    pub(crate) async fn void_links(&mut self, member: MemberId) -> Result<(), StoreError> {
        sqlx::query!(
            "DELETE FROM one_time_links WHERE member = ?1 OR maker = ?1",
            member.0
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Uses up a link.
    async fn spend(
        &mut self,
        _: &Granted<action::UseLink>,
        purpose: Purpose,
        code: &Token,
    ) -> Result<OpenLink, StoreError> {
        let link = self.open_link(purpose, code).await?;
        let link = link.ok_or(StoreError::Spent)?;
        let hash = code.hash();
        let hash = hash.0.as_slice();
        sqlx::query!("DELETE FROM one_time_links WHERE code_hash = ?", hash)
            .execute(&mut *self.connection)
            .await?;
        Ok(link)
    }

    /// Signs in by a link of [`Change::link_for_device`].
    ///
    /// # Errors
    /// [`StoreError::Spent`]; [`StoreError::Denied`] for somebody who is banned; the link stays
    /// valid.
    pub async fn sign_in_by_link(
        &mut self,
        granted: &Granted<action::UseLink>,
        code: &Token,
        token: TokenHash,
        device: &Device,
    ) -> Result<SessionId, StoreError> {
        let link = self.spend(granted, Purpose::Device, code).await?;
        let member = link.owner.member.id;
        let session = self.open_session(member, token, device).await?;
        self.check_bans(member, session, device).await?;
        Ok(session)
    }

    /// Sets a new password by a link of [`Change::link_for_password`]. All sessions end except the
    /// one that is opened. Whether there are passkeys that also sign in to the account.
    ///
    /// # Errors
    /// [`StoreError::Spent`]; [`StoreError::Denied`] for somebody who is banned; the link stays
    /// valid.
    pub async fn new_password_by_link(
        &mut self,
        granted: &Granted<action::UseLink>,
        code: &Token,
        password: &str,
        token: TokenHash,
        device: &Device,
    ) -> Result<bool, StoreError> {
        let link = self.spend(granted, Purpose::Password, code).await?;
        let id = link.owner.member.id;
        self.set_password(id, password).await?;
        self.end_all_sessions(id, None).await?;
        let session = self.open_session(id, token, device).await?;
        self.check_bans(id, session, device).await?;
        self.add_security_event(id, link.maker, SecurityEvent::ResetLinkUsed)
            .await?;
        Ok(!self.passkeys_of(id).await?.is_empty())
    }

    /// Sets a person's password, for the operator. All their sessions end.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn reset_password(
        &mut self,
        granted: &Granted<action::HelpPerson>,
        password: &str,
    ) -> Result<(), StoreError> {
        let whom = granted.whom()?;
        self.set_password(whom, password).await?;
        self.end_all_sessions(whom, None).await?;
        self.note_security(granted, SecurityEvent::PasswordSet)
            .await?;
        self.note(granted, "password set").await
    }
}
