//! The list of all emoji: a part of a page, for the picker's script. It is the same for everybody.

use std::sync::LazyLock;

use app::pages::emoji;
use axum::{
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
};

use crate::http::{error::PageResult, viewer::Viewer};

static LIST: LazyLock<String> = LazyLock::new(emoji::html);

pub(crate) async fn list(_: Viewer) -> PageResult {
    let day = HeaderValue::from_static("private, max-age=86400");
    Ok(([(header::CACHE_CONTROL, day)], Html(LIST.as_str())).into_response())
}
