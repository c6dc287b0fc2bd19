//! Bans, and ignored people.

use protocol::{Handle, Member, MemberId};
use uuid::Uuid;

use crate::{
    Cap, Change, Granted, StoreError, StoreEvent, View,
    accounts::rows::{MemberRow, member_rows},
    now, row,
};
use domain::authorise::{ActionType, action};

/// End of a permanent ban.
pub const PERMANENT: i64 = 9_223_372_036_854_775_807;

/// A ban as admins see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BanRow {
    /// Who is banned; `None` for a network ban.
    pub member: Option<(Member, Option<Handle>)>,
    /// The banned network; `None` for an account.
    pub network: Option<String>,
    pub reason: String,
    /// Who created it.
    pub creator: Member,
    /// Since when, in ms since 1970.
    pub created_at: i64,
    /// Until when, in ms since 1970; `None` if it is permanent.
    pub ends_at: Option<i64>,
}

/// Largest number of bans in one list.
pub const BANS: u32 = 200;

/// Largest number of people in a list of those whom a network ban would also affect.
pub const BYSTANDERS: u32 = 20;

impl View<'_> {
    /// Whether the network is banned now. Owners who have authenticated are exempt: an owner who
    /// shares an office with a banned person must not lose the workspace.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn is_network_banned(
        &mut self,
        _: &Granted<action::SignIn>,
        network: &str,
        shown: Option<MemberId>,
    ) -> Result<bool, StoreError> {
        self.is_excluded(network, shown).await
    }

    pub(crate) async fn is_excluded(
        &mut self,
        network: &str,
        shown: Option<MemberId>,
    ) -> Result<bool, StoreError> {
        let (at, shown) = (now(), shown.map(|member| member.0));
        let found = sqlx::query!(
            r#"SELECT 1 AS "it!: i64" FROM bans
               WHERE network = ?1 AND ends_at > ?2 AND lifted_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM members WHERE id = ?3 AND role = 'owner')
               LIMIT 1"#,
            network,
            at,
            shown,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        Ok(found.is_some())
    }

    /// Active bans, the latest first, at most [`BANS`], skipping `after`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn bans(
        &mut self,
        _: &Granted<action::SeeAccounts>,
        after: u32,
    ) -> Result<Vec<BanRow>, StoreError> {
        let at = now();
        let rows = sqlx::query!(
            r#"SELECT bans.network, bans.reason, bans.created_at, bans.ends_at,
                      banned.id AS "id?: Uuid", banned.name AS "name?",
                      banned.colour AS "colour?", banned.account_status AS "account_status?",
                      banned.role AS "role?",
                      banned.handle AS "handle?",
                      creators.id AS "creator: Uuid", creators.name AS creator_name,
                      creators.colour AS creator_colour, creators.account_status AS creator_status,
                      creators.role AS creator_role
               FROM bans JOIN members AS creators ON creators.id = bans.creator
               LEFT JOIN members AS banned ON banned.id = bans.member
               WHERE bans.ends_at > ? AND bans.lifted_at IS NULL
               ORDER BY bans.created_at DESC, bans.id LIMIT ? OFFSET ?"#,
            at,
            BANS,
            after,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                let member = match (found.id, found.name, found.account_status, found.role) {
                    (Some(id), Some(name), Some(account_status), Some(role)) => Some((
                        row::member(id, &name, found.colour, &account_status, &role)?,
                        found.handle.as_deref().map(row::handle).transpose()?,
                    )),
                    _ => None,
                };
                Ok(BanRow {
                    member,
                    network: found.network,
                    reason: found.reason,
                    creator: row::member(
                        found.creator,
                        &found.creator_name,
                        found.creator_colour,
                        &found.creator_status,
                        &found.creator_role,
                    )?,
                    created_at: found.created_at,
                    ends_at: Some(found.ends_at).filter(|ends| *ends != PERMANENT),
                })
            })
            .collect()
    }

    /// The networks from which a person's sessions were last used.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn networks(
        &mut self,
        granted: &Granted<action::Ban>,
    ) -> Result<Vec<String>, StoreError> {
        let whom = granted.whom()?;
        let rows = sqlx::query!(
            "SELECT DISTINCT network FROM sessions WHERE member = ? AND network <> ''
             ORDER BY network LIMIT ?",
            whom.0,
            BANS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(rows.into_iter().map(|found| found.network).collect())
    }

    /// Who else is signed in from a person's networks, at most [`BYSTANDERS`]: a ban of these
    /// networks also affects them, once their sessions end. Owners can sign in from any network.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn bystanders(
        &mut self,
        granted: &Granted<action::Ban>,
    ) -> Result<Vec<Member>, StoreError> {
        let whom = granted.whom()?;
        let rows = member_rows!(
            "SELECT DISTINCT",
            "FROM sessions JOIN members ON members.id = sessions.member
               WHERE sessions.network IN (SELECT network FROM sessions
                                          WHERE member = ?1 AND network <> '')
                 AND members.id <> ?1 AND members.role <> 'owner' AND members.account_status = 'active'
               ORDER BY members.role = 'visitor', members.folded_name, members.id LIMIT ?2",
            whom.0,
            BYSTANDERS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter().map(MemberRow::member).collect()
    }

    /// Whom the caller ignores.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ignored(
        &mut self,
        granted: &Granted<action::SeeOwnRooms>,
    ) -> Result<Vec<MemberId>, StoreError> {
        self.ignored_by(granted.member()?).await
    }

    async fn ignored_by(&mut self, member: MemberId) -> Result<Vec<MemberId>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT whom AS "whom: Uuid" FROM ignored WHERE member = ? LIMIT 1000"#,
            member.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(rows.into_iter().map(|found| MemberId(found.whom)).collect())
    }
}

