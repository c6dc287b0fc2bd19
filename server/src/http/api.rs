//! What programs ask over plain HTTP.

use std::net::SocketAddr;

use axum::{
    Json,
    extract::{ConnectInfo, State},
};
use protocol::GuestSession;

use super::{HttpState, error::JsonError};

/// A guest's session, whose token goes into the CONNECT of `/chat`.
pub(super) async fn guest_session(
    State(state): State<HttpState>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
) -> Result<Json<GuestSession>, JsonError> {
    Ok(Json(state.actions.create_guest(client.ip(), None).await?))
}
