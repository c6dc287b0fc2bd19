//! The plain form with which visitors change their name.

use app::pages::{account::visitor_name::form::RenameVisitor, form::Form};
use axum::{extract::State, response::IntoResponse};
use protocol::event::SetNameRequest;

use crate::http::{HttpState, error::PageResult, extract::Posted, redirect::see, viewer::Viewer};

pub(crate) async fn rename(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    let request = SetNameRequest {
        name: RenameVisitor::parse(&fields)?.name,
    };
    state.actions.set_name(&viewer.actor, request).await?;
    Ok(see("/").into_response())
}
