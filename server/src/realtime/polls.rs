//! Rate limits of requests of polled transports from one source: requests and bytes.
//!
//! As WebSockets are read at a limited [rate](crate::disconnect), a request whose body exceeds the
//! rate waits, and its client with it; nothing is lost. Requests are refused only at a number that
//! no honest polling clients need.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{ConnectInfo, Request, State},
    http::{Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use protocol::{Ack, ErrorCode, ErrorReply, limits::MAX_FRAME_BYTES};

use crate::actions::limits::buckets::Buckets;
use domain::source::Source;

/// KiB from one source in a burst, and sustained per second: what two WebSockets may send.
const KIB: (u32, u32) = (2048, 512);

/// The same for requests: enough for an office of some hundred people who poll.
const REQUESTS: (u32, u32) = (2000, 500);

#[derive(Clone)]
pub(super) struct PollRate(Arc<OfSources>);

struct OfSources {
    requests: Buckets<Source>,
    kib: Buckets<Source>,
}

impl PollRate {
    pub(super) fn new() -> Self {
        Self(Arc::new(OfSources {
            requests: Buckets::new(REQUESTS.0, REQUESTS.1),
            kib: Buckets::new(KIB.0, KIB.1),
        }))
    }

    /// Adds the rate limit to the Socket.IO routes.
    pub(super) fn layer(self, sockets: Router) -> Router {
        sockets.layer(middleware::from_fn_with_state(self, limit))
    }

    fn may_come(&self, address: IpAddr) -> bool {
        self.0.requests.take(&address.into()).is_ok()
    }

    /// Waits until a body of `kib` KiB may be read.
    async fn wait(&self, address: IpAddr, kib: u32) {
        let source = address.into();
        while let Err(wait) = self.0.kib.take_many(&source, kib) {
            tokio::time::sleep(wait.max(Duration::from_millis(1))).await;
        }
    }
}

async fn limit(
    State(rate): State<PollRate>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    if !rate.may_come(client.ip()) {
        let code = ErrorCode::RateLimited {
            retry_after_ms: 1000,
        };
        let error = ErrorReply::new(code, "There were too many requests. Wait a moment.");
        let wait = [(header::RETRY_AFTER, "1")];
        let error = Json(Ack::<()>::Error(error));
        return (StatusCode::TOO_MANY_REQUESTS, wait, error).into_response();
    }
    if request.method() == Method::POST {
        rate.wait(client.ip(), kib(&request)).await;
    }
    next.run(request).await
}

/// Size of the body as declared by the client; without a declared length, the largest allowed.
fn kib(request: &Request) -> u32 {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let bytes = length.unwrap_or(MAX_FRAME_BYTES).min(MAX_FRAME_BYTES);
    u32::try_from(bytes / 1024 + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use futures_util::FutureExt as _;

    use super::*;

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[tokio::test]
    async fn bodies_wait_once_much_came_from_one_source_and_others_do_not() {
        let rate = PollRate::new();
        let comes_at_once = |last| rate.wait(address(last), 64).now_or_never().is_some();
        let free = (0..1000).take_while(|_| comes_at_once(1)).count();
        assert!((32..64).contains(&free), "{free}");
        assert!(comes_at_once(2));
        rate.wait(address(1), 64).await;
    }

    #[test]
    fn requests_are_refused_beyond_what_anybody_needs() {
        let rate = PollRate::new();
        let came = (0..10_000).filter(|_| rate.may_come(address(1))).count();
        assert!((2000..4000).contains(&came), "{came}");
        assert!(rate.may_come(address(2)));
    }
}
