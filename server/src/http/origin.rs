//! Refuses state-changing requests from pages of other sites. Programs other than browsers are
//! allowed: they do not send a cookie unless told to.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};

use crate::http::security::host::Host;
use crate::http::security::origin::{self, RequestOrigin, UNCONFIGURED};
use crate::http::{HttpState, error::JsonError, pages};

pub(crate) async fn guard(
    State(state): State<HttpState>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let headers = request.headers();
    let message = match source(headers, &state) {
        RequestOrigin::Own => return next.run(request).await,
        // While setup is open, only loopback clients connect, and they need no other host name.
        RequestOrigin::NoPage if !(state.setup.is_open() && calls_by_name(headers, &state)) => {
            return next.run(request).await;
        }
        RequestOrigin::Foreign => FOREIGN,
        RequestOrigin::Unconfigured | RequestOrigin::NoPage => UNCONFIGURED,
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

/// Whether the `Host` header is a name that is not configured.
pub(crate) fn calls_by_name(headers: &HeaderMap, state: &HttpState) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    state.public_origin.is_none() && host.is_some_and(|host| Host::read(host) == Host::Name)
}

fn source(headers: &HeaderMap, state: &HttpState) -> RequestOrigin {
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
