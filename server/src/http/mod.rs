//! Pages, forms, files and health over HTTP. Routes are listed in [`router`]; each handler calls
//! [`actions`](crate::actions) and holds no rules of its own.

mod api;
pub mod assets;
mod error;
mod forms;
mod headers;
mod health;
mod origin;
mod pages;
mod text_form;
mod visitor;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use protocol::limits::MAX_BODY_CHARS;
use tower_http::{CompressionLevel, compression::CompressionLayer, trace::TraceLayer};

use crate::{actions::Actions, domain::session_cookie::CookieKind};
use assets::Site;

/// What handlers need.
#[derive(Clone)]
pub struct HttpState {
    /// The use cases.
    pub actions: Actions,
    /// Where the browser's files come from.
    pub site: Site,
    /// How the session cookie is called.
    pub cookie: CookieKind,
    /// Origin of the public address, if one is configured.
    pub public_origin: Option<String>,
}

/// Largest form: the longest message at twelve bytes a character, which is what a form makes of an
/// emoji, with its other fields.
const MAX_FORM_BYTES: usize = MAX_BODY_CHARS * 12 + 4096;

/// All that is served, with the sockets' routes beside the pages.
pub fn router(state: HttpState, sockets: Router) -> Router {
    // Pages are rendered by tasks of this runtime; an error says that this was settled before.
    let _ = any_spawner::Executor::init_tokio();
    let pages = Router::new()
        .route("/", get(pages::lobby))
        .route("/r/{slug}/messages", post(forms::post_message))
        .route("/name", post(forms::rename))
        .route("/api/guest-session", post(api::guest_session))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(pages::file_or_not_found)
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(middleware::from_fn_with_state(state.clone(), origin::guard))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(state);
    pages
        .merge(sockets)
        .layer(middleware::from_fn(headers::secure))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// Neither query nor headers are logged: they may hold secrets.
fn span(request: &axum::extract::Request) -> tracing::Span {
    tracing::debug_span!("request", method = %request.method(), path = request.uri().path())
}
