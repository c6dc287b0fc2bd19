//! The accept loop: HTTP/1.1, which connections are accepted, and how long a client may take over a
//! request.
//!
//! `axum::serve` has no limits: a client that sends half a head and then nothing would hold a
//! connection for ever (known as Slowloris), and so would one that sends half a body, or does not
//! read the answer. The last of these is disconnected by the [stream](crate::disconnect) itself.

mod body;

use std::{convert::Infallible, future::pending, pin::pin, time::Duration};

use axum::{
    Router,
    body::{Body, HttpBody as _},
    extract::ConnectInfo,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    serve::Listener as _,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use protocol::limits::{PING_INTERVAL, PING_TIMEOUT};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::watch,
    time::timeout,
};
use tower::Service as _;

use crate::{
    connections::admission::Admission,
    disconnect::{ClientListener, Peer},
};
use body::{BodyRate, Lateness, TimedBody};

/// Longest time from the start of the connection to the end of the first request's head.
const FIRST_HEAD_LIMIT: Duration = Duration::from_secs(65);

/// Longest time from the end of one request to the end of the next request's head. It also ends idle
/// keep-alive connections, so it is above what proxies keep theirs for: nginx 60 s, Caddy 2 min. A
/// proxy that sends a request while the server closes would answer it with an error. Connections
/// that only wait give way to newcomers, so a longer limit takes no place from anybody.
const HEAD_LIMIT: Duration = Duration::from_secs(150);

/// Largest head of a request: request line and headers, of which there may be 100.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// Size of the read and write buffers of one connection. Larger answers are written directly from
/// where they are.
const MAX_BUFFER_BYTES: usize = 64 * 1024;

/// Lowest rate, in bytes per second, of a body that takes longer than the grace.
const MIN_BODY_RATE: u32 = 1000;

/// Within this time the transport of a polling client has ended: a client posts one thing after the
/// other, and its answer to the heartbeat would wait behind this request. So no post can delay the
/// end of its transport for longer.
const POLLING_LIMIT: Duration = PING_INTERVAL.saturating_add(PING_TIMEOUT);

/// Path of polling requests.
const POLLING_PATH: &str = "/socket.io";

/// Answer to connections beyond the caps.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Type: text/plain\r\nContent-Length: 32\r\n\r\nToo many connections: try later\n";

/// How long the server waits for a client that does nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeouts {
    /// How long the body of a request may take if little of it arrives, and how long a client may
    /// take nothing of what is written to it.
    pub stall: Duration,
}

impl Timeouts {
    fn with_body(self, path: &str) -> BodyRate {
        if path.starts_with(POLLING_PATH) {
            BodyRate {
                grace: self.stall.min(POLLING_LIMIT),
                per_second: None,
            }
        } else {
            BodyRate {
                grace: self.stall,
                per_second: Some(MIN_BODY_RATE),
            }
        }
    }
}

/// Serves until `stop` completes, and then until the requests in progress are answered.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    admission: Admission,
    timeouts: Timeouts,
    stop: impl Future<Output = ()> + Send,
) {
    let mut listener = ClientListener::new(listener);
    let (tell, told) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let (stream, client) = tokio::select! {
            // When the limit of open files is reached, this waits a second and tries again.
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let peer = Peer {
            address: client,
            cut: stream.disconnect_handle(),
        };
        let Some(slot) = admission.take(client.ip(), peer.cut.clone()) else {
            stream.try_send(FULL);
            continue;
        };
        let stream = stream.with_slot(slot).with_write_limit(timeouts.stall);
        let serving = serve_connection(stream, peer, router.clone(), timeouts, told.clone());
        tokio::spawn(serving);
    }
    drop((listener, told));
    let _ = tell.send(());
    // Each connection holds a receiver as long as it lives.
    tell.closed().await;
}

