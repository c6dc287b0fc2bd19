//! Keeping people out, and not listening to them.

use protocol::{Handle, Member, MemberId};
use uuid::Uuid;

use super::{Cap, Change, Granted, News, StoreError, View, now, row};
use domain::authorise::{Act, act};

/// A ban that has no end ends then.
pub const FOR_GOOD: i64 = 9_223_372_036_854_775_807;

/// A ban as admins see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BanRow {
    /// Who is kept out; nobody for a network.
    pub member: Option<(Member, Option<Handle>)>,
    /// From where nobody comes in; none for an account.
    pub network: Option<String>,
    pub reason: String,
    /// Who wants it.
    pub creator: Member,
    /// Since when, in ms since 1970.
    pub created_at: i64,
    /// Until when, in ms since 1970; none for good.
    pub ends_at: Option<i64>,
}

/// Bans in one list at most.
pub const BANS: u32 = 200;

/// People whom a ban of networks would hit, in one list at most.
pub const BYSTANDERS: u32 = 20;

impl View<'_> {
    /// Whether nobody may come in from that network now, but for an owner who has shown that it is
    /// they: whoever shares an office with a vandal must not lose the place to a ban.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn keeps_out(
        &mut self,
        _: &Granted<act::SignIn>,
        network: &str,
        shown: Option<MemberId>,
    ) -> Result<bool, StoreError> {
        self.is_kept_out(network, shown).await
    }

    pub(super) async fn is_kept_out(
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

    /// The bans that hold, the latest first, at most [`BANS`], after so many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn bans(
        &mut self,
        _: &Granted<act::SeeAccounts>,
        after: u32,
    ) -> Result<Vec<BanRow>, StoreError> {
        let at = now();
        let rows = sqlx::query!(
            r#"SELECT bans.network, bans.reason, bans.created_at, bans.ends_at,
                      banned.id AS "id?: Uuid", banned.name AS "name?",
                      banned.colour AS "colour?", banned.presence AS "presence?",
                      banned.role AS "role?",
                      banned.handle AS "handle?",
                      creators.id AS "creator: Uuid", creators.name AS creator_name,
                      creators.colour AS creator_colour, creators.presence AS creator_presence,
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
                let member = match (found.id, found.name, found.presence, found.role) {
                    (Some(id), Some(name), Some(presence), Some(role)) => Some((
                        row::member(id, &name, found.colour, &presence, &role)?,
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
                        &found.creator_presence,
                        &found.creator_role,
                    )?,
                    created_at: found.created_at,
                    ends_at: Some(found.ends_at).filter(|ends| *ends != FOR_GOOD),
                })
            })
            .collect()
    }

    /// The networks from which a person's sessions were used last.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn networks(
        &mut self,
        granted: &Granted<act::Ban>,
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

    /// Who else is signed in from the networks of a person, at most [`BYSTANDERS`]: a ban of these
    /// keeps them out too, once their sessions end. Owners come in from anywhere.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn bystanders(
        &mut self,
        granted: &Granted<act::Ban>,
    ) -> Result<Vec<Member>, StoreError> {
        let whom = granted.whom()?;
        let rows = sqlx::query!(
            r#"SELECT DISTINCT members.id AS "id: Uuid", members.name, members.colour,
                      members.presence, members.role
               FROM sessions JOIN members ON members.id = sessions.member
               WHERE sessions.network IN (SELECT network FROM sessions
                                          WHERE member = ?1 AND network <> '')
                 AND members.id <> ?1 AND members.role <> 'owner' AND members.presence = 'here'
               ORDER BY members.role = 'visitor', members.name COLLATE NOCASE LIMIT ?2"#,
            whom.0,
            BYSTANDERS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                row::member(
                    found.id,
                    &found.name,
                    found.colour,
                    &found.presence,
                    &found.role,
                )
            })
            .collect()
    }

    /// Whose messages the caller has folded.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ignored(
        &mut self,
        granted: &Granted<act::SeeOwnRooms>,
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

/// What else a ban keeps out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BanReach {
    /// The account alone.
    Account,
    /// Also the networks from which its sessions were used.
    Networks,
}

impl Change<'_> {
    /// Keeps a person out until then: their sessions end, and their sockets are cut.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ban(
        &mut self,
        granted: &Granted<act::Ban>,
        reason: &str,
        ends_at: i64,
        reach: BanReach,
    ) -> Result<(), StoreError> {
        /// A form that is sent twice is sent within this time, in milliseconds.
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
        // Who is kept out for a while comes back to what is theirs.
        if ends_at == FOR_GOOD {
            let rooms = self.kept_rooms(whom).await?;
            self.pass_on_all(rooms, whom, act::Ban::ACTION).await?;
        }
        Ok(())
    }

    async fn insert_ban(
        &mut self,
        granted: &Granted<act::Ban>,
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

    /// Lets a person in again, and those from their networks.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn lift_ban(&mut self, granted: &Granted<act::Ban>) -> Result<(), StoreError> {
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

    /// Lets those from a network in again whom the person's ban keeps out; the person stays banned.
    /// Whether there was such a ban.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn lift_network_ban(
        &mut self,
        granted: &Granted<act::Ban>,
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

    /// Folds a person's messages for the caller.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn ignore(&mut self, granted: &Granted<act::Ignore>) -> Result<(), StoreError> {
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

    /// Unfolds them again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn heed(&mut self, granted: &Granted<act::Ignore>) -> Result<(), StoreError> {
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
        self.tell(News::IgnoredChanged { member, ignored });
        Ok(())
    }
}
