//! The place's name, and how people come in.

use app::page_data::{
    FormErrors, Page,
    admin::{InstancePage, Joining},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{ErrorReply, RoomName};
use serde::Deserialize;

use super::Done;
use crate::http::{
    HttpState, error,
    extract::{Query, TextForm},
    lines::some_lines,
    pages,
    redirect::see,
    viewer::Viewer,
};
use crate::store::{self, Instance, Lobby};
use domain::copy::sentence;

/// The place's name, and how people come in.
pub(in crate::http) async fn instance(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    // By its own row in the table, as the page itself shows what only admins may know.
    if let Err(error) = state.actions.may_change_instance(&viewer.actor).await {
        return pages::failed(&state, &error).await;
    }
    let place = viewer.place.clone();
    let page = InstancePage {
        frame: viewer.frame(),
        place: place.name.to_string(),
        joining: shown_joining(place.joining),
        domains: place.domains,
        open_lobby: place.lobby == Lobby::Open,
        errors: FormErrors::default(),
        notice: (!done.done.is_empty()).then(|| "Saved.".into()),
    };
    pages::render(&state, StatusCode::OK, Page::AdminInstance(page)).await
}

fn shown_joining(joining: store::Joining) -> Joining {
    match joining {
        store::Joining::Invite => Joining::Invite,
        store::Joining::Open => Joining::Open,
        store::Joining::Domains => Joining::Domains,
    }
}

#[derive(Deserialize)]
pub(in crate::http) struct InstanceFields {
    #[serde(default)]
    place: String,
    #[serde(default)]
    joining: String,
    #[serde(default)]
    domains: String,
    #[serde(default)]
    open_lobby: String,
}

pub(in crate::http) async fn change_instance(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<InstanceFields>,
) -> Response {
    let mut errors = FormErrors::default();
    let name = RoomName::parse(&fields.place)
        .map_err(|reason| errors.add("place", sentence(&reason)))
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
        let to = Instance {
            name,
            joining,
            domains,
            lobby,
        };
        match state.actions.change_instance(&viewer.actor, to).await {
            Ok(()) => return see("/admin/instance?done=1").into_response(),
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
    let page = InstancePage {
        frame: viewer.frame(),
        place: fields.place,
        joining: shown_joining(joining),
        domains: fields.domains,
        open_lobby: lobby == Lobby::Open,
        errors,
        notice: None,
    };
    pages::render(&state, status, Page::AdminInstance(page)).await
}
