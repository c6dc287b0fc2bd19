//! Forms whose bytes are text. axum's own extractor puts a replacement character in the place of
//! bytes that are none; what people send is to be kept as it is or refused.

use axum::{
    body::Bytes,
    extract::{Form, FromRequest, RawForm, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode;
use protocol::{ErrorCode, ErrorReply};
use serde::de::DeserializeOwned;

use super::{HttpState, pages};

/// A form; one that cannot be read is answered with a page that says so.
pub(super) struct TextForm<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequest<HttpState> for TextForm<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &HttpState) -> Result<Self, Response> {
        match read(request).await {
            Ok(form) => Ok(Self(form)),
            Err(status) => Err(refuse(state, status).await),
        }
    }
}

async fn read<T: DeserializeOwned>(request: Request) -> Result<T, StatusCode> {
    let RawForm(bytes) = RawForm::from_request(request, &())
        .await
        .map_err(|rejection| rejection.into_response().status())?;
    if percent_decode(&bytes).decode_utf8().is_err() {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let Form(form) = Form::from_request(as_form(bytes), &())
        .await
        .map_err(|rejection| rejection.into_response().status())?;
    Ok(form)
}

fn as_form(bytes: Bytes) -> Request {
    let mut request = Request::new(bytes.into());
    *request.method_mut() = axum::http::Method::POST;
    let kind = axum::http::HeaderValue::from_static("application/x-www-form-urlencoded");
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

/// A line that may be empty: trimmed, with single spaces.
pub(super) fn one_line(text: &str, most: usize) -> Result<String, String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    within(line, most)
}

/// Some lines that may be empty.
pub(super) fn some_lines(text: &str, most: usize) -> Result<String, String> {
    within(text.replace("\r\n", "\n").trim().to_owned(), most)
}

fn within(text: String, most: usize) -> Result<String, String> {
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err("It holds characters that nobody can see. Write it again.".into());
    }
    if text.chars().count() > most {
        return Err(format!("It is too long: at most {most} characters."));
    }
    Ok(text)
}
