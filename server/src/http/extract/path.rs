//! Path parameters.

use axum::{
    extract::{FromRequestParts, Path as AnyPath},
    http::request::Parts,
    response::Response,
};
use serde::de::DeserializeOwned;

use crate::http::{HttpState, pages};

/// The parameters of a path. If they are not UTF-8, they name nothing, so the answer is "not
/// found".
pub(crate) struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<HttpState> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Response> {
        match AnyPath::from_request_parts(parts, state).await {
            Ok(AnyPath(named)) => Ok(Self(named)),
            Err(_) => Err(pages::not_found(state).await),
        }
    }
}
