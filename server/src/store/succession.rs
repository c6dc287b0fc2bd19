//! Who looks after a room when its last room admin is gone.

use protocol::{MemberId, RoomId};
use uuid::Uuid;

use super::{Change, News, StoreError, audit, bans::FOR_GOOD, now};
use domain::authorise::Action;

impl Change<'_> {
    /// The public and private rooms that somebody looks after by name.
    pub(super) async fn kept_rooms(&mut self, member: MemberId) -> Result<Vec<RoomId>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "id: Uuid" FROM participants
               JOIN rooms ON rooms.id = participants.room
               WHERE participants.member = ? AND participants.place = 'room_admin'
                 AND rooms.kind IN ('public', 'private') AND rooms.state <> 'deleted'"#,
            member.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(rows.into_iter().map(|found| RoomId(found.id)).collect())
    }

    /// Somebody looks after none of these rooms any more.
    pub(super) async fn pass_on_all(
        &mut self,
        rooms: Vec<RoomId>,
        from: MemberId,
        occasion: Action,
    ) -> Result<(), StoreError> {
        for room in rooms {
            self.pass_on(room, from, occasion).await?;
        }
        Ok(())
    }

    /// Somebody looks after a room no more: if nobody else does, whoever has been in it longest
    /// does from now on. Guests come last: they do once they are members. With nobody to follow
    /// the room stays as it is, and so does what they are in it.
    ///
    /// In open rooms and those of a few people among themselves nothing happens.
    pub(super) async fn pass_on(
        &mut self,
        room: RoomId,
        from: MemberId,
        occasion: Action,
    ) -> Result<(), StoreError> {
        let at = now();
        // Whoever looks after it already comes first. Who is kept out for a while comes back.
        let next = sqlx::query!(
            r#"SELECT participants.member AS "member: Uuid",
                      participants.place = 'room_admin' AS "is_admin!: bool"
               FROM participants
               JOIN rooms ON rooms.id = participants.room
                         AND rooms.kind IN ('public', 'private')
               JOIN members ON members.id = participants.member AND members.presence = 'here'
               WHERE participants.room = ? AND participants.member <> ?
                 AND (members.banned_until IS NULL OR members.banned_until < ?)
               ORDER BY members.role = 'guest', participants.place <> 'room_admin',
                        members.banned_until IS NOT NULL AND members.banned_until > ?,
                        participants.joined_at, participants.member
               LIMIT 1"#,
            room.0,
            from.0,
            FOR_GOOD,
            at,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        let Some(next) = next else {
            return Ok(());
        };
        // Whoever comes back is in the room, and no more than that.
        sqlx::query!(
            "UPDATE participants SET place = 'participant' WHERE room = ? AND member = ?",
            room.0,
            from.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if next.is_admin {
            return Ok(());
        }
        let heir = MemberId(next.member);
        sqlx::query!(
            "UPDATE participants SET place = 'room_admin' WHERE room = ? AND member = ?",
            room.0,
            heir.0,
        )
        .execute(&mut *self.connection)
        .await?;
        audit::note_succession(self.connection, room, heir, occasion).await?;
        self.tell(News::AccessChanged(heir));
        Ok(())
    }
}
