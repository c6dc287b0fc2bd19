//! Refuses requests that would change something and come from another site's page. Programs that
//! are no browser may: they carry no cookie that they were not given on purpose.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};

use super::{HttpState, error::JsonError, pages};
use crate::http::security::host::Host;
use crate::http::security::origin::{self, Source, UNCONFIGURED};

pub(super) async fn guard(
    State(state): State<HttpState>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let headers = request.headers();
    let message = match source(headers, &state) {
        Source::Own => return next.run(request).await,
        // On one's own machine nobody needs another name.
        Source::NoPage if !(state.setup.is_open() && calls_by_name(headers, &state)) => {
            return next.run(request).await;
        }
        Source::Foreign => FOREIGN,
        Source::Unconfigured | Source::NoPage => UNCONFIGURED,
    };
    let error = ErrorReply::new(ErrorCode::ForeignOrigin, message);
    let accepted = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    if message == UNCONFIGURED && accepted.is_some_and(|kinds| kinds.contains("text/html")) {
        return pages::failed(&state, &error).await;
    }
    JsonError(error).into_response()
}

const FOREIGN: &str =
    "This request comes from another site's page. Open Natter's own page and try again.";

/// Whether the server is called by a name that nobody has configured.
pub(super) fn calls_by_name(headers: &HeaderMap, state: &HttpState) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    state.public_origin.is_none() && host.is_some_and(|host| Host::read(host) == Host::Name)
}

fn source(headers: &HeaderMap, state: &HttpState) -> Source {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    origin::source(
        origin::Headers {
            origin: text(header::ORIGIN),
            fetch_site: text(HeaderName::from_static("sec-fetch-site")),
            referer: text(header::REFERER),
            host: text(header::HOST),
        },
        state.public_origin.as_deref(),
    )
}
