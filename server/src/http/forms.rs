//! What plain forms do: the same as socket events, for a page whose script has not come yet or
//! never will. Each redirects afterwards, so that a reload repeats nothing.

use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{
    ClientMessageId, DisplayName, ErrorCode, ErrorReply, MessageBody, Slug,
    event::{SendRequest, SetNameRequest},
};
use serde::Deserialize;

use super::{HttpState, pages, visitor::Visitor};

#[derive(Deserialize)]
pub(super) struct MessageForm {
    client_id: String,
    body: String,
}

#[derive(Deserialize)]
pub(super) struct NameForm {
    name: String,
}

/// Posts a message. The hidden client id makes a double click or a resent form harmless.
pub(super) async fn post_message(
    State(state): State<HttpState>,
    visitor: Visitor,
    Path(slug): Path<String>,
    form: Result<Form<MessageForm>, FormRejection>,
) -> Response {
    let form = match form {
        Ok(Form(form)) => form,
        Err(rejection) => return unreadable(&state, &rejection).await,
    };
    match try_post(&state, &visitor, &slug, &form).await {
        Ok(()) => visitor.greet(see("/")),
        Err(error) if error.code == ErrorCode::NotFound => pages::failed(&state, &error).await,
        Err(error) => {
            let page = pages::refused(&state, &visitor.actor, &form.client_id, form.body, error);
            let page = page.await;
            visitor.greet(page)
        }
    }
}

async fn try_post(
    state: &HttpState,
    visitor: &Visitor,
    slug: &str,
    form: &MessageForm,
) -> Result<(), ErrorReply> {
    let no_room = |_| ErrorReply::new(ErrorCode::NotFound, "There is no such room for you.");
    let slug = Slug::parse(slug).map_err(no_room)?;
    let room = state.actions.room_by_slug(&visitor.actor, &slug).await?;
    let client_id = ClientMessageId::parse(&form.client_id).map_err(|_| {
        ErrorReply::new(
            ErrorCode::InvalidPayload,
            "The form was not complete. Press Send again.",
        )
    })?;
    let body = MessageBody::parse(&form.body).map_err(|reason| {
        ErrorReply::new(ErrorCode::InvalidBody, format!("Not sent: {reason}."))
    })?;
    let request = SendRequest {
        room: room.id,
        client_id,
        body,
    };
    state.actions.send(&visitor.actor, request).await.map(drop)
}

/// Takes another name.
pub(super) async fn rename(
    State(state): State<HttpState>,
    visitor: Visitor,
    form: Result<Form<NameForm>, FormRejection>,
) -> Response {
    let form = match form {
        Ok(Form(form)) => form,
        Err(rejection) => return unreadable(&state, &rejection).await,
    };
    let renamed = match DisplayName::parse(&form.name) {
        Ok(name) => {
            let request = SetNameRequest { name };
            state.actions.set_name(&visitor.actor, request).await
        }
        Err(reason) => Err(ErrorReply::new(
            ErrorCode::InvalidName,
            format!("The name was not changed: {reason}."),
        )),
    };
    match renamed {
        Ok(_) => visitor.greet(see("/")),
        Err(error) => {
            let page = pages::failed(&state, &error).await;
            visitor.greet(page)
        }
    }
}

fn see(path: &'static str) -> impl IntoResponse {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)])
}

async fn unreadable(state: &HttpState, rejection: &FormRejection) -> Response {
    let message = match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => "The form is too large. Send the text in parts.",
        _ => "The form cannot be read. Go back, reload the page and try again.",
    };
    let error = ErrorReply::new(ErrorCode::InvalidPayload, message);
    pages::failed_with(state, rejection.status(), &error).await
}
