//! How much one person may have of what they can make: programs gone wild stop here, and people never
//! get so far. How fast it can be made is limited elsewhere.

use protocol::MemberId;

use super::{Change, StoreError, now};

/// Something of which a person has as much as they may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cap {
    /// Rooms with a name that they have made and that are in use.
    Rooms,
    /// Direct and group rooms that they have begun.
    DirectRooms,
    /// Invitations that work.
    Invites,
    /// People whose messages they have folded.
    Ignored,
    Passkeys,
}

impl Cap {
    pub const fn most(self) -> i64 {
        match self {
            Self::Rooms => 500,
            Self::DirectRooms => 2_000,
            Self::Invites => 500,
            Self::Ignored => 1_000,
            Self::Passkeys => 20,
        }
    }
}

/// Sessions of one account. Beyond it the one that was not used for the longest ends.
pub const MAX_SESSIONS: i64 = 100;

/// Addresses that a room had before and that lead to it.
pub const MAX_FORMER_SLUGS: i64 = 10;

impl Change<'_> {
    /// Refuses one more of what somebody has enough of.
    pub(super) async fn check_cap(&mut self, cap: Cap, whose: MemberId) -> Result<(), StoreError> {
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
            Cap::Passkeys => {
                sqlx::query_scalar!("SELECT count(*) FROM passkeys WHERE member = ?", whose)
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
