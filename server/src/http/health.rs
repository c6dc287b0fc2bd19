//! Whether the server lives, and whether it can do its work.

use axum::extract::State;

use super::{HttpState, error::JsonError};

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// A message could be stored: one is written and committed to see, at most once a second.
pub(super) async fn ready(State(state): State<HttpState>) -> Result<&'static str, JsonError> {
    state.actions.can_write().await?;
    Ok("ready\n")
}
