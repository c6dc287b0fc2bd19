//! Data folders with a history.

use std::path::Path;

use anyhow::Result;
use domain::{authorise::action, token::Token};
use protocol::{DisplayName, RoomId, Slug};
use sqlx::{
    Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use store::{Account, Caller, Device, Lobby, Resource, Store, StoreError};

/// Opens the lobby to people without an account; its room.
pub async fn open_lobby(store: &Store) -> Result<RoomId, StoreError> {
    let settled = store.change(|change| {
        Box::pin(async move {
            let granted = change.authorise(
                action::ChangeWorkspace,
                Caller::Operator,
                Resource::Workspace,
            );
            let granted = granted.await?;
            change.settle_lobby(&granted, Lobby::Open).await
        })
    });
    settled.await?;
    store
        .read(|view| Box::pin(async { view.find_room(&Slug::lobby()).await }))
        .await
}

/// Somebody without an account.
pub async fn visitor(store: &Store, name: &str, token: Token) -> Result<Account> {
    let name = DisplayName::parse(name)?;
    let made = store.change(move |change| {
        Box::pin(async move {
            let device = Device {
                network: String::new(),
                agent: String::new(),
            };
            let granted = change
                .authorise(action::Register, Caller::Nobody, Resource::Workspace)
                .await?;
            change
                .create_visitor(&granted, name, token.hash(), &device)
                .await
        })
    });
    Ok(made.await?)
}

/// The database of a data folder, to be written straight into.
pub async fn database(folder: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("natter.db"))
        .journal_mode(SqliteJournalMode::Wal);
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// A data folder whose lobby holds so many messages of 100 bytes, of 50 members.
pub async fn history(folder: &Path, messages: i64) -> Result<()> {
    let (store, _committed) = Store::open(folder).await?;
    let lobby = open_lobby(&store).await?;
    for number in 0..50_u32 {
        let token = Token::from_bits(number.into());
        visitor(&store, &format!("Member {number}"), token).await?;
    }
    store.close().await;

    let mut database = database(folder).await?;
    // Written straight into the file: a million sends would take an hour of a machine's time.
    sqlx::query(
        "WITH RECURSIVE
           counted (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM counted WHERE seq < ?1),
           people AS (SELECT id, row_number() OVER (ORDER BY id) AS number FROM members)
         INSERT INTO messages (id, room, seq, rev, author, client_id, body, sent_at)
         SELECT randomblob(16), ?2, seq, seq, people.id, 'client-' || seq,
                printf('%0100d', seq), 1700000000000 + seq
         FROM counted JOIN people ON people.number = 1 + seq % 50",
    )
    .bind(messages)
    .bind(lobby.0)
    .execute(&mut database)
    .await?;
    sqlx::query("UPDATE rooms SET rev = ?1, head = ?1 WHERE id = ?2")
        .bind(messages)
        .bind(lobby.0)
        .execute(&mut database)
        .await?;
    database.close().await?;
    Ok(())
}
