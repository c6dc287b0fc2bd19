//! JSON bodies from programs and scripts.

use axum::{
    Json,
    extract::{FromRequest, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};
use serde::de::DeserializeOwned;

use crate::http::{HttpState, error::JsonError};

/// A JSON body; one that cannot be read is answered with an error as JSON.
pub(crate) struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<HttpState> for JsonBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, Response> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refuse(rejection.into_response().status())),
        }
    }
}

/// Only the status tells the reason: axum's own messages can contain a part of the body, which may
/// be a password.
fn refuse(status: StatusCode) -> Response {
    let message = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            "This address takes JSON. Send it with the header “content-type: application/json”."
        }
        StatusCode::UNPROCESSABLE_ENTITY => {
            "The JSON does not have the fields that this address expects. See docs/protocol.md."
        }
        _ => "The body is not valid JSON.",
    };
    let mut response =
        JsonError(ErrorReply::new(ErrorCode::InvalidPayload, message)).into_response();
    *response.status_mut() = status;
    response
}
