//! What an address names.

use axum::{
    extract::{FromRequestParts, Path as AnyPath},
    http::request::Parts,
    response::Response,
};
use serde::de::DeserializeOwned;

use crate::http::{HttpState, pages};

/// The named parts of a path. Where they are no text they name nothing, so nothing is found there.
pub(in crate::http) struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<HttpState> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Response> {
        match AnyPath::from_request_parts(parts, state).await {
            Ok(AnyPath(named)) => Ok(Self(named)),
            Err(_) => Err(pages::not_found(state).await),
        }
    }
}
