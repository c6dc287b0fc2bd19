//! Files that are made while they are downloaded.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::actions::Download;

/// A file of that name, to be kept and not shown. When it breaks off the connection does too, so that
/// a part is not taken for the whole.
pub(super) fn file(kind: &'static str, name: &'static str, content: Download) -> Response {
    let name = format!("attachment; filename=\"{name}\"");
    // A name of ours is always valid there; without one the browser asks for it.
    let disposition =
        HeaderValue::try_from(name).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, Body::from_stream(content)).into_response()
}
