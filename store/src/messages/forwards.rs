//! Messages that are passed on to another room.

use sqlx::SqliteConnection;

use super::rows;
use crate::{Caller, NewMessage, Resource, StoreError, facts};
use domain::authorise::{Subject, action, authorise};

/// Whether the author of a new message may pass on what it does, as that is in this transaction.
///
/// # Errors
/// [`StoreError::Denied`], [`StoreError::NoSuchMessage`] if it was deleted.
pub(crate) async fn check(
    db: &mut SqliteConnection,
    new: &NewMessage,
    subject: Subject,
) -> Result<(), StoreError> {
    let Some(source) = new.forwards else {
        return Ok(());
    };
    let caller = match new.session {
        Some(session) => Caller::Session(new.author, session),
        None => Caller::OnBehalfOf(new.author),
    };
    let facts = facts::resource(db, caller, Resource::Message(source)).await?;
    let _permit = authorise(action::ForwardMessage, subject, facts)?;
    match rows::by_id(db, source).await?.body {
        Some(_) => Ok(()),
        None => Err(StoreError::NoSuchMessage),
    }
}
