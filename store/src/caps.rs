//! Caps on how much one person may create, to stop runaway programs; people never reach them. How
//! fast it can be created is limited elsewhere.

use protocol::{
    MemberId,
    limits::{MAX_REMINDERS, MAX_SCHEDULED},
};

use crate::{Change, StoreError, now};

/// A cap that a person has reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cap {
    /// Active rooms with a name that they created.
    Rooms,
    /// Direct and group rooms that they created.
    DirectRooms,
    /// Valid invitations.
    Invites,
    /// People whom they ignore.
    Ignored,
    /// Messages that they have scheduled.
    Scheduled,
    /// Drafts, each of another message box.
    Drafts,
    /// Messages that they want to be reminded of.
    Reminders,
    Passkeys,
    /// Messages that they saved for themselves.
    Saved,
}

impl Cap {
    pub const fn most(self) -> i64 {
        match self {
            Self::Rooms => 500,
            Self::DirectRooms => 2_000,
            Self::Invites => 500,
            Self::Ignored => 1_000,
            Self::Scheduled => MAX_SCHEDULED as i64,
            Self::Drafts => 500,
            Self::Reminders => MAX_REMINDERS as i64,
            Self::Passkeys => 20,
            Self::Saved => 1_000,
        }
    }
}

/// Sessions of one account. Beyond that, the least recently used one ends.
pub const MAX_SESSIONS: i64 = 100;

/// Former slugs that redirect to a room.
pub const MAX_FORMER_SLUGS: i64 = 10;

impl Change<'_> {
    /// Refuses one more if somebody has reached the cap.
    pub(crate) async fn check_cap(&mut self, cap: Cap, whose: MemberId) -> Result<(), StoreError> {
        let whose = whose.0;
        let has = match cap {
            Cap::Rooms => {
                sqlx::query_scalar!(
                    "SELECT count(*) FROM rooms WHERE creator = ? AND state = 'active'
                         AND kind NOT IN ('direct', 'group')",
                    whose
                )
                .fetch_one(&mut *self.connection)
                .await?
            }
            Cap::DirectRooms => {
                sqlx::query_scalar!(
                    "SELECT count(*) FROM rooms WHERE creator = ? AND state = 'active'
                         AND kind IN ('direct', 'group')",
                    whose
                )
                .fetch_one(&mut *self.connection)
                .await?
            }
            Cap::Invites => {
                let at = now();
                sqlx::query_scalar!(
                    "SELECT count(*) FROM invites WHERE creator = ? AND revoked_at IS NULL
                         AND expires_at > ? AND uses_left IS NOT 0",
                    whose,
                    at
                )
                .fetch_one(&mut *self.connection)
                .await?
            }
            Cap::Ignored => {
                sqlx::query_scalar!("SELECT count(*) FROM ignored WHERE member = ?", whose)
                    .fetch_one(&mut *self.connection)
                    .await?
            }
            Cap::Scheduled => {
                sqlx::query_scalar!(
                    "SELECT count(*) FROM scheduled_messages WHERE author = ?",
                    whose
                )
                .fetch_one(&mut *self.connection)
                .await?
            }
            Cap::Drafts => {
                sqlx::query_scalar!("SELECT count(*) FROM drafts WHERE member = ?", whose)
                    .fetch_one(&mut *self.connection)
                    .await?
            }
            Cap::Reminders => {
                sqlx::query_scalar!("SELECT count(*) FROM reminders WHERE member = ?", whose)
                    .fetch_one(&mut *self.connection)
                    .await?
            }
            Cap::Passkeys => {
                sqlx::query_scalar!("SELECT count(*) FROM passkeys WHERE member = ?", whose)
                    .fetch_one(&mut *self.connection)
                    .await?
            }
            Cap::Saved => {
                sqlx::query_scalar!(
                    "SELECT count(*) FROM saved_messages WHERE member = ?",
                    whose
                )
                .fetch_one(&mut *self.connection)
                .await?
            }
        };
        if has >= cap.most() {
            return Err(StoreError::LimitReached(cap));
        }
        Ok(())
    }
}
