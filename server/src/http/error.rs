//! From a refusal to a response: the one place that decides the status.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{Ack, ErrorCode, ErrorReply};

/// A refusal as JSON, for programs.
pub(super) struct JsonError(pub ErrorReply);

impl From<ErrorReply> for JsonError {
    fn from(error: ErrorReply) -> Self {
        Self(error)
    }
}

impl IntoResponse for JsonError {
    fn into_response(self) -> Response {
        let code = self.0.code;
        let mut response = (status(code), Json(Ack::<()>::Error(self.0))).into_response();
        if let ErrorCode::RateLimited { retry_after_ms } = code {
            let seconds = HeaderValue::from(retry_after_ms.div_ceil(1000));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// The status that says the same as the code.
pub(super) fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidPayload | ErrorCode::UnknownEvent => StatusCode::BAD_REQUEST,
        ErrorCode::InvalidBody | ErrorCode::InvalidName => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::ForeignOrigin | ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Taken => StatusCode::CONFLICT,
        ErrorCode::Spent => StatusCode::GONE,
        ErrorCode::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::TooManyConnections | ErrorCode::ShuttingDown | ErrorCode::StorageUnavailable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ErrorCode::Internal | ErrorCode::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
