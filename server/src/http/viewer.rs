//! The sender of a request: the member of the cookie's session. A request without a session is
//! redirected to the page to sign in, and is shown nothing else of the workspace.

use std::{convert::Infallible, net::SocketAddr, str::FromStr};

use app::pages::parts::Frame;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderName, HeaderValue, Method, header, request::Parts, uri::Authority},
    response::{IntoResponse, Response},
};
use domain::{
    authorise::{Action, Denied, ResourceFacts, Subject, decide},
    token::Token,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use protocol::{ErrorCode, ErrorReply};
use store::{SignedIn, Workspace};

use crate::{
    actions::{Actor, Origin},
    http::{HttpState, redirect::see, request_limit, security::user_agent},
};

/// Somebody with a session.
pub(crate) struct Viewer {
    pub actor: Actor,
    /// The workspace.
    pub workspace: Workspace,
}

/// Base address of links that are given to others, such as `https://chat.example.org`.
pub(crate) struct Base(pub String);

impl FromRequestParts<HttpState> for Base {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Infallible> {
        Ok(Self(base(parts, state)))
    }
}

impl Viewer {
    /// The frame around the pages of people with an account.
    pub(crate) fn frame(&self) -> Frame {
        let who = Subject::Active(self.actor.role);
        Frame {
            workspace: self.workspace.name.to_string(),
            me: self.actor.member.clone(),
            role: self.actor.role,
            may_create_rooms: decide(Action::CreateRoom, who, ResourceFacts::Workspace).is_ok(),
        }
    }
}

/// The sender of a request, with or without a session.
pub(crate) struct Requester {
    /// Their address and user agent.
    pub origin: Origin,
    /// The member of their session.
    pub actor: Option<Actor>,
    pub token: Option<Token>,
    /// The workspace; `None` before it was set up.
    pub workspace: Option<Workspace>,
    /// The requested host, with its port.
    pub host: String,
}

impl FromRequestParts<HttpState> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Response> {
        let requester = Requester::from_request_parts(parts, state).await?;
        let Some(workspace) = requester.workspace else {
            return Err(see("/setup").into_response());
        };
        match requester.actor {
            Some(actor) => Ok(Self { actor, workspace }),
            None => Err(see(&sign_in_address(parts)).into_response()),
        }
    }
}

/// The address of the page to sign in, which leads back afterwards. Only GET requests can be
/// returned to.
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

impl FromRequestParts<HttpState> for Requester {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Response> {
        match requester(parts, state).await {
            Ok(requester) => Ok(requester),
            Err(error) => Err(request_limit::refused(parts, state, error).await),
        }
    }
}

async fn requester(parts: &mut Parts, state: &HttpState) -> Result<Requester, ErrorReply> {
    let origin = origin(parts).ok_or_else(|| {
        ErrorReply::new(
            ErrorCode::Internal,
            "The server could not read your address. Try again.",
        )
    })?;
    let token = request_limit::token(&parts.headers, state.cookie);
    let read = state.actions.workspace_and_session(token.as_ref(), &origin);
    let (workspace, account) = read.await?;
    if account
        .as_ref()
        .is_some_and(|account| account.banned_until.is_some())
    {
        let banned = Denied::Banned.to_string();
        return Err(ErrorReply::new(ErrorCode::Forbidden, banned));
    }
    let actor = account.map(|account| Actor::new(account, origin.address));
    if let Some(actor) = &actor {
        request_limit::pay_as(parts, state, actor)?;
    }
    Ok(Requester {
        actor,
        origin,
        token,
        workspace,
        host: text(parts, header::HOST).unwrap_or_default().into(),
    })
}

/// A request's address and user agent.
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

/// The address of this server: its public address, or else the host that this request was sent to.
/// The address that it listens on may not be reachable for others.
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

/// Where somebody with a new account is redirected first: to the page for passkeys, if these are
/// possible.
pub(crate) fn first_page(state: &HttpState, requester: &Requester) -> &'static str {
    let has_passkeys = state.actions.passkeys().is_ok();
    let bare = requester
        .host
        .rsplit_once(':')
        .map_or(&*requester.host, |(host, _)| host);
    // Passkeys are bound to a domain name, so they do not work if the host is an IP address.
    if has_passkeys && bare.parse::<std::net::IpAddr>().is_err() && !bare.starts_with('[') {
        "/settings/passkeys?done=first"
    } else {
        "/"
    }
}

/// Where somebody is redirected after sign-in: to their sessions page if there are security events
/// that they have not been shown, or else to the page that they wanted.
pub(crate) fn after_sign_in<'a>(signed_in: &SignedIn, wanted: &'a str) -> &'a str {
    if signed_in.has_new_security_events {
        "/settings/sessions?done=news"
    } else {
        wanted
    }
}

/// Redirects to a page and sets a session's cookie. Ends the session that the browser had before.
pub(crate) async fn signed_in(
    state: &HttpState,
    before: Option<&Token>,
    token: &Token,
    to: &str,
) -> Response {
    with_session(state, before, token, see(to)).await
}

/// Sets a session's cookie on a response. Ends the session that the browser had before, for example
/// a visitor's.
pub(crate) async fn with_session(
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

/// Makes the browser delete everything that it stores of the site beside cookies: the member's
/// drafts and unsent messages. Browsers obey it only over https or on localhost; elsewhere
/// `public/local_data.js` does the same.
const FORGET: (HeaderName, HeaderValue) = (
    HeaderName::from_static("clear-site-data"),
    HeaderValue::from_static("\"storage\""),
);

/// Redirects to the page to sign in, deletes the session's cookie, and clears what the browser
/// stores.
pub(crate) fn signed_out(state: &HttpState) -> Response {
    let (name, value) = FORGET;
    let mut response = with_cookie(see("/sign-in?out=1"), &state.cookie.clear());
    response.headers_mut().insert(name, value);
    response
}

fn with_cookie(response: impl IntoResponse, cookie: &str) -> Response {
    let mut response = response.into_response();
    // The cookie consists of letters and digits, so it is always a valid header.
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
