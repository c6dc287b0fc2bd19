//! Rate limit of requests, checked before anything else: a request without a token left is refused
//! before the database is read, the body is read or a page is rendered. So the refusal page is
//! rendered once and cached.

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

use crate::actions::{
    Actor,
    limits::{Charged, Kind},
};
use crate::http::security::cookie::CookieKind;
use crate::http::{HttpState, error::JsonError, pages};
use domain::token::Token;

/// How a route answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answers {
    /// With pages, for people.
    Page,
    /// With JSON, for programs and scripts.
    Json,
}

/// What a request to a route costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestCost {
    pub kind: Kind,
    pub answers: Answers,
}

/// A cost, and whose bucket it was taken from.
#[derive(Clone, Copy, Debug)]
struct Receipt {
    cost: RequestCost,
    charged: Charged,
}

/// Charges requests; cheap to clone.
#[derive(Clone)]
pub(crate) struct RequestLimiter {
    state: HttpState,
    /// The cached refusal page.
    refusal: Arc<OnceCell<Bytes>>,
}

/// Largest refusal page, in bytes.
const MOST_REFUSAL: usize = 64 * 1024;

impl RequestLimiter {
    pub(crate) fn new(state: HttpState) -> Self {
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
        // The page has no script, so it contains no nonce and can be shared.
        let policy = crate::http::headers::page_policy("", self.state.site.paths().reload_port);
        let mut response = (StatusCode::TOO_MANY_REQUESTS, page).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, html);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        set_retry_after(headers, error.code);
        response
    }
}

/// Sets `Retry-After` for a client that exceeded a rate limit.
pub(crate) fn set_retry_after(headers: &mut HeaderMap, code: ErrorCode) {
    if let ErrorCode::RateLimited { retry_after_ms } = code {
        let seconds = HeaderValue::from(retry_after_ms.div_ceil(1000));
        headers.insert(header::RETRY_AFTER, seconds);
    }
}

/// Middleware that takes a request's token or refuses it.
pub(crate) async fn charge(cost: RequestCost, mut request: Request, next: Next) -> Response {
    // The router inserts it: without it every request is refused.
    let Some(request_limit) = request.extensions_mut().remove::<RequestLimiter>() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let token = token(request.headers(), request_limit.state.cookie);
    let address = address(request.extensions().get());
    let actions = &request_limit.state.actions;
    match actions.charge_request(address, token.as_ref(), cost.kind) {
        Ok(charged) => {
            request.extensions_mut().insert(Receipt { cost, charged });
            request.extensions_mut().insert(request_limit);
            next.run(request).await
        }
        Err(error) => request_limit.refuse(cost.answers, error).await,
    }
}

/// The same outside of the list of routes: for files, and for paths that do not exist.
pub(crate) fn pay_for(
    request: &Request,
    kind: Kind,
) -> impl Future<Output = Result<(), Response>> + Send + use<> {
    let request_limit = request.extensions().get::<RequestLimiter>().cloned();
    let address = address(request.extensions().get());
    let headers = request.headers();
    let charged = request_limit.as_ref().map(|request_limit| {
        let token = token(headers, request_limit.state.cookie);
        let actions = &request_limit.state.actions;
        actions.charge_request(address, token.as_ref(), kind)
    });
    async move {
        match (request_limit, charged) {
            (Some(_), Some(Ok(_))) => Ok(()),
            (Some(request_limit), Some(Err(error))) => {
                Err(request_limit.refuse(Answers::Page, error).await)
            }
            (None, _) | (_, None) => Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
        }
    }
}

/// Takes the token of a member whose session was not known when the request was charged.
pub(crate) fn pay_as(
    parts: &mut Parts,
    state: &HttpState,
    actor: &Actor,
) -> Result<(), ErrorReply> {
    let Some(receipt) = parts.extensions.get_mut::<Receipt>() else {
        return Ok(());
    };
    let member = Charged::Member(actor.member.id);
    if receipt.charged != Charged::Source && receipt.charged != member {
        state.actions.charge_kind(actor, receipt.cost.kind)?;
        receipt.charged = member;
    }
    Ok(())
}

/// The answer to a request that is refused, in the form in which the route answers.
pub(crate) async fn refused(parts: &Parts, state: &HttpState, error: ErrorReply) -> Response {
    let receipt = parts.extensions.get::<Receipt>();
    if let ErrorCode::RateLimited { .. } = error.code
        && let (Some(receipt), Some(request_limit)) =
            (receipt, parts.extensions.get::<RequestLimiter>())
    {
        return request_limit.refuse(receipt.cost.answers, error).await;
    }
    match receipt.map(|receipt| receipt.cost.answers) {
        Some(Answers::Json) => JsonError(error).into_response(),
        Some(Answers::Page) | None => pages::failed(state, &error).await,
    }
}

fn address(client: Option<&ConnectInfo<SocketAddr>>) -> IpAddr {
    client.map_or(Ipv4Addr::UNSPECIFIED.into(), |client| client.0.ip())
}

/// The session token in a request's cookies.
pub(crate) fn token(headers: &HeaderMap, cookie: CookieKind) -> Option<Token> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .find_map(|header| cookie.read(header))
}
