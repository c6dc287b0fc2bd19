//! Who looks at a page: the member of the cookie's session, or a new guest.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};

use super::{HttpState, pages};
use crate::{actions::Actor, domain::token::Token};

/// The visitor, and the cookie that a new one gets.
pub(super) struct Visitor {
    pub actor: Actor,
    new_session: Option<HeaderValue>,
}

impl Visitor {
    /// Adds the cookie to the response.
    pub(super) fn greet(self, response: impl IntoResponse) -> Response {
        let mut response = response.into_response();
        if let Some(cookie) = self.new_session {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

impl FromRequestParts<HttpState> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &HttpState,
    ) -> Result<Self, Self::Rejection> {
        match visitor(parts, state).await {
            Ok(visitor) => Ok(visitor),
            Err(error) => Err(pages::failed(state, &error).await),
        }
    }
}

async fn visitor(parts: &Parts, state: &HttpState) -> Result<Visitor, ErrorReply> {
    let internal = || ErrorReply::new(ErrorCode::Internal, "The server could not make a session.");
    let address = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .ok_or_else(internal)?
        .0
        .ip();
    if let Some(token) = token(parts, state)
        && let Some(member) = state.actions.sign_in(&token).await?
    {
        return Ok(Visitor {
            actor: Actor { member, address },
            new_session: None,
        });
    }
    let session = state.actions.create_guest(address, None).await?;
    let token = Token::parse(&session.token).ok_or_else(internal)?;
    let cookie = HeaderValue::from_str(&state.cookie.set(&token)).map_err(|_| internal())?;
    Ok(Visitor {
        actor: Actor {
            member: session.member,
            address,
        },
        new_session: Some(cookie),
    })
}

fn token(parts: &Parts, state: &HttpState) -> Option<Token> {
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .find_map(|header| state.cookie.read(header))
}
