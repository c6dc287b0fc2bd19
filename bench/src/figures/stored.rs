//! Data folders with a history.

use std::path::Path;

use anyhow::Result;
use protocol::{DisplayName, Slug};
use server::{domain::guest::Token, store::Store};
use sqlx::{
    Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

/// A data folder whose lobby holds so many messages of 100 bytes, of 50 members.
pub async fn history(folder: &Path, messages: i64) -> Result<()> {
    let (store, _committed) = Store::open(folder).await?;
    let lobby = store.room_by_slug(&Slug::lobby()).await?;
    for number in 0..50_u32 {
        let name = DisplayName::parse(&format!("Member {number}"))?;
        let token = Token::from_bits(number.into());
        store.create_guest(name, token.hash()).await?;
    }
    store.close().await;

    let options = SqliteConnectOptions::new()
        .filename(folder.join("natter.db"))
        .journal_mode(SqliteJournalMode::Wal);
    let mut database = SqliteConnection::connect_with(&options).await?;
    // Written straight into the file: a million sends would take an hour of a machine's time.
    sqlx::query(
        "WITH RECURSIVE
           counted (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM counted WHERE seq < ?1),
           people AS (SELECT id, row_number() OVER (ORDER BY id) AS number FROM members)
         INSERT INTO messages (id, room, seq, author, client_id, body, sent_at)
         SELECT randomblob(16), ?2, seq, people.id, 'client-' || seq,
                printf('%0100d', seq), 1700000000000 + seq
         FROM counted JOIN people ON people.number = 1 + seq % 50",
    )
    .bind(messages)
    .bind(lobby.id.0)
    .execute(&mut database)
    .await?;
    sqlx::query("UPDATE rooms SET head = ?1 WHERE id = ?2")
        .bind(messages)
        .bind(lobby.id.0)
        .execute(&mut database)
        .await?;
    database.close().await?;
    Ok(())
}
