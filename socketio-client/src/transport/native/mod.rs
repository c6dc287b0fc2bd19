//! tokio, tokio-tungstenite and hyper.

#[cfg(feature = "polling")]
mod http;
mod socket;
#[cfg(feature = "rustls")]
mod tls;

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher,
    sync::OnceLock,
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;

use super::Limits;
#[cfg(feature = "polling")]
use crate::core::RequestFailed;
use crate::{error::ConnectError, url::Endpoint};
pub(crate) use socket::Socket;

/// Something that is under way; given up when it is dropped.
pub(crate) type Job<T> = BoxFuture<'static, T>;

/// What TLS needs.
#[cfg(feature = "rustls")]
type Tls = std::sync::Arc<rustls::ClientConfig>;
#[cfg(not(feature = "rustls"))]
#[derive(Clone)]
struct Tls;

/// Opens connections.
pub(crate) struct Network {
    limits: Limits,
    tls: Tls,
    #[cfg(feature = "polling")]
    http: http::Http,
}

impl Network {
    /// For one server. `trusted` are certificates in DER form that are trusted besides the
    /// system's.
    pub(crate) fn new(
        endpoint: &Endpoint,
        limits: Limits,
        trusted: &[Vec<u8>],
    ) -> Result<Self, ConnectError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(ConnectError::NoRuntime);
        }
        let tls = tls(endpoint, trusted)?;
        Ok(Self {
            limits,
            #[cfg(feature = "polling")]
            http: http::Http::new(&tls),
            tls,
        })
    }

    pub(crate) fn open(&self, url: String) -> Job<Option<Socket>> {
        Box::pin(Socket::open(url, self.limits.frame, self.tls.clone()))
    }

    #[cfg(feature = "polling")]
    pub(crate) fn request(
        &self,
        url: String,
        body: Option<String>,
    ) -> Job<Result<String, RequestFailed>> {
        Box::pin(self.http.request(url, body, self.limits.response))
    }
}

#[cfg(feature = "rustls")]
fn tls(endpoint: &Endpoint, trusted: &[Vec<u8>]) -> Result<Tls, ConnectError> {
    tls::config(endpoint.is_secure(), trusted)
}

#[cfg(not(feature = "rustls"))]
fn tls(endpoint: &Endpoint, _trusted: &[Vec<u8>]) -> Result<Tls, ConnectError> {
    if endpoint.is_secure() {
        return Err(ConnectError::NoTls);
    }
    Ok(Tls)
}

pub(crate) fn now() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

pub(crate) fn sleep(duration: Duration) -> Job<()> {
    Box::pin(tokio::time::sleep(duration))
}

pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}

pub(crate) fn random_seed() -> u64 {
    // The standard library seeds its hash maps from the system's random source.
    RandomState::new().hash_one(now())
}
