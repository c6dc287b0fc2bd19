//! The writer's transaction.

use std::collections::HashMap;

use protocol::{ClientMessageId, MemberId, Message, RoomHead, RoomId};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    AppendOutcome, Appended, Change, NewMessage, StoreError, StoreEvent, View,
    messages::{self, Before, forwards, heads, mentions, rows, threads::Targets},
    now,
    writer::{ChangeJob, Pending},
};
use domain::authorise::{action, authorise};

/// One transaction, and the heads of the rooms that it has changed.
pub(crate) struct Batch<'c> {
    transaction: sqlx::Transaction<'c, sqlx::Sqlite>,
    /// Heads including this batch's inserts; written back once per room at the end.
    heads: HashMap<RoomId, RoomHead>,
}

impl<'c> Batch<'c> {
    pub(crate) async fn begin(
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

    /// Stores messages; the results are in the same order. An error means that the transaction
    /// failed.
    pub(crate) async fn append(
        &mut self,
        new: &[&NewMessage],
        events: &mut Vec<StoreEvent>,
    ) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let before = messages::earlier_tries(&mut self.transaction, new).await?;
        let mut targets = Targets::read(&mut self.transaction, new).await?;
        let mut stored: Vec<(Message, &NewMessage)> = Vec::new();
        let texts = new.iter().filter_map(|one| one.content.text());
        let names = mentions::names(&mut self.transaction, texts).await?;
        // A retry may be sent before the first try is answered, and be in the same batch.
        let mut here: HashMap<(MemberId, &ClientMessageId), usize> = HashMap::new();
        let mut results = Vec::with_capacity(new.len());
        for (new, before) in new.iter().copied().zip(before) {
            let key = (new.author, &new.client_id);
            let asked = match before {
                Before::NoSuchMember => {
                    results.push(Err(StoreError::NoSuchMember));
                    continue;
                }
                Before::Reused => {
                    results.push(Err(StoreError::ClientIdReused));
                    continue;
                }
                Before::Stored(id) => {
                    let message = rows::by_id(&mut self.transaction, id).await?.message()?;
                    let outcome = AppendOutcome::Repeated;
                    results.push(if new.content.has_become(&message.content) {
                        Ok(Appended { message, outcome })
                    } else {
                        Err(StoreError::ClientIdReused)
                    });
                    continue;
                }
                Before::New(asked) => asked,
            };
            if let Some((message, _)) = here.get(&key).and_then(|at| stored.get(*at)) {
                let is_retry = message.room == new.room
                    && message.content.words() == Some(new.content.body())
                    && new.content.has_become(&message.content);
                results.push(if is_retry {
                    let (message, outcome) = (message.clone(), AppendOutcome::Repeated);
                    Ok(Appended { message, outcome })
                } else {
                    Err(StoreError::ClientIdReused)
                });
                continue;
            }
            match forwards::check(&mut self.transaction, new, asked.subject).await {
                Ok(()) => {}
                Err(failed) if failed.is_failure() => return Err(failed),
                Err(refused) => {
                    results.push(Err(refused));
                    continue;
                }
            }
            // Decided in this transaction: somebody who was removed before it cannot post.
            let permit = authorise(action::Post, asked.subject, asked.target);
            let allowed = permit.map_err(StoreError::Denied);
            results.push(
                match allowed.and_then(|permit| Ok((permit, targets.place(new)?))) {
                    Ok((permit, place)) => {
                        let head = self.next_head(asked.head);
                        let mut message =
                            messages::number(&permit, new, asked.author, head, place, &names);
                        targets.count(&mut message);
                        here.insert(key, stored.len());
                        stored.push((message.clone(), new));
                        let outcome = AppendOutcome::Stored;
                        Ok(Appended { message, outcome })
                    }
                    Err(refused) => Err(refused),
                },
            );
        }
        if !stored.is_empty() {
            messages::insert(&mut self.transaction, &stored).await?;
            let stored = stored.into_iter().map(|(message, _)| message);
            events.extend(stored.map(StoreEvent::Message));
        }
        Ok(results)
    }

    /// Takes the room's next numbers; `head` is where it stood before this batch.
    fn next_head(&mut self, head: RoomHead) -> RoomHead {
        let last = self.heads.entry(head.room).or_insert(head);
        (last.seq, last.rev) = (last.seq.next(), last.rev.next());
        *last
    }

    /// Makes a change within a savepoint: a refused one leaves no trace.
    pub(crate) async fn change(
        &mut self,
        job: ChangeJob,
        pending: &mut Pending,
    ) -> Result<(), StoreError> {
        // Changes must see the heads that include this batch's messages.
        self.write_heads().await?;
        let mut savepoint = self.transaction.begin().await?;
        let mut change = Change {
            view: View {
                connection: &mut savepoint,
            },
            events: Vec::new(),
        };
        let changed = job(Ok(&mut change)).await;
        let events = change.events;
        pending.answers.push(changed.answer);
        match changed.error {
            None => {
                savepoint.commit().await?;
                pending.events.extend(events);
                Ok(())
            }
            Some(error) if error.is_failure() => Err(error),
            Some(_) => Ok(savepoint.rollback().await?),
        }
    }

    async fn write_heads(&mut self) -> Result<(), StoreError> {
        // What follows reads them anew: a change may count up too.
        for (_, head) in self.heads.drain() {
            heads::set(&mut self.transaction, head).await?;
        }
        Ok(())
    }

    pub(crate) async fn probe(&mut self) -> Result<(), StoreError> {
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

    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        self.write_heads().await?;
        Ok(self.transaction.commit().await?)
    }
}
