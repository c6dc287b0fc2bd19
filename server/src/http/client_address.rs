//! Replaces the connection's address by the client's, if the connection comes from a trusted
//! reverse proxy.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

use crate::connections::requests::Requests;
use crate::http::{security::forwarded, untrusted_proxy::UntrustedProxy};
use domain::network::Network;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Notices proxies that are not trusted. Only where there is a public address: elsewhere people
/// connect directly, and such a header is anybody's invention.
pub fn notice_others(app: Router, proxies: Arc<[Network]>, untrusted: UntrustedProxy) -> Router {
    app.layer(middleware::from_fn_with_state((proxies, untrusted), notice))
}

async fn notice(
    State((proxies, untrusted)): State<(Arc<[Network]>, UntrustedProxy)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let peer = peer.ip().to_canonical();
    let is_trusted = || proxies.iter().any(|network| network.contains(peer));
    if request.headers().contains_key(FORWARDED_FOR) && !is_trusted() {
        untrusted.saw(peer);
    }
    next.run(request).await
}

/// Wraps the app: behind these proxies `ConnectInfo<SocketAddr>` is the client's address (with port
/// 0) instead of the proxy's, and each client is limited in its concurrent requests.
pub fn trust_proxies(app: Router, proxies: Arc<[Network]>, requests: Requests) -> Router {
    if proxies.is_empty() {
        return app;
    }
    app.layer(middleware::from_fn_with_state((proxies, requests), correct))
}

async fn correct(
    State((proxies, requests)): State<(Arc<[Network]>, Requests)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let values = request.headers().get_all(FORWARDED_FOR).iter();
    // A value that is not text is not an address either.
    let values = values.map(|value| value.to_str().unwrap_or_default());
    let client = forwarded::client(peer.ip(), values, &proxies);
    if client == peer.ip() {
        return next.run(request).await;
    }
    let Some(slot) = requests.take(client) else {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "5")],
            "Too many requests at once: try later\n",
        )
            .into_response();
    };
    let client = ConnectInfo(SocketAddr::new(client, 0));
    request.extensions_mut().insert(client);
    slot.until_sent(next.run(request).await)
}
