//! Liveness and readiness of the server.

use axum::extract::State;

use super::{HttpState, error::JsonError};

/// Liveness: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Readiness: whether messages can be stored. It writes and commits one to check, at most once per
/// second.
pub(super) async fn ready(State(state): State<HttpState>) -> Result<&'static str, JsonError> {
    state.actions.can_write().await?;
    Ok("ready\n")
}
