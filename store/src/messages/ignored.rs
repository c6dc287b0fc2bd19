//! Messages of people whom their reader ignores: they notify that reader of nothing.

use std::collections::HashSet;

use protocol::{MemberId, MentionTarget, Message};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::StoreError;

/// Leaves out of messages by which mentions they notify a reader who ignores their authors. What they
/// say stays as it is.
pub(super) async fn leave_out_mentions(
    db: &mut SqliteConnection,
    messages: &mut [Message],
    reader: Option<MemberId>,
) -> Result<(), StoreError> {
    let Some(reader) = reader else {
        return Ok(());
    };
    let is_of_reader = |target: &MentionTarget| match target {
        MentionTarget::Member(member) => *member == reader,
        MentionTarget::Here | MentionTarget::All => true,
        MentionTarget::Room(_) | MentionTarget::Group(_) => false,
    };
    if !messages
        .iter()
        .any(|one| one.author.id != reader && one.mentions.iter().any(is_of_reader))
    {
        return Ok(());
    }
    let found = sqlx::query!(
        r#"SELECT whom AS "whom: Uuid" FROM ignored WHERE member = ?"#,
        reader.0
    )
    .fetch_all(db)
    .await?;
    let ignored: HashSet<Uuid> = found.into_iter().map(|found| found.whom).collect();
    for message in messages {
        if ignored.contains(&message.author.id.0) {
            message.mentions.retain(|target| !is_of_reader(target));
        }
    }
    Ok(())
}
