//! Deletes visitors who never posted anything, once their session has ended. Those who did remain
//! as authors of their messages.

use protocol::MemberId;
use uuid::Uuid;

use crate::{Change, StoreError, View};

/// Visitors scanned at once.
const PAGE: i64 = 500;

impl View<'_> {
    /// A page of the visitors in the order of their ids, after this one: those who can be deleted,
    /// and the id to continue from; `None` at the end.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn silent_visitors(
        &mut self,
        after: Uuid,
    ) -> Result<(Vec<MemberId>, Option<Uuid>), StoreError> {
        let rows = sqlx::query!(
            r#"SELECT id AS "id: Uuid",
                      (EXISTS (SELECT 1 FROM sessions WHERE sessions.member = members.id)
                       OR EXISTS (SELECT 1 FROM messages WHERE author = members.id))
                      AS "is_needed!: bool"
               FROM members INDEXED BY members_visitors
               WHERE role = 'visitor' AND id > ? ORDER BY id LIMIT ?"#,
            after,
            PAGE,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let last = rows.last().map(|last| last.id);
        let silent = rows.into_iter().filter(|one| !one.is_needed);
        Ok((silent.map(|one| MemberId(one.id)).collect(), last))
    }
}

impl Change<'_> {
    /// Deletes these visitors, except those who have returned or posted something meanwhile, and
    /// those referenced by the audit log, a ban or a room. Returns how many were deleted.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_visitors(&mut self, whom: &[MemberId]) -> Result<u64, StoreError> {
        let mut count = 0;
        for one in whom {
            count += u64::from(self.forget_visitor(one.0).await?);
        }
        Ok(count)
    }

    async fn forget_visitor(&mut self, id: Uuid) -> Result<bool, StoreError> {
        let found = sqlx::query!(
            r#"SELECT EXISTS (
                   SELECT 1 FROM members WHERE id = ?1 AND role = 'visitor'
                   AND NOT EXISTS (SELECT 1 FROM sessions WHERE member = ?1)
                   AND NOT EXISTS (SELECT 1 FROM messages WHERE author = ?1)
                   AND NOT EXISTS (SELECT 1 FROM reactions WHERE member = ?1)
                   AND NOT EXISTS (SELECT 1 FROM pins WHERE member = ?1)
                   AND NOT EXISTS (SELECT 1 FROM poll_votes WHERE member = ?1)
                   AND NOT EXISTS (SELECT 1 FROM audit WHERE actor = ?1)
                   AND NOT EXISTS (SELECT 1 FROM audit WHERE member = ?1)
                   AND NOT EXISTS (SELECT 1 FROM bans WHERE member = ?1)
                   AND NOT EXISTS (SELECT 1 FROM memberships WHERE member = ?1)
               ) AS "is_silent!: bool""#,
            id,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        if !found.is_silent {
            return Ok(false);
        }
        sqlx::query!("DELETE FROM ignored WHERE member = ?1 OR whom = ?1", id)
            .execute(&mut *self.connection)
            .await?;
        sqlx::query!("DELETE FROM preferences WHERE member = ?", id)
            .execute(&mut *self.connection)
            .await?;
        let gone = sqlx::query!("DELETE FROM members WHERE id = ?", id)
            .execute(&mut *self.connection)
            .await;
        match gone {
            Ok(gone) => Ok(gone.rows_affected() > 0),
            // Something else references them.
            Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
