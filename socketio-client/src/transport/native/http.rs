//! HTTP/1.1 by hyper, with hyper-util's client: it keeps connections open between requests and
//! sends again what an idle connection that has just been closed did not take.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, StatusCode, body::Bytes, header};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};

use super::Tls;
use crate::core::RequestFailed;

#[cfg(feature = "rustls")]
type Connector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "rustls"))]
type Connector = HttpConnector;

/// Shorter than what common servers keep an idle connection for (Node.js: 5 s).
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

pub(super) struct Http(Client<Connector, Full<Bytes>>);

impl Http {
    pub(super) fn new(tls: &Tls) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        Self(
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE_TIMEOUT)
                .build(connector(tcp, tls)),
        )
    }

    /// A POST if there is a body, a GET otherwise; the answer's body, of at most so many bytes.
    pub(super) fn request(
        &self,
        url: String,
        body: Option<String>,
        max_bytes: usize,
    ) -> impl Future<Output = Result<String, RequestFailed>> + Send + use<> {
        let client = self.0.clone();
        async move {
            let method = if body.is_some() {
                Method::POST
            } else {
                Method::GET
            };
            let request = Request::builder()
                .method(method)
                .uri(url)
                .header(header::CONTENT_TYPE, "text/plain;charset=UTF-8")
                .body(Full::from(body.unwrap_or_default()))
                .map_err(|_| RequestFailed)?;
            let response = client.request(request).await.map_err(|_| RequestFailed)?;
            if response.status() != StatusCode::OK {
                return Err(RequestFailed);
            }
            let body = Limited::new(response.into_body(), max_bytes).collect();
            let bytes = body.await.map_err(|_| RequestFailed)?.to_bytes();
            String::from_utf8(bytes.to_vec()).map_err(|_| RequestFailed)
        }
    }
}

#[cfg(feature = "rustls")]
fn connector(mut tcp: HttpConnector, tls: &Tls) -> Connector {
    tcp.enforce_http(false);
    hyper_rustls::HttpsConnectorBuilder::new()
        .with_tls_config((**tls).clone())
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp)
}

#[cfg(not(feature = "rustls"))]
fn connector(tcp: HttpConnector, _tls: &Tls) -> Connector {
    tcp
}
