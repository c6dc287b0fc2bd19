//! JSON that a program or a script sends.

use axum::{
    Json,
    extract::{FromRequest, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};
use serde::de::DeserializeOwned;

use crate::http::{HttpState, error::JsonError};

/// A body of JSON; one that cannot be read is answered with an error as JSON.
pub(in crate::http) struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<HttpState> for JsonBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, Response> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refuse(rejection.into_response().status())),
        }
    }
}

/// The reason is told by the status alone: axum's own words can hold a part of what was sent, which
/// may be a password.
fn refuse(status: StatusCode) -> Response {
    let message = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            "This address takes JSON. Send it with the header “content-type: application/json”."
        }
        StatusCode::UNPROCESSABLE_ENTITY => {
            "The JSON has not the fields that this address takes. See docs/protocol.md."
        }
        _ => "The body is no JSON.",
    };
    let mut response =
        JsonError(ErrorReply::new(ErrorCode::InvalidPayload, message)).into_response();
    *response.status_mut() = status;
    response
}
