//! Appoints a new room admin when the last one of a room is gone.

use protocol::{MemberId, RoomId};
use uuid::Uuid;

use crate::{Change, StoreError, StoreEvent, audit, bans::PERMANENT, now};
use domain::authorise::Action;

impl Change<'_> {
    /// The public and private rooms of which somebody is a room admin.
    pub(crate) async fn administered_rooms(
        &mut self,
        member: MemberId,
    ) -> Result<Vec<RoomId>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "id: Uuid" FROM memberships
               JOIN rooms ON rooms.id = memberships.room
               WHERE memberships.member = ? AND memberships.role = 'admin'
                 AND rooms.kind IN ('public', 'private') AND rooms.state <> 'deleted'"#,
            member.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(rows.into_iter().map(|found| RoomId(found.id)).collect())
    }

    /// Hands over all of these rooms.
    pub(crate) async fn hand_over_all(
        &mut self,
        rooms: Vec<RoomId>,
        from: MemberId,
        occasion: Action,
    ) -> Result<(), StoreError> {
        for room in rooms {
            self.hand_over(room, from, occasion).await?;
        }
        Ok(())
    }

    /// Ends somebody's role as room admin: if there is no other, the person who has been in the
    /// room longest becomes one. Guests come last, and get the rights once they are members. If
    /// nobody else is in the room, nothing changes, and their role stays.
    ///
    /// Nothing happens in open, direct and group rooms.
    pub(crate) async fn hand_over(
        &mut self,
        room: RoomId,
        from: MemberId,
        occasion: Action,
    ) -> Result<(), StoreError> {
        let at = now();
        // Existing room admins come first. Temporarily banned people are included, as they return.
        let next = sqlx::query!(
            r#"SELECT memberships.member AS "member: Uuid",
                      memberships.role = 'admin' AS "is_admin!: bool"
               FROM memberships
               JOIN rooms ON rooms.id = memberships.room
                         AND rooms.kind IN ('public', 'private')
               JOIN members ON members.id = memberships.member AND members.account_status = 'active'
               WHERE memberships.room = ? AND memberships.member <> ?
                 AND (members.banned_until IS NULL OR members.banned_until < ?)
               ORDER BY members.role = 'guest', memberships.role <> 'admin',
                        members.banned_until IS NOT NULL AND members.banned_until > ?,
                        memberships.joined_at, memberships.member
               LIMIT 1"#,
            room.0,
            from.0,
            PERMANENT,
            at,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        let Some(next) = next else {
            return Ok(());
        };
        // If they return, they are an ordinary member of the room.
        sqlx::query!(
            "UPDATE memberships SET role = 'member' WHERE room = ? AND member = ?",
            room.0,
            from.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if next.is_admin {
            return Ok(());
        }
        let successor = MemberId(next.member);
        sqlx::query!(
            "UPDATE memberships SET role = 'admin' WHERE room = ? AND member = ?",
            room.0,
            successor.0,
        )
        .execute(&mut *self.connection)
        .await?;
        audit::note_handover(self.connection, room, successor, occasion).await?;
        self.publish(StoreEvent::AccessChanged(successor));
        Ok(())
    }
}
