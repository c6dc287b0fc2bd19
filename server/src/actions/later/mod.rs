//! What people put off: messages that are posted later, and reminders. What is due is done by [`crate::due`], which
//! asks here.

mod due;
pub mod reminders;
pub mod scheduled;

use domain::{authorise::action, copy::sentence, later, local_time::Zone};
use futures_util::FutureExt as _;
use protocol::{ErrorCode, ErrorReply, Timestamp};
use store::Resource;

use crate::clock::now;

use super::{Actions, Actor};

/// Checks when something is to be done.
fn check_time(at: Timestamp) -> Result<(), ErrorReply> {
    later::check(at.0, now().0)
        .map_err(|reason| ErrorReply::new(ErrorCode::InvalidPayload, sentence(&reason)))
}

impl Actions {
    /// The time zone that the member has set in their profile.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn own_zone(&self, actor: &Actor) -> Result<Option<Zone>, ErrorReply> {
        let card = self
            .request(action::EditAccount, actor, Resource::Workspace)
            .read(|view, granted| view.own_card(granted).boxed())
            .await?;
        let name = card.profile.time_zone;
        Ok(name.map(|name| Zone::named(Some(&name))))
    }

    /// Waits until something may be due at another time than before.
    pub async fn due_changed(&self) {
        self.due_changed.notified().await;
    }
}
