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
    let source = source(headers, &state);
    let message = match source {
        RequestOrigin::Own => return next.run(request).await,
        // While setup is open, only loopback clients connect, and they need no other host name.
        RequestOrigin::NoPage if !(state.setup.is_open() && calls_by_name(headers, &state)) => {
            return next.run(request).await;
        }
        RequestOrigin::Foreign => foreign(headers),
        RequestOrigin::Unconfigured | RequestOrigin::NoPage => UNCONFIGURED.into(),
    };
    let error = ErrorReply::new(ErrorCode::ForeignOrigin, message);
    let accepted = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    if source != RequestOrigin::Foreign && accepted.is_some_and(|it| it.contains("text/html")) {
        return pages::failed(&state, &error).await;
    }
    JsonError(error).into_response()
}

/// For the API, which pages of any origin may use: only a page of this server has a session there
/// by its cookie.
pub(crate) async fn without_foreign_cookie(
    State(state): State<HttpState>,
    mut request: Request,
    next: Next,
) -> Response {
    match source(request.headers(), &state) {
        RequestOrigin::Own | RequestOrigin::NoPage => {}
        RequestOrigin::Foreign | RequestOrigin::Unconfigured => {
            request.headers_mut().remove(header::COOKIE);
        }
    }
    next.run(request).await
}

/// Names the header that says so, as a proxy may have changed it.
fn foreign(headers: &HeaderMap) -> String {
    let names = [header::ORIGIN, FETCH_SITE, header::REFERER];
    let said = names.into_iter().find_map(|name| {
        let value = headers.get(&name)?.to_str().ok()?;
        let value: String = value.chars().take(MAX_SHOWN).collect();
        Some(format!("{name}: {value}"))
    });
    let said = said.unwrap_or_default();
    format!(
        "This request comes from another site's page: it has the header \u{201C}{said}\u{201D}. \
         Open Natter's own page and try again. If this is Natter's own page, check --public-url, \
         and that no proxy changes this header."
    )
}

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Characters of a header that are shown.
const MAX_SHOWN: usize = 100;

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
            fetch_site: text(FETCH_SITE),
            referer: text(header::REFERER),
            host: text(header::HOST),
        },
        state.public_origin.as_deref(),
    )
}
