//! What people have typed and not sent, for their other devices. Only they see it.

use domain::authorise::action;
use protocol::{
    DraftText, MessageId, RoomId,
    event::{Draft, DraftChanged, DraftRequest},
};
use uuid::Uuid;

use crate::{Cap, Change, Granted, StoreError, StoreEvent, View, now, row};

/// The id of a thread's root; of none for the room's own message box.
fn key(thread: Option<MessageId>) -> Uuid {
    thread.map_or(Uuid::nil(), |root| root.0)
}

impl View<'_> {
    /// The caller's draft in a room, or in a thread of it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn draft(
        &mut self,
        granted: &Granted<action::SaveDraft>,
        thread: Option<MessageId>,
    ) -> Result<Option<Draft>, StoreError> {
        let (member, room, root) = (granted.member()?.0, granted.room()?, key(thread));
        let found = sqlx::query!(
            "SELECT body, other, rev FROM drafts WHERE member = ? AND room = ? AND thread = ?",
            member,
            room.0,
            root,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        let draft = found.map(|found| {
            Ok(Draft {
                room,
                thread,
                body: text(&found.body)?,
                rev: rev(found.rev),
                other: text(&found.other)?,
            })
        });
        draft.transpose()
    }

    /// All of the caller's own: where they are, and what they say.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn drafts(
        &mut self,
        granted: &Granted<action::ExportSelf>,
    ) -> Result<Vec<Draft>, StoreError> {
        let member = granted.member()?.0;
        let found = sqlx::query!(
            r#"SELECT room AS "room: Uuid", thread AS "thread: Uuid", body, other, rev
               FROM drafts WHERE member = ? ORDER BY room, thread"#,
            member,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let drafts = found.into_iter().map(|found| {
            Ok(Draft {
                room: RoomId(found.room),
                thread: (!found.thread.is_nil()).then_some(MessageId(found.thread)),
                body: text(&found.body)?,
                rev: rev(found.rev),
                other: text(&found.other)?,
            })
        });
        drafts.collect()
    }
}

impl Change<'_> {
    /// Stores a draft of the caller's own. If it does not come from the one that is stored, that one
    /// is kept beside it. An empty text deletes only what it comes from, and what was kept beside that
    /// takes its place.
    ///
    /// # Errors
    /// [`StoreError::LimitReached`], [`StoreError::Unavailable`].
    pub async fn save_draft(
        &mut self,
        granted: &Granted<action::SaveDraft>,
        new: &DraftRequest,
    ) -> Result<Draft, StoreError> {
        let (member, room) = (granted.member()?, granted.room()?);
        let before = self.draft(granted, new.thread).await?;
        let is_from_it = before.as_ref().is_none_or(|before| before.rev == new.rev);
        let now = u64::try_from(now()).unwrap_or(0);
        let last = before.as_ref().map_or(0, |before| before.rev);
        let mut draft = Draft {
            room,
            thread: new.thread,
            body: new.body.clone(),
            rev: now
                .max(last.saturating_add(1))
                .max(new.rev.saturating_add(1)),
            other: DraftText::default(),
        };
        let root = key(new.thread);
        match before {
            None if new.body.is_empty() => return Ok(draft),
            None => self.check_cap(Cap::Drafts, member).await?,
            Some(before) => {
                let is_same = before.body == new.body;
                if is_same && new.other.is_none() || (new.body.is_empty() && !is_from_it) {
                    return Ok(before);
                }
                draft.other = match &new.other {
                    Some(other) => other.clone(),
                    None if is_from_it || is_same => before.other,
                    None => before.body,
                };
            }
        }
        if draft.body.is_empty() {
            draft.body = std::mem::take(&mut draft.other);
        }
        if draft.body.is_empty() {
            sqlx::query!(
                "DELETE FROM drafts WHERE member = ? AND room = ? AND thread = ?",
                member.0,
                room.0,
                root,
            )
            .execute(&mut *self.connection)
            .await?;
        } else {
            let (body, other) = (draft.body.as_str(), draft.other.as_str());
            let rev = row::integer(draft.rev)?;
            sqlx::query!(
                "INSERT INTO drafts (member, room, thread, body, other, rev)
                 VALUES (?, ?, ?, ?, ?, ?)
                 ON CONFLICT (member, room, thread) DO UPDATE
                 SET body = excluded.body, other = excluded.other, rev = excluded.rev",
                member.0,
                room.0,
                root,
                body,
                other,
                rev,
            )
            .execute(&mut *self.connection)
            .await?;
        }
        let changed = DraftChanged(draft.clone());
        self.publish(StoreEvent::DraftChanged { member, changed });
        Ok(draft)
    }
}

fn text(stored: &str) -> Result<DraftText, StoreError> {
    DraftText::parse(stored).map_err(|reason| row::damaged("draft", reason))
}

fn rev(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
