//! What programs ask over plain HTTP.

use axum::{Json, extract::State};
use protocol::{AccountSession, GuestSession, SignInRequest, StrengthHint, StrengthRequest};

use super::{HttpState, error::JsonError, extract::JsonBody, viewer::Passer};

/// A visitor's session, whose token goes into the CONNECT of `/chat`.
pub(super) async fn guest_session(
    State(state): State<HttpState>,
    passer: Passer,
) -> Result<Json<GuestSession>, JsonError> {
    Ok(Json(state.actions.create_guest(&passer.origin).await?))
}

/// A session of an account, by its password.
pub(super) async fn session(
    State(state): State<HttpState>,
    passer: Passer,
    JsonBody(request): JsonBody<SignInRequest>,
) -> Result<Json<AccountSession>, JsonError> {
    let signed = state
        .actions
        .sign_in(&passer.origin, &request.handle, &request.password);
    let token = signed.await?.token.as_str().into();
    Ok(Json(AccountSession { token }))
}

/// How good a password would be, for the form in which it is chosen. The script is
/// `public/strength.js`.
pub(super) async fn password_strength(
    State(state): State<HttpState>,
    passer: Passer,
    JsonBody(request): JsonBody<StrengthRequest>,
) -> Result<Json<StrengthHint>, JsonError> {
    let hint = state.actions.password_strength(&passer.origin, request);
    Ok(Json(hint.await?))
}
