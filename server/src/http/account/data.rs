//! The data stored of a person: downloading it, and deleting the account.

use app::pages::{
    account::own_data::{DataPage, MayDelete},
    form::FormErrors,
};
use axum::{extract::State, http::StatusCode, response::Response};
use domain::handle;
use protocol::ErrorCode;
use serde::Deserialize;

use super::handle;
use crate::http::{
    HttpState, download, error,
    extract::TextForm,
    pages,
    viewer::{Viewer, signed_out},
};

pub(crate) async fn data(State(state): State<HttpState>, viewer: Viewer) -> Response {
    data_page(
        &state,
        &viewer,
        StatusCode::OK,
        String::new(),
        FormErrors::default(),
    )
    .await
}

async fn data_page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    confirm: String,
    errors: FormErrors,
) -> Response {
    let page = async {
        let handle = handle(viewer)?;
        let may_delete = if state.actions.may_delete_self(&viewer.actor).await? {
            MayDelete::Yes
        } else {
            MayDelete::LastOwner
        };
        Ok(DataPage {
            frame: viewer.frame(),
            handle,
            may_delete,
            confirm,
            errors,
        })
    };
    match page.await {
        Ok(page) => pages::render(state, status, page).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

/// Downloads all data stored of the viewer.
pub(crate) async fn export(State(state): State<HttpState>, viewer: Viewer) -> Response {
    match state.actions.export_self(&viewer.actor).await {
        Ok(zip) => download::file("application/zip", "natter-data.zip", zip),
        Err(error) => pages::failed(&state, &error).await,
    }
}

#[derive(Deserialize)]
pub(crate) struct DeleteFields {
    #[serde(default)]
    password: String,
    #[serde(default)]
    confirm: String,
}

/// Deletes the viewer's account, if they typed its handle and password as confirmation.
pub(crate) async fn delete(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<DeleteFields>,
) -> Response {
    let typed = handle::read(&fields.confirm).ok();
    let typed = typed.as_ref().map(handle::skeleton);
    let own = viewer.actor.handle.as_ref().map(handle::skeleton);
    if own.is_none() || typed != own {
        let errors = FormErrors::of("confirm", "Type your handle exactly as shown above.");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return data_page(&state, &viewer, status, fields.confirm, errors).await;
    }
    match state
        .actions
        .delete_self(&viewer.actor, fields.password)
        .await
    {
        Ok(()) => signed_out(&state),
        Err(error) => {
            let (status, errors) = match error.code {
                ErrorCode::Unauthenticated => (
                    StatusCode::FORBIDDEN,
                    FormErrors::of("password", error.message),
                ),
                code => (error::status(code), FormErrors::general(error.message)),
            };
            data_page(&state, &viewer, status, fields.confirm, errors).await
        }
    }
}
