//! The data stored of a person: downloading it, and deleting the account.

use app::pages::{
    account::own_data::{
        DataPage, MayDelete,
        form::{CONFIRM, DeleteAccount, PASSWORD},
    },
    form::{Form, FormErrors, FormState, RawForm},
};
use axum::{extract::State, http::StatusCode};
use domain::handle;
use protocol::ErrorCode;

use super::handle;
use crate::http::{
    HttpState, download,
    error::{PageResult, Refused},
    extract::Posted,
    pages,
    viewer::{Viewer, signed_out},
};

pub(crate) async fn data(State(state): State<HttpState>, viewer: Viewer) -> PageResult {
    page(&state, &viewer, StatusCode::OK, FormState::default()).await
}

async fn page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    form: FormState,
) -> PageResult {
    let page = DataPage {
        frame: viewer.frame(),
        handle: handle(viewer)?,
        may_delete: if state.actions.may_delete_self(&viewer.actor).await? {
            MayDelete::Yes
        } else {
            MayDelete::LastOwner
        },
        form,
    };
    Ok(pages::render(state, status, page).await)
}

/// Downloads all data stored of the viewer.
pub(crate) async fn export(State(state): State<HttpState>, viewer: Viewer) -> PageResult {
    let zip = state.actions.export_self(&viewer.actor).await?;
    Ok(download::file("application/zip", "natter-data.zip", zip))
}

/// Deletes the viewer's account, if they typed its handle and password as confirmation.
pub(crate) async fn delete(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    match try_delete(&state, &viewer, &fields).await {
        Ok(()) => Ok(signed_out(&state)),
        Err(Refused { status, errors }) => {
            page(&state, &viewer, status, FormState { fields, errors }).await
        }
    }
}

async fn try_delete(state: &HttpState, viewer: &Viewer, fields: &RawForm) -> Result<(), Refused> {
    let form = DeleteAccount::parse(fields)?;
    let typed = handle::read(&form.confirm).ok();
    let typed = typed.as_ref().map(handle::skeleton);
    let own = viewer.actor.handle.as_ref().map(handle::skeleton);
    if own.is_none() || typed != own {
        let words = "Type your handle exactly as shown above.";
        return Err(FormErrors::of(CONFIRM, words).into());
    }
    let deleted = state
        .actions
        .delete_self(&viewer.actor, form.password)
        .await;
    deleted.map_err(|error| match error.code {
        ErrorCode::Unauthenticated => Refused {
            status: StatusCode::FORBIDDEN,
            errors: FormErrors::of(PASSWORD, error.message),
        },
        _ => error.into(),
    })
}
