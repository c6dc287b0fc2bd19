//! Turns errors into responses; the only place that decides their status.

use app::pages::form::{Field, FormErrors};
use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::{Ack, ErrorCode, ErrorReply};

use crate::http::{HttpState, pages, request_limit::set_retry_after};

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

/// Why there is no page to show. Handlers return it by `?`.
pub(crate) enum PageError {
    /// Shown on a page of its own.
    Failed(StatusCode, ErrorReply),
    /// Another answer, such as a redirect.
    Instead(Box<Response>),
}

pub(crate) type PageResult = Result<Response, PageError>;

impl From<ErrorReply> for PageError {
    fn from(error: ErrorReply) -> Self {
        Self::Failed(status(error.code), error)
    }
}

impl From<Response> for PageError {
    fn from(response: Response) -> Self {
        Self::Instead(Box::new(response))
    }
}

/// A form that is refused where there is nothing to show it on again.
impl From<FormErrors> for PageError {
    fn from(errors: FormErrors) -> Self {
        let sentences = errors.fields.into_iter().map(|error| error.sentence);
        let all: Vec<_> = errors.general.into_iter().chain(sentences).collect();
        let error = ErrorReply::new(ErrorCode::InvalidPayload, all.join(" "));
        Self::Failed(StatusCode::UNPROCESSABLE_ENTITY, error)
    }
}

/// On a response that has no page yet.
#[derive(Clone)]
struct WithoutPage(StatusCode, ErrorReply);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::Instead(response) => *response,
            Self::Failed(status, error) => {
                let mut response = status.into_response();
                response.extensions_mut().insert(WithoutPage(status, error));
                response
            }
        }
    }
}

/// Middleware that renders the page of a [`PageError`], which has no state to do it.
pub(crate) async fn render_errors(
    State(state): State<HttpState>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<WithoutPage>() {
        Some(WithoutPage(status, error)) => pages::failed_with(&state, status, &error).await,
        None => response,
    }
}

/// Why a form was refused, and the status of the response.
pub(crate) struct Refused {
    pub status: StatusCode,
    pub errors: FormErrors,
}

impl From<FormErrors> for Refused {
    fn from(errors: FormErrors) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            errors,
        }
    }
}

impl From<ErrorReply> for Refused {
    fn from(error: ErrorReply) -> Self {
        Self {
            status: status(error.code),
            errors: FormErrors::general(error.message),
        }
    }
}

impl Refused {
    /// An error that is said beside a field.
    pub(crate) fn field(field: Field, error: ErrorReply) -> Self {
        Self {
            status: status(error.code),
            errors: FormErrors::of(field, error.message),
        }
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
        ErrorCode::Taken
        | ErrorCode::LimitReached
        | ErrorCode::ClientIdReused
        | ErrorCode::ConfirmationRequired => StatusCode::CONFLICT,
        ErrorCode::Spent => StatusCode::GONE,
        ErrorCode::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::TooManyConnections | ErrorCode::ShuttingDown | ErrorCode::StorageUnavailable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ErrorCode::Internal | ErrorCode::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
