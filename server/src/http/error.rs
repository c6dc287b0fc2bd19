//! Turns errors into responses; the only place that decides their status.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{Ack, ErrorCode, ErrorReply};

use crate::http::request_limit::set_retry_after;

/// An error as JSON, for programs.
pub(crate) struct JsonError(pub ErrorReply);

impl From<ErrorReply> for JsonError {
    fn from(error: ErrorReply) -> Self {
        Self(error)
    }
}

impl IntoResponse for JsonError {
    fn into_response(self) -> Response {
        let code = self.0.code;
        let mut response = (status(code), Json(Ack::<()>::Error(self.0))).into_response();
        set_retry_after(response.headers_mut(), code);
        response
    }
}

/// The HTTP status for an error code.
pub(crate) fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidPayload | ErrorCode::UnknownEvent => StatusCode::BAD_REQUEST,
        ErrorCode::InvalidBody | ErrorCode::InvalidName => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::ForeignOrigin | ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Taken | ErrorCode::LimitReached | ErrorCode::ClientIdReused => {
            StatusCode::CONFLICT
        }
        ErrorCode::Spent => StatusCode::GONE,
        ErrorCode::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::TooManyConnections | ErrorCode::ShuttingDown | ErrorCode::StorageUnavailable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ErrorCode::Internal | ErrorCode::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
