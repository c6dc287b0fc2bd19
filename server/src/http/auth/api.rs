//! Endpoints for programs, over plain HTTP.

use axum::{Json, extract::State};
use protocol::{AccountSession, SignInRequest, StrengthHint, StrengthRequest, VisitorSession};

use crate::http::{HttpState, error::JsonError, extract::JsonBody, viewer::Requester};

/// Creates a visitor's session, whose token goes into the CONNECT of `/chat`.
pub(crate) async fn visitor_session(
    State(state): State<HttpState>,
    requester: Requester,
) -> Result<Json<VisitorSession>, JsonError> {
    Ok(Json(
        state
            .actions
            .create_visitor_session(&requester.origin)
            .await?,
    ))
}

/// Signs in to an account by its password.
pub(crate) async fn session(
    State(state): State<HttpState>,
    requester: Requester,
    JsonBody(request): JsonBody<SignInRequest>,
) -> Result<Json<AccountSession>, JsonError> {
    let signed = state
        .actions
        .sign_in(&requester.origin, &request.handle, &request.password);
    let token = signed.await?.token.as_str().into();
    Ok(Json(AccountSession { token }))
}

/// Rates the strength of a password, for the form in which it is chosen. The script is
/// `public/strength.js`.
pub(crate) async fn password_strength(
    State(state): State<HttpState>,
    requester: Requester,
    JsonBody(request): JsonBody<StrengthRequest>,
) -> Result<Json<StrengthHint>, JsonError> {
    let hint = state.actions.password_strength(&requester.origin, request);
    Ok(Json(hint.await?))
}
