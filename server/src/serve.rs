//! The accept loop: HTTP/1.1, and a limit for how long a client may take over a request's head.
//!
//! `axum::serve` has no such limit: whoever sends half a head and then nothing would hold a
//! connection for ever (known as Slowloris).

use std::{pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, serve::Listener as _};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::watch,
};
use tower::Service as _;

use crate::cuttable::{CuttableListener, Peer};

/// From the end of one request, or the connection's begin, to the end of the next one's head.
/// Connections that are kept idle end with it too, so it is above the 60 s for which proxies
/// commonly keep theirs.
const HEAD_LIMIT: Duration = Duration::from_secs(65);

/// Serves until told to stop, and then until the requests that have begun are answered.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send,
) {
    let mut listener = CuttableListener::new(listener);
    let (tell, told) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let (stream, client) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let peer = Peer {
            address: client,
            cut: stream.cut_handle(),
        };
        tokio::spawn(converse(stream, peer, router.clone(), told.clone()));
    }
    drop((listener, told));
    let _ = tell.send(());
    // Each connection has a receiver as long as it lives.
    tell.closed().await;
}

/// Serves one client; once told to stop, only until the request that has begun is answered.
async fn converse<I>(io: I, peer: Peer, router: Router, mut stop: watch::Receiver<()>)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        let extensions = request.extensions_mut();
        extensions.insert(ConnectInfo(peer.address));
        extensions.insert(ConnectInfo(peer.clone()));
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .serve_connection(TokioIo::new(io), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

    use super::*;
    use crate::cuttable::CutHandle;

    const SLOW: Duration = Duration::from_secs(3 * HEAD_LIMIT.as_secs());

    /// A client's end of a connection to a server that thinks for longer than a head may take.
    fn connect(stop: &watch::Sender<()>) -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(4096);
        let router = Router::new().route(
            "/slow",
            get(|ConnectInfo(client): ConnectInfo<SocketAddr>| async move {
                tokio::time::sleep(SLOW).await;
                client.to_string()
            }),
        );
        let peer = Peer {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 1)),
            cut: CutHandle::default(),
        };
        tokio::spawn(converse(theirs, peer, router, stop.subscribe()));
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
        let half = b"GET /slow HTTP/1.1\r\nHost: a.example\r\nX-Slow";
        stream.write_all(half).await.expect("writes");
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
}
