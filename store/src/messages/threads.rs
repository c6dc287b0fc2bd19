//! What a message replies to, and the thread that it is posted in.

use std::collections::{HashMap, HashSet};

use protocol::{InThread, Message, MessageId, Quote, ThreadSummary};
use sqlx::SqliteConnection;

use super::{hex, json, message_rows, rows};
use crate::{Change, NewMessage, StoreError, messages::MessageRow, row};

/// The messages that new ones refer to, and their threads as they are after those before.
pub(crate) struct Targets {
    messages: HashMap<MessageId, Message>,
}

/// What a new message refers to.
#[derive(Default)]
pub(crate) struct Place {
    pub reply: Option<Box<Quote>>,
    pub thread: Option<InThread>,
}

impl Targets {
    /// Reads what these refer to; nothing, if none refers to anything.
    pub(crate) async fn read(
        db: &mut SqliteConnection,
        new: &[&NewMessage],
    ) -> Result<Self, StoreError> {
        let mut targets = Self {
            messages: HashMap::new(),
        };
        let named = new.iter().flat_map(|one| [one.reply_to, one.thread]);
        targets.add(db, named.flatten().collect()).await?;
        // A message in a thread stands for its root.
        let named = new
            .iter()
            .filter_map(|one| targets.messages.get(&one.thread?));
        let roots = named.filter_map(|one| Some(one.thread.as_ref()?.root));
        targets.add(db, roots.collect()).await?;
        Ok(targets)
    }

    async fn add(
        &mut self,
        db: &mut SqliteConnection,
        ids: HashSet<MessageId>,
    ) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = ids.into_iter().map(|id| hex(id.0)).collect();
        let ids = json(&ids)?;
        let found = message_rows!(
            "",
            "json_each(?1) AS wanted CROSS JOIN messages ON messages.id = unhex(wanted.value)",
            "",
            ids,
        )
        .fetch_all(db)
        .await?;
        for found in found {
            let message = found.message()?;
            self.messages.insert(message.id, message);
        }
        Ok(())
    }

    /// What a new message refers to: messages of its room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`].
    pub(crate) fn place(&self, new: &NewMessage) -> Result<Place, StoreError> {
        let target = |id: MessageId| {
            let found = self.messages.get(&id);
            let found = found.filter(|one| one.room == new.room);
            found.ok_or(StoreError::NoSuchMessage)
        };
        let reply = new.reply_to.map(target).transpose()?;
        let thread = new.thread.map(target).transpose()?.map(|target| {
            let (root, seq) = match &target.thread {
                Some(thread) => (thread.root, thread.seq),
                None => (target.id, target.seq),
            };
            InThread {
                root,
                seq,
                in_room: new.in_room,
                replies: None,
            }
        });
        Ok(Place {
            reply: reply.map(|target| Box::new(Quote::of(target))),
            thread,
        })
    }

    /// Counts a message that will be stored in the thread that it is in.
    pub(crate) fn count(&mut self, message: &mut Message) {
        let Some(thread) = &mut message.thread else {
            return;
        };
        if let Some(root) = self.messages.get_mut(&thread.root) {
            let before = root.replies.take();
            let before = before.map_or(ThreadSummary::empty(), |before| *before);
            let now = Box::new(before.with(&message.author, message.sent_at));
            root.replies = Some(now.clone());
            thread.replies = Some(now);
        }
    }
}

/// Stores what the threads of new messages are after them.
pub(crate) async fn posted(
    db: &mut SqliteConnection,
    messages: impl Iterator<Item = &Message>,
) -> Result<(), StoreError> {
    for message in messages {
        let Some(thread) = &message.thread else {
            continue;
        };
        let (rev, seq) = (row::integer(message.rev)?, row::integer(message.seq)?);
        // Its author follows what is said about it.
        sqlx::query!(
            "INSERT INTO thread_people (root, member, last_seq, follows)
             SELECT number, author, NULL, 1 FROM messages WHERE id = ? AND replied_at IS NULL
             ON CONFLICT DO NOTHING",
            thread.root.0,
        )
        .execute(&mut *db)
        .await?;
        // So does whom it mentions.
        let is_first = thread.replies.as_ref().is_none_or(|now| now.count == 1);
        if is_first {
            follow_if_mentioned(db, thread.root).await?;
        }
        if !message.mentions.is_empty() {
            follow_if_mentioned(db, message.id).await?;
        }
        sqlx::query!(
            "UPDATE messages SET rev = ?, replies = replies + 1, replied_at = ? WHERE id = ?",
            rev,
            message.sent_at.0,
            thread.root.0,
        )
        .execute(&mut *db)
        .await?;
        sqlx::query!(
            "INSERT INTO thread_people (root, member, last_seq, follows)
             SELECT number, ?, ?, 1 FROM messages WHERE id = ?
             ON CONFLICT (root, member)
             DO UPDATE SET last_seq = excluded.last_seq, follows = 1",
            message.author.id.0,
            seq,
            thread.root.0,
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Who is notified by name in a message of a thread follows it, but nobody who chose not to, or who
/// ignores its author.
pub(super) async fn follow_if_mentioned(
    db: &mut SqliteConnection,
    message: MessageId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO thread_people (root, member, last_seq, follows)
         SELECT coalesce(messages.thread, messages.number), mentions.target, NULL, 1
         FROM messages CROSS JOIN mentions ON mentions.message = messages.number
         WHERE messages.id = ? AND mentions.kind = 'member' AND mentions.reach = 'notified'
           AND NOT EXISTS (SELECT 1 FROM ignored WHERE ignored.member = mentions.target
                                                   AND ignored.whom = messages.author)
         ON CONFLICT DO NOTHING",
        message.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

impl Change<'_> {
    /// Counts one message more or fewer in the thread of one that was restored or deleted, and says
    /// what the thread is then.
    pub(super) async fn recount(
        &mut self,
        changed: &MessageRow,
        rev: i64,
        more: i64,
    ) -> Result<Option<Box<ThreadSummary>>, StoreError> {
        let Some(root) = changed.root else {
            return Ok(None);
        };
        sqlx::query!(
            "UPDATE messages SET rev = ?, replies = max(replies + ?, 0) WHERE id = ?",
            rev,
            more,
            root,
        )
        .execute(&mut *self.connection)
        .await?;
        let root = rows::by_id(self.connection, MessageId(root)).await?;
        Ok(root.message()?.replies)
    }
}
