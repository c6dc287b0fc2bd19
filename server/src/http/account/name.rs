//! The plain form with which visitors change their name.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use protocol::{DisplayName, ErrorCode, ErrorReply, event::SetNameRequest};
use serde::Deserialize;

use crate::http::{HttpState, extract::TextForm, pages, redirect::see, viewer::Viewer};

#[derive(Deserialize)]
pub(crate) struct NameForm {
    name: String,
}

pub(crate) async fn rename(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(form): TextForm<NameForm>,
) -> Response {
    let renamed = match DisplayName::parse(&form.name) {
        Ok(name) => {
            let request = SetNameRequest { name };
            state.actions.set_name(&viewer.actor, request).await
        }
        Err(reason) => Err(ErrorReply::new(
            ErrorCode::InvalidName,
            format!("The name was not changed: {reason}."),
        )),
    };
    match renamed {
        Ok(_) => see("/").into_response(),
        Err(error) => pages::failed(&state, &error).await,
    }
}
