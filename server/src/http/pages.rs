//! Responses with pages that `app` renders.

use app::pages::{Document, NotFoundPage, Page, ProblemPage};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};
use uuid::Uuid;

use crate::{
    actions::limits::Kind,
    http::{HttpState, error, headers, request_limit},
};

/// A static file, or the page for "not found".
pub(crate) async fn file_or_not_found(
    State(state): State<HttpState>,
    method: Method,
    uri: Uri,
    request: Request,
) -> Response {
    if let Err(refused) = request_limit::pay_for(&request, Kind::File).await {
        return refused;
    }
    if method.is_safe()
        && let Some(file) = state.site.file(uri.path(), request.headers()).await
    {
        return file;
    }
    if let Err(refused) = request_limit::pay_for(&request, Kind::Read).await {
        return refused;
    }
    not_found(&state).await
}

/// The page for "not found".
pub(crate) async fn not_found(state: &HttpState) -> Response {
    render(state, StatusCode::NOT_FOUND, NotFoundPage).await
}

/// The answer to a method that a path does not support: most often the path of a form, reloaded or
/// typed in.
pub(crate) async fn wrong_method(State(state): State<HttpState>, request: Request) -> Response {
    if let Err(refused) = request_limit::pay_for(&request, Kind::Read).await {
        return refused;
    }
    let error = ErrorReply::new(
        ErrorCode::InvalidPayload,
        "There is no page at this address: it only accepts forms that are sent from another page. \
         Go back to that page.",
    );
    failed_with(&state, StatusCode::METHOD_NOT_ALLOWED, &error).await
}

/// A page that says what went wrong and what to do.
pub(crate) async fn failed(state: &HttpState, error: &ErrorReply) -> Response {
    failed_with(state, error::status(error.code), error).await
}

/// The same with another status.
pub(crate) async fn failed_with(
    state: &HttpState,
    status: StatusCode,
    error: &ErrorReply,
) -> Response {
    let id = Uuid::new_v4().simple().to_string();
    let id = id.get(..8).unwrap_or(&id).to_owned();
    if status.is_server_error() {
        tracing::error!(%id, code = ?error.code, "a page failed");
    }
    let page = ProblemPage {
        message: error.message.clone(),
        id: status.is_server_error().then_some(id),
    };
    let mut response = render(state, status, page).await;
    request_limit::set_retry_after(response.headers_mut(), error.code);
    response
}

/// Renders a page with this status.
pub(crate) async fn render(state: &HttpState, status: StatusCode, page: impl Page) -> Response {
    render_document(state, status, Document::of(page)).await
}

async fn render_document(state: &HttpState, status: StatusCode, document: Document) -> Response {
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
    };
    let shell = move || app::shell(document.clone(), assets.clone());
    let handler = leptos_axum::render_app_async_with_context(set_policy, shell);
    let mut response = handler(Request::new(Body::empty())).await.into_response();
    *response.status_mut() = status;
    // A page shows current data of one viewer: it must not be cached.
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}
