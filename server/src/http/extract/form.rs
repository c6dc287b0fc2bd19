use app::pages::form;
use axum::{
    body::Bytes,
    extract::{Form, FromRequest, RawForm, Request},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};

use super::is_text;
use crate::http::{HttpState, pages};

/// A form as it was sent; one that cannot be read is answered with an error page.
pub(crate) struct Posted(pub form::RawForm);

impl FromRequest<HttpState> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, Response> {
        match read(request).await {
            Ok(form) => Ok(Self(form)),
            Err(status) => Err(refuse(state, status).await),
        }
    }
}

async fn read(request: Request) -> Result<form::RawForm, StatusCode> {
    let RawForm(bytes) = RawForm::from_request(request, &())
        .await
        .map_err(|rejection| rejection.into_response().status())?;
    if !is_text(&bytes) {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let Form(fields) = Form::<Vec<(String, String)>>::from_request(as_form(bytes), &())
        .await
        .map_err(|rejection| rejection.into_response().status())?;
    Ok(fields.into())
}

fn as_form(bytes: Bytes) -> Request {
    let mut request = Request::new(bytes.into());
    *request.method_mut() = Method::POST;
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    request
}

async fn refuse(state: &HttpState, status: StatusCode) -> Response {
    let message = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "The form is too large. Send the text in parts.",
        _ => "The form cannot be read. Go back, reload the page and try again.",
    };
    let error = ErrorReply::new(ErrorCode::InvalidPayload, message);
    pages::failed_with(state, status, &error).await
}
