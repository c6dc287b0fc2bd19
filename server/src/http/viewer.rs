//! Who looks at a page: the member of the cookie's session. Whoever has none is led to where they
//! get one, and learns nothing else of the place.

use std::{convert::Infallible, net::SocketAddr, str::FromStr};

use app::page_data::Frame;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderName, HeaderValue, Method, header, request::Parts, uri::Authority},
    response::{IntoResponse, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use protocol::{ErrorCode, ErrorReply};

use super::{HttpState, door, redirect::see, security::user_agent};
use crate::{
    actions::{Actor, Origin, accounts::Welcome},
    store::Instance,
};
use domain::authorise::{Action, Denied, Target, Who, decide};
use domain::token::Token;

/// Somebody with a session.
pub(super) struct Viewer {
    pub actor: Actor,
    /// The place, as they see it.
    pub place: Instance,
}

/// Where links lead that others shall open, such as `https://chat.example.org`.
pub(super) struct Base(pub String);

impl FromRequestParts<HttpState> for Base {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Infallible> {
        Ok(Self(base(parts, state)))
    }
}

impl Viewer {
    /// What stands around the pages of people with an account.
    pub(super) fn frame(&self) -> Frame {
        let who = Who::Here(self.actor.role);
        Frame {
            place: self.place.name.to_string(),
            me: self.actor.member.clone(),
            role: self.actor.role,
            may_create_rooms: decide(Action::CreateRoom, who, Target::Place).is_ok(),
        }
    }
}

/// Somebody, with a session or without.
pub(super) struct Passer {
    /// From where they come.
    pub origin: Origin,
    /// Whose session they bring.
    pub actor: Option<Actor>,
    pub token: Option<Token>,
    /// The place; nothing before it was set up.
    pub place: Option<Instance>,
    /// What the server is called in their address bar, with its port.
    pub host: String,
}

impl FromRequestParts<HttpState> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Response> {
        let passer = Passer::from_request_parts(parts, state).await?;
        let Some(place) = passer.place else {
            return Err(see("/setup").into_response());
        };
        match passer.actor {
            Some(actor) => Ok(Self { actor, place }),
            None => Err(see(&sign_in_address(parts)).into_response()),
        }
    }
}

/// Where to sign in, and to come back from there. Only a page can be come back to.
fn sign_in_address(parts: &Parts) -> String {
    let wanted = parts.uri.path_and_query().map(|path| path.as_str());
    match wanted {
        Some(path) if parts.method == Method::GET && path != "/" => {
            format!(
                "/sign-in?next={}",
                utf8_percent_encode(path, NON_ALPHANUMERIC)
            )
        }
        _ => "/sign-in".into(),
    }
}

impl FromRequestParts<HttpState> for Passer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Response> {
        match passer(parts, state).await {
            Ok(passer) => Ok(passer),
            Err(error) => Err(door::refused(parts, state, error).await),
        }
    }
}

async fn passer(parts: &mut Parts, state: &HttpState) -> Result<Passer, ErrorReply> {
    let origin = origin(parts).ok_or_else(|| {
        ErrorReply::new(ErrorCode::Internal, "The server does not know who asks.")
    })?;
    let token = door::token(&parts.headers, state.cookie);
    let place = state.actions.instance(token.as_ref()).await?;
    let account = match &token {
        Some(token) => state.actions.session(token, &origin).await?,
        None => None,
    };
    if account
        .as_ref()
        .is_some_and(|account| account.banned_until.is_some())
    {
        let banned = Denied::Banned.to_string();
        return Err(ErrorReply::new(ErrorCode::Forbidden, banned));
    }
    let actor = account.map(|account| Actor::new(account, origin.address));
    if let Some(actor) = &actor {
        door::pay_as(parts, state, actor)?;
    }
    Ok(Passer {
        actor,
        origin,
        token,
        place,
        host: text(parts, header::HOST).unwrap_or_default().into(),
    })
}

/// From where a request comes.
fn origin(parts: &Parts) -> Option<Origin> {
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip();
    let agent = text(parts, header::USER_AGENT);
    Some(Origin {
        address,
        browser: user_agent::in_words(agent.unwrap_or_default()),
        agent: agent.unwrap_or_default().into(),
    })
}

fn text(parts: &Parts, name: HeaderName) -> Option<&str> {
    parts
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
}

/// Where the server is found: at its public address, or else where this browser has found it. What it
/// listens on need not be an address that anybody can open.
fn base(parts: &Parts, state: &HttpState) -> String {
    let found = text(parts, header::HOST).and_then(|host| Authority::from_str(host).ok());
    match (&state.public_origin, found) {
        (None, Some(host)) => {
            let secure = format!("https://{host}");
            match text(parts, header::ORIGIN) {
                Some(origin) if origin.eq_ignore_ascii_case(&secure) => secure,
                _ => format!("http://{host}"),
            }
        }
        _ => state.base.clone(),
    }
}

/// Where somebody with a new account is led first: to a passkey, where there can be one.
pub(super) fn first_page(state: &HttpState, passer: &Passer) -> &'static str {
    let has_passkeys = state.actions.passkeys().is_ok();
    let bare = passer
        .host
        .rsplit_once(':')
        .map_or(&*passer.host, |(host, _)| host);
    // Passkeys belong to a name, so they don't work where the address is a number.
    if has_passkeys && bare.parse::<std::net::IpAddr>().is_err() && !bare.starts_with('[') {
        "/settings/passkeys?done=first"
    } else {
        "/"
    }
}

/// Where somebody is led who has signed in: to what others did to their account, if they were not
/// told, and else to where they wanted to go.
pub(super) fn after_sign_in<'a>(welcome: &Welcome, wanted: &'a str) -> &'a str {
    if welcome.has_security_news {
        "/settings/sessions?done=news"
    } else {
        wanted
    }
}

/// Leads to a page with a session's cookie. The session that the browser had before is over.
pub(super) async fn signed_in(
    state: &HttpState,
    before: Option<&Token>,
    token: &Token,
    to: &str,
) -> Response {
    with_session(state, before, token, see(to)).await
}

/// A response with a session's cookie. The session that the browser had before, a visitor's say, is
/// over.
pub(super) async fn with_session(
    state: &HttpState,
    before: Option<&Token>,
    token: &Token,
    response: impl IntoResponse,
) -> Response {
    if let Some(before) = before
        && let Err(error) = state.actions.sign_out(before).await
    {
        tracing::warn!(code = ?error.code, "an earlier session of a browser stays open");
    }
    with_cookie(response, &state.cookie.set(token))
}

/// Has the browser forget all that it keeps of the site beside cookies: the member's drafts and unsent
/// messages. It heeds that with https or on localhost alone; elsewhere `public/kept.js` does the same.
const FORGET: (HeaderName, HeaderValue) = (
    HeaderName::from_static("clear-site-data"),
    HeaderValue::from_static("\"storage\""),
);

/// Leads to where one signs in, and takes the session's cookie away with all that the browser keeps.
pub(super) fn signed_out(state: &HttpState) -> Response {
    let (name, value) = FORGET;
    let mut response = with_cookie(see("/sign-in?out=1"), &state.cookie.clear());
    response.headers_mut().insert(name, value);
    response
}

fn with_cookie(response: impl IntoResponse, cookie: &str) -> Response {
    let mut response = response.into_response();
    // The cookie is made of letters and digits: it always is a header.
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
