//! Liveness and readiness of the server.

use axum::extract::State;

use crate::http::routes::Routes;
use crate::http::{HttpState, error::JsonError};
use domain::authorise::Action;

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get_json("/healthz", &[Action::CheckHealth], alive)
        .get_json("/readyz", &[Action::CheckHealth], ready)
}

/// Liveness: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// Readiness: whether messages can be stored. It writes and commits one to check, at most once per
/// second.
pub(crate) async fn ready(State(state): State<HttpState>) -> Result<&'static str, JsonError> {
    state.actions.can_write().await?;
    Ok("ready\n")
}
