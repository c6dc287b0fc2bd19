//! Members, and the sessions by which they come back.

use protocol::{DisplayName, Member, MemberId};
use sqlx::{SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::{StoreError, TokenHash, now, row};

pub(super) async fn create_guest(
    writer: &mut SqliteConnection,
    name: DisplayName,
    token: TokenHash,
) -> Result<Member, StoreError> {
    let (id, created_at) = (Uuid::now_v7(), now());
    let (text, hash) = (name.as_str(), token.0.as_slice());
    sqlx::query!(
        "INSERT INTO members (id, name, created_at) VALUES (?, ?, ?)",
        id,
        text,
        created_at,
    )
    .execute(&mut *writer)
    .await?;
    sqlx::query!(
        "INSERT INTO sessions (token_hash, member, created_at) VALUES (?, ?, ?)",
        hash,
        id,
        created_at,
    )
    .execute(writer)
    .await?;
    Ok(Member {
        id: MemberId(id),
        name,
    })
}

pub(super) async fn by_token(
    readers: &SqlitePool,
    token: TokenHash,
) -> Result<Option<Member>, StoreError> {
    let hash = token.0.as_slice();
    let found = sqlx::query!(
        r#"SELECT members.id AS "id: Uuid", members.name
           FROM sessions JOIN members ON members.id = sessions.member
           WHERE sessions.token_hash = ?"#,
        hash,
    )
    .fetch_optional(readers)
    .await?;
    found
        .map(|member| {
            Ok(Member {
                id: MemberId(member.id),
                name: row::name(&member.name)?,
            })
        })
        .transpose()
}

pub(super) async fn rename(
    writer: &mut SqliteConnection,
    id: MemberId,
    name: DisplayName,
) -> Result<Member, StoreError> {
    let text = name.as_str();
    let renamed = sqlx::query!("UPDATE members SET name = ? WHERE id = ?", text, id.0)
        .execute(writer)
        .await?;
    if renamed.rows_affected() == 0 {
        return Err(StoreError::NoSuchMember);
    }
    Ok(Member { id, name })
}
