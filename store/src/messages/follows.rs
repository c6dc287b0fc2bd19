//! A thread by itself: what it is about, and who follows it.

use protocol::Message;

use super::rows;
use crate::{Change, Granted, StoreError, View};
use domain::authorise::action;
use protocol::MessageId;

/// The thread about a message, and whether the asker follows it.
#[derive(Clone, Debug)]
pub struct Thread {
    pub root: Message,
    pub follows: bool,
}

impl View<'_> {
    /// The thread that a message is the root of, or is in.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`], [`StoreError::Unavailable`].
    pub async fn thread(
        &mut self,
        granted: &Granted<action::ReadMessage>,
    ) -> Result<Thread, StoreError> {
        let found = rows::by_id(self.connection, granted.message()?).await?;
        let root = match found.root {
            Some(root) => rows::by_id(self.connection, MessageId(root)).await?,
            None => found,
        };
        let (number, member) = (root.number, granted.member()?.0);
        let found = sqlx::query!(
            r#"SELECT EXISTS (SELECT 1 FROM thread_people
                              WHERE root = ? AND member = ? AND follows) AS "follows!: bool""#,
            number,
            member,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(Thread {
            root: root.message()?,
            follows: found.follows,
        })
    }
}

impl Change<'_> {
    /// Follows the thread that a message is the root of, or is in; or no longer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn follow_thread(
        &mut self,
        granted: &Granted<action::FollowThread>,
        follows: bool,
    ) -> Result<(), StoreError> {
        let (message, member) = (granted.message()?.0, granted.member()?.0);
        sqlx::query!(
            "INSERT INTO thread_people (root, member, follows)
             SELECT coalesce(thread, number), ?, ? FROM messages WHERE id = ?
             ON CONFLICT (root, member) DO UPDATE SET follows = excluded.follows",
            member,
            follows,
            message,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }
}
