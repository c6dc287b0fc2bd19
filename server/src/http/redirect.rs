//! Redirects.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};

/// Answers a form with `303 See Other`, so that a reload does not repeat it. The path must be one
/// of ours; one that is not a valid header value leads to the first page.
pub(crate) fn see(path: &str) -> impl IntoResponse + use<> {
    let location = HeaderValue::from_str(path).unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)])
}

/// The path from a request, if it leads to one of our pages, or the first page.
pub(crate) fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|b| b.is_ascii_graphic());
    if is_own { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_from_outside_leads_nowhere_else() {
        assert_eq!(own_path("/r/design?before=5"), "/r/design?before=5");
        for bad in [
            "",
            "https://evil.test",
            "//evil.test",
            "/\\evil.test",
            "/a\r\nb",
            "javascript:x",
        ] {
            assert_eq!(own_path(bad), "/", "{bad}");
        }
    }
}
