//! What pages of other origins may ask for: sockets and sessions, by a token.
//!
//! Without credentials: browsers then send no cookie along, and let no page read an answer to which
//! they did. A token works from anywhere, as only who has it can send it.

use std::time::Duration;

use axum::http::{Method, header};
use tower_http::cors::{Any, CorsLayer};

/// How long a browser may remember the permission.
const MAX_AGE: Duration = Duration::from_secs(60 * 60);

/// Lets pages of any origin use an address.
pub fn any_page() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION])
        .expose_headers([header::RETRY_AFTER])
        .max_age(MAX_AGE)
}
