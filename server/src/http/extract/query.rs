//! Query strings.

use axum::{
    extract::{FromRequestParts, Query as AnyQuery},
    http::{StatusCode, request::Parts},
    response::Response,
};
use protocol::{ErrorCode, ErrorReply};
use serde::de::DeserializeOwned;

use super::is_text;
use crate::http::{HttpState, pages};

/// A query; one that cannot be read is answered with an error page.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<HttpState> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Response> {
        if is_text(parts.uri.query().unwrap_or_default().as_bytes())
            && let Ok(AnyQuery(query)) = AnyQuery::try_from_uri(&parts.uri)
        {
            return Ok(Self(query));
        }
        let error = ErrorReply::new(
            ErrorCode::InvalidPayload,
            "The part of this address after the question mark cannot be read. Remove it, or go \
             back and follow the link again.",
        );
        Err(pages::failed_with(state, StatusCode::BAD_REQUEST, &error).await)
    }
}
