//! The first thing that is done with a request: its token is taken. Who has none left is refused before
//! the database is asked, the body is read or a page is drawn; so the refusal is drawn once and kept.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    body::{Bytes, to_bytes},
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply};
use tokio::sync::OnceCell;

use super::{HttpState, error::JsonError, pages};
use crate::actions::{
    Actor,
    limits::{Kind, Paid},
};
use crate::http::security::cookie::CookieKind;
use domain::token::Token;

/// How an address answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answers {
    /// With pages, for people.
    Page,
    /// With JSON, for programs and scripts.
    Json,
}

/// What an address takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Toll {
    pub kind: Kind,
    pub answers: Answers,
}

/// A toll, and who has paid it.
#[derive(Clone, Copy, Debug)]
struct Receipt {
    toll: Toll,
    paid: Paid,
}

/// Takes the tolls; cheap to clone.
#[derive(Clone)]
pub(super) struct Door {
    state: HttpState,
    /// The page of who is refused.
    refusal: Arc<OnceCell<Bytes>>,
}

/// Largest page of who is refused.
const MOST_REFUSAL: usize = 64 * 1024;

impl Door {
    pub(super) fn new(state: HttpState) -> Self {
        Self {
            state,
            refusal: Arc::default(),
        }
    }

    async fn refuse(&self, answers: Answers, error: ErrorReply) -> Response {
        if answers == Answers::Json {
            return JsonError(error).into_response();
        }
        let page = self.refusal.get_or_try_init(|| async {
            let page = pages::failed(&self.state, &error).await;
            to_bytes(page.into_body(), MOST_REFUSAL).await
        });
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        let Ok(page) = page.await.cloned() else {
            return StatusCode::TOO_MANY_REQUESTS.into_response();
        };
        // The page has no script, so none of its parts is meant for one reader alone.
        let policy = super::headers::page_policy("", self.state.site.paths().reload_port);
        let mut response = (StatusCode::TOO_MANY_REQUESTS, page).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, html);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        tell_when(headers, error.code);
        response
    }
}

/// Tells a client that was too fast when to come back.
pub(super) fn tell_when(headers: &mut HeaderMap, code: ErrorCode) {
    if let ErrorCode::RateLimited { retry_after_ms } = code {
        let seconds = HeaderValue::from(retry_after_ms.div_ceil(1000));
        headers.insert(header::RETRY_AFTER, seconds);
    }
}

/// Lets a request pass that pays.
pub(super) async fn pay(toll: Toll, mut request: Request, next: Next) -> Response {
    // The router puts it there: without it nothing is let pass.
    let Some(door) = request.extensions_mut().remove::<Door>() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let token = token(request.headers(), door.state.cookie);
    let address = address(request.extensions().get());
    let actions = &door.state.actions;
    match actions.pay_at_door(address, token.as_ref(), toll.kind) {
        Ok(paid) => {
            request.extensions_mut().insert(Receipt { toll, paid });
            request.extensions_mut().insert(door);
            next.run(request).await
        }
        Err(error) => door.refuse(toll.answers, error).await,
    }
}

/// The same where there is no list: for files, and for what is not there.
pub(super) fn pay_for(
    request: &Request,
    kind: Kind,
) -> impl Future<Output = Result<(), Response>> + Send + use<> {
    let door = request.extensions().get::<Door>().cloned();
    let address = address(request.extensions().get());
    let headers = request.headers();
    let paid = door.as_ref().map(|door| {
        let token = token(headers, door.state.cookie);
        let actions = &door.state.actions;
        actions.pay_at_door(address, token.as_ref(), kind)
    });
    async move {
        match (door, paid) {
            (Some(_), Some(Ok(_))) => Ok(()),
            (Some(door), Some(Err(error))) => Err(door.refuse(Answers::Page, error).await),
            (None, _) | (_, None) => Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
        }
    }
}

/// Takes the token of somebody who turns out to be a member, unless they were known to be.
pub(super) fn pay_as(
    parts: &mut Parts,
    state: &HttpState,
    actor: &Actor,
) -> Result<(), ErrorReply> {
    let Some(receipt) = parts.extensions.get_mut::<Receipt>() else {
        return Ok(());
    };
    let member = Paid::Member(actor.member.id);
    if receipt.paid != Paid::Source && receipt.paid != member {
        state.actions.pay_kind(actor, receipt.toll.kind)?;
        receipt.paid = member;
    }
    Ok(())
}

/// The answer to who may not come in, as the address answers.
pub(super) async fn refused(parts: &Parts, state: &HttpState, error: ErrorReply) -> Response {
    let receipt = parts.extensions.get::<Receipt>();
    if let ErrorCode::RateLimited { .. } = error.code
        && let (Some(receipt), Some(door)) = (receipt, parts.extensions.get::<Door>())
    {
        return door.refuse(receipt.toll.answers, error).await;
    }
    match receipt.map(|receipt| receipt.toll.answers) {
        Some(Answers::Json) => JsonError(error).into_response(),
        Some(Answers::Page) | None => pages::failed(state, &error).await,
    }
}

fn address(client: Option<&ConnectInfo<SocketAddr>>) -> IpAddr {
    client.map_or(Ipv4Addr::UNSPECIFIED.into(), |client| client.0.ip())
}

/// The session that a request brings.
pub(super) fn token(headers: &HeaderMap, cookie: CookieKind) -> Option<Token> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .find_map(|header| cookie.read(header))
}
