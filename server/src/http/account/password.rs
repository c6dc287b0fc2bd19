//! Changing the password.

use app::pages::{account::password::PasswordPage, form::FormErrors};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::copy::sentence;
use protocol::{ErrorCode, Handle};
use serde::Deserialize;

use super::{Done, handle};
use crate::http::{
    HttpState, error,
    extract::{Query, TextForm},
    pages,
    redirect::see,
    viewer::Viewer,
};

/// The form to change the password.
pub(crate) async fn password(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    let notice = done.notice("Your password was changed. Your other sessions were ended.");
    password_page(
        &state,
        &viewer,
        StatusCode::OK,
        FormErrors::default(),
        notice,
    )
    .await
}

async fn password_page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    errors: FormErrors,
    notice: Option<String>,
) -> Response {
    match handle(viewer) {
        Ok(handle) => {
            let page = PasswordPage {
                frame: viewer.frame(),
                handle,
                errors,
                notice,
            };
            pages::render(state, status, page).await
        }
        Err(error) => pages::failed(state, &error).await,
    }
}

#[derive(Deserialize)]
pub(crate) struct PasswordFields {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
}

pub(crate) async fn change_password(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<PasswordFields>,
) -> Response {
    let handle = viewer.actor.handle.as_ref().map_or("", Handle::as_str);
    let context = [
        handle,
        viewer.actor.member.name.as_str(),
        viewer.workspace.name.as_str(),
    ];
    let chosen = state
        .actions
        .choose_password(viewer.actor.address, &fields.new, &context);
    let (status, errors) = match chosen.await {
        Err(error) => (
            error::status(error.code),
            FormErrors::general(error.message),
        ),
        Ok(Err(reason)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormErrors::of("new", sentence(&reason)),
        ),
        Ok(Ok(new)) => {
            let changed = state
                .actions
                .change_password(&viewer.actor, fields.old, new);
            match changed.await {
                Ok(()) => return see("/settings/password?done=1").into_response(),
                Err(error) if error.code == ErrorCode::Unauthenticated => {
                    (StatusCode::FORBIDDEN, FormErrors::of("old", error.message))
                }
                Err(error) => (
                    error::status(error.code),
                    FormErrors::general(error.message),
                ),
            }
        }
    };
    password_page(&state, &viewer, status, errors, None).await
}
