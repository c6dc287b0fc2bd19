//! What the writer does in one transaction.

use std::collections::HashMap;

use protocol::{ClientMessageId, MemberId, Message, RoomId, Seq};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{
    Appended, Change, Fate, NewMessage, News, StoreError, View, heads,
    messages::{self, Before},
    now,
    writer::{ChangeJob, Owed},
};
use domain::authorise::{act, authorise};

/// One transaction, and what it knows of the rooms that it has touched.
pub(super) struct Batch<'c> {
    transaction: sqlx::Transaction<'c, sqlx::Sqlite>,
    /// Heads as of this batch's inserts; written back once for each room at the end.
    heads: HashMap<RoomId, Seq>,
}

impl<'c> Batch<'c> {
    pub(super) async fn begin(
        connection: &'c mut Option<SqliteConnection>,
        options: &SqliteConnectOptions,
    ) -> Result<Self, StoreError> {
        let fresh = match connection.take() {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(options).await?,
        };
        let transaction = connection
            .insert(fresh)
            .begin_with("BEGIN IMMEDIATE")
            .await?;
        Ok(Self {
            transaction,
            heads: HashMap::new(),
        })
    }

    /// Stores messages; the results are in their order. An error says that the transaction is lost.
    pub(super) async fn append(
        &mut self,
        new: &[&NewMessage],
        news: &mut Vec<News>,
    ) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let before = messages::earlier_tries(&mut self.transaction, new).await?;
        let mut stored: Vec<Message> = Vec::new();
        // A retry may overtake the answer to the first try, and stand in the same batch.
        let mut here: HashMap<(MemberId, &ClientMessageId), usize> = HashMap::new();
        let mut results = Vec::with_capacity(new.len());
        for (new, before) in new.iter().zip(before) {
            let key = (new.author, &new.client_id);
            let asked = match before {
                Before::NoSuchMember => {
                    results.push(Err(StoreError::NoSuchMember));
                    continue;
                }
                Before::Stored(message) => {
                    let fate = Fate::Repeated;
                    results.push(Ok(Appended { message, fate }));
                    continue;
                }
                Before::New(asked) => asked,
            };
            if let Some(message) = here.get(&key).and_then(|at| stored.get(*at)) {
                let (message, fate) = (message.clone(), Fate::Repeated);
                results.push(Ok(Appended { message, fate }));
                continue;
            }
            // As of this transaction: whoever was removed before it does not post.
            results.push(match authorise(act::Post, asked.who, asked.target) {
                Ok(permit) => {
                    let seq = self.next_place(new.room, asked.head);
                    let message = messages::place(&permit, new, asked.author, seq);
                    here.insert(key, stored.len());
                    stored.push(message.clone());
                    let fate = Fate::Stored;
                    Ok(Appended { message, fate })
                }
                Err(denied) => Err(StoreError::Denied(denied)),
            });
        }
        if !stored.is_empty() {
            messages::insert(&mut self.transaction, &stored).await?;
            news.extend(stored.into_iter().map(News::Message));
        }
        Ok(results)
    }

    /// Takes the room's next number; `head` is where it stood before this batch.
    fn next_place(&mut self, room: RoomId, head: Seq) -> Seq {
        let seq = self.heads.get(&room).copied().unwrap_or(head).next();
        self.heads.insert(room, seq);
        seq
    }

    /// Makes a change within a savepoint: one that is refused leaves nothing.
    pub(super) async fn change(
        &mut self,
        job: ChangeJob,
        owed: &mut Owed,
    ) -> Result<(), StoreError> {
        // What changes see of a room must not be behind what was posted in this batch.
        self.write_heads().await?;
        let mut savepoint = self.transaction.begin().await?;
        let mut change = Change {
            view: View {
                connection: &mut savepoint,
            },
            news: Vec::new(),
        };
        let changed = job(Ok(&mut change)).await;
        let news = change.news;
        owed.answers.push(changed.answer);
        match changed.error {
            None => {
                savepoint.commit().await?;
                owed.news.extend(news);
                Ok(())
            }
            Some(error) if error.is_failure() => Err(error),
            Some(_) => Ok(savepoint.rollback().await?),
        }
    }

    async fn write_heads(&mut self) -> Result<(), StoreError> {
        for (room, head) in &self.heads {
            heads::set(&mut self.transaction, *room, *head).await?;
        }
        Ok(())
    }

    pub(super) async fn probe(&mut self) -> Result<(), StoreError> {
        let at = now();
        sqlx::query!(
            "INSERT INTO write_probe (id, at) VALUES (1, ?)
             ON CONFLICT (id) DO UPDATE SET at = excluded.at",
            at,
        )
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        self.write_heads().await?;
        Ok(self.transaction.commit().await?)
    }
}
