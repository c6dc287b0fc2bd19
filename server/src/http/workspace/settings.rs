//! The workspace's settings: its name, and how people join.

use app::pages::{
    form::FormErrors,
    workspace::settings::{Joining, WorkspacePage},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::copy::sentence;
use protocol::{ErrorReply, RoomName};
use serde::Deserialize;
use store::{self, Lobby, Workspace};

use super::Done;
use crate::http::{
    HttpState, error,
    extract::{Query, TextForm},
    pages,
    redirect::see,
    text_fields::some_lines,
    viewer::Viewer,
};

/// The workspace's settings: its name, and how people join.
pub(crate) async fn workspace(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    // It has an action of its own, as the page shows what only admins may see.
    if let Err(error) = state.actions.may_change_workspace(&viewer.actor).await {
        return pages::failed(&state, &error).await;
    }
    let workspace = viewer.workspace.clone();
    let page = WorkspacePage {
        frame: viewer.frame(),
        workspace: workspace.name.to_string(),
        joining: shown_joining(workspace.joining),
        domains: workspace.domains,
        open_lobby: workspace.lobby == Lobby::Open,
        untrusted_proxy: untrusted_proxy(&state),
        errors: FormErrors::default(),
        notice: (!done.done.is_empty()).then(|| "Saved.".into()),
    };
    pages::render(&state, StatusCode::OK, page).await
}

fn untrusted_proxy(state: &HttpState) -> Option<String> {
    let address = state.untrusted_proxy.address();
    address.map(|address| address.to_string())
}

fn shown_joining(joining: store::Joining) -> Joining {
    match joining {
        store::Joining::Invite => Joining::Invite,
        store::Joining::Open => Joining::Open,
        store::Joining::Domains => Joining::Domains,
    }
}

#[derive(Deserialize)]
pub(crate) struct WorkspaceFields {
    #[serde(default)]
    workspace: String,
    #[serde(default)]
    joining: String,
    #[serde(default)]
    domains: String,
    #[serde(default)]
    open_lobby: String,
}

pub(crate) async fn change_workspace(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<WorkspaceFields>,
) -> Response {
    let mut errors = FormErrors::default();
    let name = RoomName::parse(&fields.workspace)
        .map_err(|reason| errors.add("workspace", sentence(&reason)))
        .ok();
    let domains = some_lines(&fields.domains, 2000)
        .map_err(|reason| errors.add("domains", reason))
        .ok();
    let joining = store::Joining::parse(&fields.joining).unwrap_or_default();
    let lobby = if fields.open_lobby.is_empty() {
        Lobby::Closed
    } else {
        Lobby::Open
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let (Some(name), Some(domains)) = (name, domains) {
        let to = Workspace {
            name,
            joining,
            domains,
            lobby,
        };
        match state.actions.change_workspace(&viewer.actor, to).await {
            Ok(()) => return see("/workspace/settings?done=1").into_response(),
            Err(error) => {
                status = error::status(error.code);
                errors.general = Some(error.message);
            }
        }
    }
    if status == StatusCode::FORBIDDEN {
        let error = ErrorReply::new(
            protocol::ErrorCode::Forbidden,
            domain::authorise::Denied::Forbidden.to_string(),
        );
        return pages::failed(&state, &error).await;
    }
    let page = WorkspacePage {
        frame: viewer.frame(),
        workspace: fields.workspace,
        joining: shown_joining(joining),
        domains: fields.domains,
        open_lobby: lobby == Lobby::Open,
        untrusted_proxy: untrusted_proxy(&state),
        errors,
        notice: None,
    };
    pages::render(&state, status, page).await
}
