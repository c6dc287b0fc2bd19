//! What the request that opened a transport shows: which session, page and address.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, HeaderName, header, request::Parts},
};
use protocol::{ConnectAuth, ErrorCode, ErrorReply};

use crate::actions::Origin;
use crate::http::security::origin::{self, RequestOrigin};
use crate::http::security::{cookie::CookieKind, user_agent};
use domain::token::Token;

/// How pages of this server are recognised.
#[derive(Clone, Debug)]
pub(super) struct Trust {
    pub public_origin: Option<Arc<str>>,
    pub cookie: CookieKind,
}

/// The client's address. Only a request that did not arrive over TCP has none.
fn address(parts: &Parts) -> IpAddr {
    parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(Ipv4Addr::UNSPECIFIED.into(), |info| info.0.ip())
}

/// The client's address and user agent.
pub(super) fn origin(parts: &Parts) -> Origin {
    let agent = text(&parts.headers, header::USER_AGENT).unwrap_or_default();
    Origin {
        address: address(parts),
        browser: user_agent::in_words(agent),
        agent: agent.into(),
    }
}

/// The token of the CONNECT, or else the cookie's if the page is ours.
///
/// A token is passed deliberately, so it counts from any page. Browsers add the cookie by
/// themselves, also to requests of foreign pages, so it counts from our pages only.
pub(super) fn token(parts: &Parts, auth: &ConnectAuth, trust: &Trust) -> Result<Token, ErrorReply> {
    if let Some(text) = &auth.token {
        return Token::parse(text).ok_or_else(no_session);
    }
    let headers = &parts.headers;
    let source = origin::source(
        origin::Headers {
            origin: text(headers, header::ORIGIN),
            fetch_site: text(headers, HeaderName::from_static("sec-fetch-site")),
            referer: text(headers, header::REFERER),
            host: text(headers, header::HOST),
        },
        trust.public_origin.as_deref(),
    );
    match source {
        RequestOrigin::Own => text(headers, header::COOKIE)
            .and_then(|cookie| trust.cookie.read(cookie))
            .ok_or_else(no_session),
        RequestOrigin::Foreign => Err(ErrorReply::new(
            ErrorCode::ForeignOrigin,
            "This page does not belong to the server: connect with a token in `auth`.",
        )),
        RequestOrigin::Unconfigured => Err(ErrorReply::new(
            ErrorCode::ForeignOrigin,
            origin::UNCONFIGURED,
        )),
        RequestOrigin::NoPage => Err(no_session()),
    }
}

/// A token in the handshake request itself, before the CONNECT. It only decides whether the
/// connection counts as one with a session.
pub(super) fn bearer(parts: &Parts) -> Option<Token> {
    let value = text(&parts.headers, header::AUTHORIZATION)?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| Token::parse(token))
        .flatten()
}

pub(super) fn no_session() -> ErrorReply {
    ErrorReply::new(
        ErrorCode::Unauthenticated,
        "There is no such session: sign in again, or connect with a valid token.",
    )
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
