//! The pages, rendered by `app`.

use app::page_data::{ComposerForm, Page, Problem, RoomPageData};
use axum::{
    body::Body,
    extract::{Query, Request, State},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::provide_context;
use protocol::{
    ClientMessageId, ErrorCode, ErrorReply, Seq, Slug,
    event::{Cursor, HistoryRequest},
    limits::DEFAULT_HISTORY,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{HttpState, error, headers, visitor::Visitor};
use crate::actions::Actor;

#[derive(Deserialize)]
pub(super) struct Place {
    before: Option<String>,
}

/// #lobby: its latest messages, or those before a place.
pub(super) async fn lobby(
    State(state): State<HttpState>,
    visitor: Visitor,
    Query(place): Query<Place>,
) -> Response {
    let page = match cursor(&place) {
        Ok(at) => room_page(&state, &visitor.actor, at, new_form()).await,
        Err(error) => Err(error),
    };
    let response = match page {
        Ok(page) => render(&state, StatusCode::OK, Page::Room(Box::new(page))).await,
        Err(error) => failed(&state, &error).await,
    };
    visitor.greet(response)
}

/// A file of the site, or the page that says that there is nothing here.
pub(super) async fn file_or_not_found(
    State(state): State<HttpState>,
    method: Method,
    uri: Uri,
    request: Request,
) -> Response {
    if method.is_safe()
        && let Some(file) = state.site.file(uri.path(), request.headers()).await
    {
        return file;
    }
    render(&state, StatusCode::NOT_FOUND, Page::NotFound).await
}

/// The room again, with the text that was not sent and the reason.
pub(super) async fn refused(
    state: &HttpState,
    actor: &Actor,
    client_id: &str,
    text: String,
    error: ErrorReply,
) -> Response {
    let form = ComposerForm {
        client_id: ClientMessageId::parse(client_id).unwrap_or_else(|_| Uuid::new_v4().into()),
        text,
        error: Some(error.message),
    };
    match room_page(state, actor, Cursor::Latest, form).await {
        Ok(page) => render(state, error::status(error.code), Page::Room(Box::new(page))).await,
        Err(error) => failed(state, &error).await,
    }
}

/// A page that says what went wrong and what to do.
pub(super) async fn failed(state: &HttpState, error: &ErrorReply) -> Response {
    failed_with(state, error::status(error.code), error).await
}

/// The same with another status.
pub(super) async fn failed_with(
    state: &HttpState,
    status: StatusCode,
    error: &ErrorReply,
) -> Response {
    let id = Uuid::new_v4().simple().to_string();
    let id = id.get(..8).unwrap_or(&id).to_owned();
    if status.is_server_error() {
        tracing::error!(%id, code = ?error.code, "a page failed");
    }
    let page = Page::Problem(Problem {
        message: error.message.clone(),
        id: status.is_server_error().then_some(id),
    });
    render(state, status, page).await
}

fn cursor(place: &Place) -> Result<Cursor, ErrorReply> {
    let Some(before) = &place.before else {
        return Ok(Cursor::Latest);
    };
    before
        .parse()
        .ok()
        .and_then(Seq::new)
        .map(Cursor::Before)
        .ok_or_else(|| {
            ErrorReply::new(
                ErrorCode::InvalidPayload,
                "There is no such place in the room: `before` is the number of a message.",
            )
        })
}

fn new_form() -> ComposerForm {
    ComposerForm {
        client_id: Uuid::new_v4().into(),
        text: String::new(),
        error: None,
    }
}

async fn room_page(
    state: &HttpState,
    actor: &Actor,
    at: Cursor,
    composer: ComposerForm,
) -> Result<RoomPageData, ErrorReply> {
    let rooms = state.actions.rooms(actor).await?;
    let room = state.actions.room_by_slug(actor, &Slug::lobby()).await?;
    let request = HistoryRequest {
        room: room.id,
        at,
        limit: DEFAULT_HISTORY,
    };
    let page = state.actions.history(actor, request).await?;
    Ok(RoomPageData {
        me: actor.member.clone(),
        rooms,
        room,
        page,
        is_older_page: at != Cursor::Latest,
        composer,
    })
}

async fn render(state: &HttpState, status: StatusCode, page: Page) -> Response {
    let assets = state.site.paths().clone();
    let reload_port = assets.reload_port;
    let set_policy = move || {
        let nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string());
        let policy = headers::page_policy(&nonce.unwrap_or_default(), reload_port);
        if let (Ok(policy), Some(options)) = (
            HeaderValue::from_str(&policy),
            leptos::prelude::use_context::<leptos_axum::ResponseOptions>(),
        ) {
            options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
        provide_context(assets.clone());
        provide_context(page.clone());
    };
    let handler = leptos_axum::render_app_async_with_context(set_policy, app::shell);
    let mut response = handler(Request::new(Body::empty())).await.into_response();
    *response.status_mut() = status;
    // A page shows what is said now, and to whom: nobody else may keep it.
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}
