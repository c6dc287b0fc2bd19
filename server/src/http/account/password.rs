//! Changing the password.

use app::pages::{
    account::password::{
        PasswordPage,
        form::{ChangePassword, NEW, OLD},
    },
    form::{Form, FormErrors, FormState, RawForm},
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::copy::sentence;
use protocol::{ErrorCode, Handle};

use super::{Done, handle};
use crate::http::{
    HttpState,
    error::{PageResult, Refused},
    extract::{Posted, Query},
    pages,
    redirect::see,
    viewer::Viewer,
};

pub(crate) async fn password(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> PageResult {
    let notice = done.notice("Your password was changed. Your other sessions were ended.");
    page(
        &state,
        &viewer,
        StatusCode::OK,
        FormState::default(),
        notice,
    )
    .await
}

async fn page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    form: FormState,
    notice: Option<String>,
) -> PageResult {
    let page = PasswordPage {
        frame: viewer.frame(),
        handle: handle(viewer)?,
        form,
        notice,
    };
    Ok(pages::render(state, status, page).await)
}

pub(crate) async fn change_password(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    match change(&state, &viewer, &fields).await {
        Ok(()) => Ok(see("/settings/password?done=1").into_response()),
        Err(Refused { status, errors }) => {
            let form = FormState { fields, errors };
            page(&state, &viewer, status, form, None).await
        }
    }
}

async fn change(state: &HttpState, viewer: &Viewer, fields: &RawForm) -> Result<(), Refused> {
    let (actor, form) = (&viewer.actor, ChangePassword::parse(fields)?);
    let context = [
        actor.handle.as_ref().map_or("", Handle::as_str),
        actor.member.name.as_str(),
        viewer.workspace.name.as_str(),
    ];
    let chosen = state
        .actions
        .choose_password(actor.address, &form.new, &context);
    let new = chosen
        .await?
        .map_err(|reason| FormErrors::of(NEW, sentence(&reason)))?;
    let changed = state.actions.change_password(actor, form.old, new).await;
    changed.map_err(|error| match error.code {
        ErrorCode::Unauthenticated => Refused {
            status: StatusCode::FORBIDDEN,
            errors: FormErrors::of(OLD, error.message),
        },
        _ => error.into(),
    })
}
