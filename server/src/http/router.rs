//! All addresses in one router, with what is done for each of them.

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, MatchedPath},
    middleware,
};
use protocol::limits::MAX_BODY_CHARS;
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType},
    trace::{DefaultOnFailure, TraceLayer},
};
use tracing::Level;

use super::{
    HttpState, Route, account, auth, error, headers, health, later, messages, origin, pages,
    people, request_limit::RequestLimiter, rooms, routes::Routes, security::cors::any_page,
    workspace,
};

/// Largest form: the longest message at twelve bytes a character, which is what a form makes of an
/// emoji, with its other fields.
const MAX_FORM_BYTES: usize = MAX_BODY_CHARS * 12 + 4096;

/// The whole router, including the Socket.IO routes.
pub fn router(state: HttpState, sockets: Router) -> Router {
    // Pages are rendered by tasks of this runtime; an error means that it was initialized before.
    let _ = any_spawner::Executor::init_tokio();
    let limiter = RequestLimiter::new(state.clone());
    let (api, pages) = all().into_routers();
    let api = api
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            origin::without_foreign_cookie,
        ))
        .layer(Extension(limiter.clone()))
        .layer(any_page())
        .with_state(state.clone());
    let pages = pages
        .fallback(pages::file_or_not_found)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(middleware::from_fn_with_state(
            state.clone(),
            error::render_errors,
        ))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(middleware::from_fn_with_state(state.clone(), origin::guard))
        .layer(compression())
        .layer(Extension(limiter))
        .with_state(state);
    pages
        .merge(api)
        .merge(sockets)
        .layer(middleware::from_fn(headers::secure))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                // Failures of the server are logged where they occur. All others are refusals,
                // which any client can cause in any number.
                .on_failure(DefaultOnFailure::new().level(Level::DEBUG)),
        )
}

/// Does not compress what is compressed already.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = DefaultPredicate::new().and(NotForContentType::const_new("application/zip"));
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(worth_it)
}

/// All routes except those of Socket.IO, for tests that check each against the table of
/// permissions.
pub fn routes() -> Vec<Route> {
    all().into_list()
}

fn all() -> Routes {
    let features = [
        health::routes,
        auth::routes,
        rooms::routes,
        messages::routes,
        later::routes,
        people::routes,
        account::routes,
        workspace::routes,
    ];
    let mut routes = Routes::default();
    for feature in features {
        routes = feature(routes);
    }
    routes
}

/// Logs only the path's pattern, neither the path itself nor query and headers: they may contain
/// secrets.
fn span(request: &axum::extract::Request) -> tracing::Span {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), path)
}
