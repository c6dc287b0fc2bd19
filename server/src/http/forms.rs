//! What plain forms do: the same as socket events, for a page whose script has not come yet or
//! never will. Each redirects afterwards, so that a reload repeats nothing.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{
    ClientMessageId, DisplayName, ErrorCode, ErrorReply, MessageBody, Slug,
    event::{SendRequest, SetNameRequest},
};
use serde::Deserialize;

use super::{HttpState, pages, text_form::TextForm, visitor::Visitor};

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
    TextForm(form): TextForm<MessageForm>,
) -> Response {
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
    TextForm(form): TextForm<NameForm>,
) -> Response {
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
