//! Files that are generated while they are downloaded.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::actions::Download;

/// Sends a file as an attachment. If generating it fails, the connection is aborted, so that an
/// incomplete file is not taken for a complete one.
pub(crate) fn file(kind: &'static str, name: &'static str, content: Download) -> Response {
    let name = format!("attachment; filename=\"{name}\"");
    // Our file names are always valid in the header; without one the browser asks for it.
    let disposition =
        HeaderValue::try_from(name).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, Body::from_stream(content)).into_response()
}
