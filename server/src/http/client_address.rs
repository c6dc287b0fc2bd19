//! The client's address behind reverse proxies, put where everybody looks for it.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    middleware::{self, Next},
    response::Response,
};

use crate::domain::{forwarded, network::Network};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// All that is served, as seen by clients behind these proxies: `ConnectInfo<SocketAddr>` is the
/// client's address (with port 0) and not the proxy's.
pub fn behind(app: Router, proxies: Vec<Network>) -> Router {
    if proxies.is_empty() {
        return app;
    }
    let proxies: Arc<[Network]> = proxies.into();
    app.layer(middleware::from_fn_with_state(proxies, correct))
}

async fn correct(
    State(proxies): State<Arc<[Network]>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let values = request.headers().get_all(FORWARDED_FOR).iter();
    // One that is no text is no address either.
    let values = values.map(|value| value.to_str().unwrap_or_default());
    let client = forwarded::client(peer.ip(), values, &proxies);
    if client != peer.ip() {
        let client = ConnectInfo(SocketAddr::new(client, 0));
        request.extensions_mut().insert(client);
    }
    next.run(request).await
}