/// Serves one connection; after `stop`, only until the request in progress is answered.
async fn serve_connection<I>(
    io: I,
    peer: Peer,
    router: Router,
    timeouts: Timeouts,
    mut stop: watch::Receiver<()>,
) where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (begin, mut begun) = watch::channel(false);
    let service = service_fn(move |request| {
        begin.send_replace(true);
        answer(request, &peer, &router, timeouts)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .max_header_size(MAX_HEAD_BYTES)
        .max_buf_size(MAX_BUFFER_BYTES)
        .serve_connection(TokioIo::new(io), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let has_begun = async {
        // An error means that the connection has ended.
        let first = timeout(FIRST_HEAD_LIMIT, begun.wait_for(|begun| *begun));
        if first.await.is_ok() {
            pending::<()>().await;
        }
    };
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = has_begun => return,
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection ended early");
    }
}

fn answer(
    request: hyper::Request<Incoming>,
    peer: &Peer,
    router: &Router,
    timeouts: Timeouts,
) -> impl Future<Output = Result<Response, Infallible>> + Send + use<> {
    let connection = peer.cut.clone();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(ConnectInfo(peer.address));
    parts.extensions.insert(ConnectInfo(peer.clone()));
    let (body, lateness) = if body.is_end_stream() {
        connection.set_busy(true);
        (Body::new(body), None)
    } else {
        let (rate, lateness) = (timeouts.with_body(parts.uri.path()), Lateness::default());
        let body = TimedBody::new(body, rate, lateness.clone(), connection.clone());
        (Body::new(body), Some(lateness))
    };
    let answered = router.clone().call(hyper::Request::from_parts(parts, body));
    async move {
        let response = answered.await?;
        // An upgraded connection carries a WebSocket, which ends by itself when its client does not
        // answer pings.
        let is_upgraded = response.status() == StatusCode::SWITCHING_PROTOCOLS;
        connection.set_busy(is_upgraded);
        if lateness.is_some_and(|lateness| lateness.is_late()) {
            return Ok(too_slow());
        }
        Ok(response)
    }
}

fn too_slow() -> Response {
    (
        StatusCode::REQUEST_TIMEOUT,
        [(header::CONNECTION, "close")],
        "The body of the request did not come in time. Send it again.\n",
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use axum::{
        body::Bytes,
        routing::{get, post},
    };
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

    use super::*;
    use crate::disconnect::DisconnectHandle;

    const STALL: Duration = Duration::from_secs(30);

    const SLOW: Duration = Duration::from_secs(3 * HEAD_LIMIT.as_secs());

    /// The client's end of a connection to a server whose handler takes longer than a head may
    /// take.
    fn connect(stop: &watch::Sender<()>) -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(4096);
        let router = Router::new().route(
            "/slow",
            get(|ConnectInfo(client): ConnectInfo<SocketAddr>| async move {
                tokio::time::sleep(SLOW).await;
                client.to_string()
            }),
        );
        let router = router
            .route("/take", post(async |body: Bytes| body.len().to_string()))
            .route(
                "/socket.io/",
                post(async |body: Bytes| body.len().to_string()),
            )
            .route("/ignore", post(async || "not read"));
        let peer = Peer {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 1)),
            cut: DisconnectHandle::default(),
        };
        let timeouts = Timeouts { stall: STALL };
        tokio::spawn(serve_connection(
            theirs,
            peer,
            router,
            timeouts,
            stop.subscribe(),
        ));
        ours
    }

    async fn read_all(mut stream: DuplexStream) -> String {
        let mut said = String::new();
        stream.read_to_string(&mut said).await.expect("is closed");
        said
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_half_a_head_is_closed() {
        let (stop, _) = watch::channel(());
        let mut stream = connect(&stop);
        let begin = tokio::time::Instant::now();
        let half = b"GET /slow HTTP/1.1\r\nHost: a.example\r\nX-Slow";
        stream.write_all(half).await.expect("writes");
        assert_eq!(read_all(stream).await, "");
        assert_eq!(begin.elapsed().as_secs(), FIRST_HEAD_LIMIT.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_kept_for_longer_than_proxies_keep_theirs() {
        let (stop, _) = watch::channel(());
        let mut stream = connect(&stop);
        let head = b"POST /ignore HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n";
        for _ in 0..3 {
            stream.write_all(head).await.expect("writes");
            let mut answer = [0; 256];
            let length = stream.read(&mut answer).await.expect("reads");
            let answer = String::from_utf8_lossy(&answer[..length]);
            assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
            // Caddy's idle connections live for two minutes.
            tokio::time::sleep(Duration::from_secs(125)).await;
        }
        assert_eq!(read_all(stream).await, "");
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_nothing_is_closed() {
        let (stop, _) = watch::channel(());
        assert_eq!(read_all(connect(&stop)).await, "");
    }

    #[tokio::test(start_paused = true)]
    async fn a_whole_head_may_wait_for_its_answer_as_long_as_it_takes() {
        let (stop, _) = watch::channel(());
        let mut stream = connect(&stop);
        let head = b"GET /slow HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
        stream.write_all(head).await.expect("writes");
        let said = read_all(stream).await;
        assert!(said.starts_with("HTTP/1.1 200 OK\r\n"), "{said}");
        assert!(said.ends_with("127.0.0.1:1"), "{said}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_has_begun_is_answered_although_the_server_stops() {
        let (stop, _) = watch::channel(());
        let mut stream = connect(&stop);
        let head = b"GET /slow HTTP/1.1\r\nHost: a.example\r\n\r\n";
        stream.write_all(head).await.expect("writes");
        tokio::time::sleep(SLOW / 2).await;
        stop.send(()).expect("somebody listens");
        assert!(read_all(stream).await.ends_with("127.0.0.1:1"));
        stop.closed().await;
    }

    /// Posts the head of a request with a body of `bytes` bytes.
    async fn post_head(path: &str, bytes: usize) -> (watch::Sender<()>, DuplexStream) {
        let (stop, _) = watch::channel(());
        let mut stream = connect(&stop);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\nContent-Length: {bytes}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("writes");
        (stop, stream)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_comes_is_refused_and_the_connection_closed() {
        for (path, limit) in [("/take", STALL), ("/socket.io/", POLLING_LIMIT)] {
            let begin = tokio::time::Instant::now();
            let (_stop, mut stream) = post_head(path, 1000).await;
            stream.write_all(b"x").await.expect("writes");
            let said = read_all(stream).await;
            assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
            assert_eq!(begin.elapsed().as_secs(), limit.as_secs(), "{path}");
        }
    }

    /// Sends a body of a hundred parts of `each` bytes, one per second.
    async fn drip(path: &str, each: usize) -> String {
        let (_stop, mut stream) = post_head(path, 100 * each).await;
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            // It may be closed already.
            if stream.write_all(&vec![b'x'; each]).await.is_err() {
                break;
            }
        }
        read_all(stream).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_comes_slowly_is_taken_and_one_that_drips_is_not() {
        let said = drip("/take", 1100).await;
        assert!(said.ends_with("\r\n\r\n110000"), "{said}");
        assert!(drip("/take", 900).await.starts_with("HTTP/1.1 408 "));
        let posted = drip("/socket.io/", 1100).await;
        assert!(posted.starts_with("HTTP/1.1 408 "), "{posted}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_nobody_reads_holds_nothing() {
        let begin = tokio::time::Instant::now();
        let (_stop, stream) = post_head("/ignore", 1000).await;
        assert!(read_all(stream).await.ends_with("not read"));
        assert!(begin.elapsed() < STALL);
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_is_too_large_is_refused() {
        let (stop, _) = watch::channel(());
        let mut stream = connect(&stop);
        let head = format!(
            "GET /slow HTTP/1.1\r\nX-Long: {}",
            "x".repeat(2 * MAX_HEAD_BYTES)
        );
        // It is refused before it has been read to the end.
        let _ = stream.write_all(head.as_bytes()).await;
        let said = read_all(stream).await;
        assert!(said.starts_with("HTTP/1.1 431 "), "{said}");
    }
}