/// What a ban covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BanReach {
    /// The account only.
    Account,
    /// The account, and the networks from which its sessions were used.
    Networks,
}

impl Change<'_> {
    /// Bans a person until `ends_at`: their sessions end, and their sockets are disconnected.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ban(
        &mut self,
        granted: &Granted<action::Ban>,
        reason: &str,
        ends_at: i64,
        reach: BanReach,
    ) -> Result<(), StoreError> {
        /// A form that is submitted twice is submitted within this time, in milliseconds.
        const TWICE: i64 = 60 * 1000;
        let whom = granted.whom()?;
        let since = now() - TWICE;
        let same = sqlx::query!(
            r#"SELECT 1 AS "it!: i64" FROM bans
               WHERE member = ?1 AND network IS NULL AND reason = ?2 AND lifted_at IS NULL
                 AND created_at > ?3 AND abs(ends_at - ?4) < ?5 LIMIT 1"#,
            whom.0,
            reason,
            since,
            ends_at,
            TWICE,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        if same.is_some() {
            return Ok(());
        }
        sqlx::query!(
            "UPDATE members SET banned_until = ? WHERE id = ?",
            ends_at,
            whom.0
        )
        .execute(&mut *self.connection)
        .await?;
        let networks = match reach {
            BanReach::Account => Vec::new(),
            BanReach::Networks => self.networks(granted).await?,
        };
        self.insert_ban(granted, Some(whom), None, reason, ends_at)
            .await?;
        for network in networks {
            self.insert_ban(granted, Some(whom), Some(&network), reason, ends_at)
                .await?;
        }
        self.end_all_sessions(whom, None).await?;
        self.note(granted, reason).await?;
        // Temporarily banned people keep their roles until they return.
        if ends_at == PERMANENT {
            let rooms = self.administered_rooms(whom).await?;
            self.hand_over_all(rooms, whom, action::Ban::ACTION).await?;
        }
        Ok(())
    }

    async fn insert_ban(
        &mut self,
        granted: &Granted<action::Ban>,
        member: Option<MemberId>,
        network: Option<&str>,
        reason: &str,
        ends_at: i64,
    ) -> Result<(), StoreError> {
        let (id, at, creator) = (Uuid::now_v7(), now(), granted.member()?);
        let member = member.map(|member| member.0);
        sqlx::query!(
            "INSERT INTO bans (id, member, network, reason, creator, created_at, ends_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            id,
            member,
            network,
            reason,
            creator.0,
            at,
            ends_at,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Lifts a person's ban, and those of their networks.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn lift_ban(&mut self, granted: &Granted<action::Ban>) -> Result<(), StoreError> {
        let (whom, at) = (granted.whom()?, now());
        sqlx::query!(
            "UPDATE members SET banned_until = NULL WHERE id = ?",
            whom.0
        )
        .execute(&mut *self.connection)
        .await?;
        let lifted = sqlx::query!(
            "UPDATE bans SET lifted_at = ? WHERE member = ? AND lifted_at IS NULL",
            at,
            whom.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if lifted.rows_affected() == 0 {
            return Ok(());
        }
        self.note(granted, "lifted").await
    }

    /// Lifts the ban of one network that belongs to a person's ban; the person stays banned.
    /// Whether there was such a ban.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn lift_network_ban(
        &mut self,
        granted: &Granted<action::Ban>,
        network: &str,
    ) -> Result<bool, StoreError> {
        let (whom, at) = (granted.whom()?, now());
        let lifted = sqlx::query!(
            "UPDATE bans SET lifted_at = ?1
             WHERE member = ?2 AND network = ?3 AND ends_at > ?1 AND lifted_at IS NULL",
            at,
            whom.0,
            network,
        )
        .execute(&mut *self.connection)
        .await?;
        if lifted.rows_affected() == 0 {
            return Ok(false);
        }
        self.note(granted, &format!("lifted for {network}")).await?;
        Ok(true)
    }

    /// Ignores a person: collapses their messages for the caller.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ignore(&mut self, granted: &Granted<action::Ignore>) -> Result<(), StoreError> {
        let (member, whom) = (granted.member()?, granted.whom()?);
        if self.ignored_by(member).await?.contains(&whom) {
            return Ok(());
        }
        self.check_cap(Cap::Ignored, member).await?;
        sqlx::query!(
            "INSERT INTO ignored (member, whom) VALUES (?, ?) ON CONFLICT DO NOTHING",
            member.0,
            whom.0,
        )
        .execute(&mut *self.connection)
        .await?;
        self.tell_ignored(member).await
    }

    /// Stops ignoring a person.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unignore(&mut self, granted: &Granted<action::Ignore>) -> Result<(), StoreError> {
        let (member, whom) = (granted.member()?, granted.whom()?);
        sqlx::query!(
            "DELETE FROM ignored WHERE member = ? AND whom = ?",
            member.0,
            whom.0,
        )
        .execute(&mut *self.connection)
        .await?;
        self.tell_ignored(member).await
    }

    async fn tell_ignored(&mut self, member: MemberId) -> Result<(), StoreError> {
        let ignored = self.ignored_by(member).await?;
        self.publish(StoreEvent::IgnoredChanged { member, ignored });
        Ok(())
    }
}
