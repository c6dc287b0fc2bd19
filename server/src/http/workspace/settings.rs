//! The workspace's settings: its name, and how people join.

use app::pages::{
    form::{Form, FormState, RawForm},
    workspace::settings::{WorkspacePage, form::ChangeWorkspace},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::authorise::Denied;
use protocol::{ErrorCode, ErrorReply};
use store::{Lobby, Workspace};

use super::Done;
use crate::http::{
    HttpState,
    error::{PageResult, Refused},
    extract::{Posted, Query},
    pages,
    redirect::see,
    viewer::Viewer,
};

pub(crate) async fn workspace(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> PageResult {
    // It has an action of its own, as the page shows what only admins may see.
    state.actions.may_change_workspace(&viewer.actor).await?;
    let workspace = viewer.workspace.clone();
    let form = ChangeWorkspace {
        name: workspace.name,
        joining: workspace.joining,
        domains: workspace.domains,
        open_lobby: workspace.lobby == Lobby::Open,
        edit_window: workspace.edit_window,
    };
    let notice = (!done.done.is_empty()).then(|| "Saved.".into());
    let form = FormState::with(RawForm::from(&form));
    Ok(page(&state, &viewer, StatusCode::OK, form, notice).await)
}

async fn page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    form: FormState,
    notice: Option<String>,
) -> Response {
    let untrusted_proxy = state.untrusted_proxy.address();
    let page = WorkspacePage {
        frame: viewer.frame(),
        form,
        untrusted_proxy: untrusted_proxy.map(|address| address.to_string()),
        notice,
    };
    pages::render(state, status, page).await
}

pub(crate) async fn change_workspace(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    let Err(Refused { status, errors }) = change(&state, &viewer, &fields).await else {
        return Ok(see("/workspace/settings?done=1").into_response());
    };
    if status == StatusCode::FORBIDDEN {
        let denied = Denied::Forbidden.to_string();
        return Err(ErrorReply::new(ErrorCode::Forbidden, denied).into());
    }
    let form = FormState { fields, errors };
    Ok(page(&state, &viewer, status, form, None).await)
}

async fn change(state: &HttpState, viewer: &Viewer, fields: &RawForm) -> Result<(), Refused> {
    let form = ChangeWorkspace::parse(fields)?;
    let to = Workspace {
        name: form.name,
        joining: form.joining,
        domains: form.domains,
        lobby: if form.open_lobby {
            Lobby::Open
        } else {
            Lobby::Closed
        },
        edit_window: form.edit_window,
    };
    state.actions.change_workspace(&viewer.actor, to).await?;
    Ok(())
}
