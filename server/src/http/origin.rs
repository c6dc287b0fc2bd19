//! Refuses requests that would change something and come from another site's page. Programs that
//! are no browser may: they carry no cookie that they were not given on purpose.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};

use super::{HttpState, error::JsonError};
use crate::domain::origin::{self, Source};

pub(super) async fn guard(
    State(state): State<HttpState>,
    request: Request,
    next: Next,
) -> Response {
    let source = source(request.headers(), &state);
    if !request.method().is_safe() && source == Source::Foreign {
        return JsonError(ErrorReply::new(
            ErrorCode::ForeignOrigin,
            "This request comes from another site's page. Open Natter's own page and try again.",
        ))
        .into_response();
    }
    next.run(request).await
}

fn source(headers: &HeaderMap, state: &HttpState) -> Source {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    origin::source(
        origin::Headers {
            origin: text(header::ORIGIN),
            fetch_site: text(HeaderName::from_static("sec-fetch-site")),
            host: text(header::HOST),
        },
        state.public_origin.as_deref(),
    )
}
