//! TCP connections that can be cut from outside of whoever reads and writes them.
//!
//! Ending a session has to end its transports at once, also that of a client which stopped reading:
//! there a write waits for ever, and nothing that is queued behind it is ever said. So the cut
//! happens under everything else. Each connection has a flag; once it is set, reads find the end of
//! the stream, writes fail, and whoever waits for either is woken. What the system had still to send
//! is thrown away (RST). While nothing is cut this costs one atomic load for each read and write.

use std::{
    io::{self, IoSlice},
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    Router,
    extract::{
        ConnectInfo, Request,
        connect_info::{Connected, IntoMakeServiceWithConnectInfo},
    },
    middleware::{self, Next},
    response::Response,
    serve::{IncomingStream, Listener},
};
use futures_util::task::AtomicWaker;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

#[derive(Default)]
struct Cut {
    is_cut: AtomicBool,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

/// Cuts one connection. It does not keep the connection open; cheap to clone.
#[derive(Clone, Default)]
pub struct CutHandle(Arc<Cut>);

/// A [`CutHandle`] that is of no use once the connection has ended otherwise.
#[derive(Clone)]
pub struct WeakCutHandle(Weak<Cut>);

impl CutHandle {
    /// Cuts the connection; nothing happens the second time, or when it has ended.
    pub fn cut(&self) {
        self.0.is_cut.store(true, Ordering::Release);
        self.0.reader.wake();
        self.0.writer.wake();
    }

    /// To be kept for long.
    pub fn downgrade(&self) -> WeakCutHandle {
        WeakCutHandle(Arc::downgrade(&self.0))
    }
}

impl WeakCutHandle {
    /// The handle, if anybody still has the connection or one of its handles.
    pub fn upgrade(&self) -> Option<CutHandle> {
        self.0.upgrade().map(CutHandle)
    }

    /// Whether it is of this connection.
    pub fn is_of(&self, handle: &CutHandle) -> bool {
        std::ptr::eq(self.0.as_ptr(), Arc::as_ptr(&handle.0))
    }
}

/// A TCP connection with its flag.
pub struct CuttableStream {
    stream: TcpStream,
    cut: Arc<Cut>,
}

impl CuttableStream {
    /// Makes a connection cuttable.
    pub fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            cut: Arc::default(),
        }
    }

    /// What cuts it.
    pub fn cut_handle(&self) -> CutHandle {
        CutHandle(Arc::clone(&self.cut))
    }

    fn is_cut(&self) -> bool {
        self.cut.is_cut.load(Ordering::Acquire)
    }

    fn poll_writing<T>(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if self.is_cut() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let written = write(Pin::new(&mut self.stream), cx);
        if written.is_pending() {
            self.cut.writer.register(cx.waker());
            // The cut may have come between the two, and would have woken nobody.
            if self.is_cut() {
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
        }
        written
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_cut() {
            return Poll::Ready(Ok(()));
        }
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        if read.is_pending() {
            self.cut.reader.register(cx.waker());
            if self.is_cut() {
                return Poll::Ready(Ok(()));
            }
        }
        read
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_writing(cx, |stream, cx| stream.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_writing(cx, |stream, cx| stream.poll_write_vectored(cx, parts))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_writing(cx, |stream, cx| stream.poll_flush(cx))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_writing(cx, |stream, cx| stream.poll_shutdown(cx))
    }
}

impl Drop for CuttableStream {
    fn drop(&mut self) {
        if self.is_cut()
            && let Err(error) = self.stream.set_zero_linger()
        {
            tracing::debug!(%error, "a connection that was cut is closed in the ordinary way");
        }
    }
}

/// Accepts connections that can be cut.
pub struct CuttableListener(TcpListener);

impl CuttableListener {
    /// Accepts what this listener accepts.
    pub fn new(listener: TcpListener) -> Self {
        Self(listener)
    }
}

impl Listener for CuttableListener {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // A message is many small packets; none of them may wait for the client to have acknowledged
        // the one before (Nagle's algorithm, RFC 896), which takes it up to 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its packets back");
        }
        (CuttableStream::new(stream), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// Who is at the other end of a connection: in each request's extensions as `ConnectInfo<Peer>`.
#[derive(Clone)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// What cuts the connection.
    pub cut: CutHandle,
}

impl Connected<IncomingStream<'_, CuttableListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        Self {
            address: *stream.remote_addr(),
            cut: stream.io().cut_handle(),
        }
    }
}

/// What `axum::serve` takes beside a [`CuttableListener`]: requests know their [`Peer`], and have
/// `ConnectInfo<SocketAddr>` too, for those who want the address alone.
pub fn make_service(app: Router) -> IntoMakeServiceWithConnectInfo<Router, Peer> {
    app.layer(middleware::from_fn(tell_address))
        .into_make_service_with_connect_info()
}

async fn tell_address(
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(ConnectInfo(peer.address));
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        time::timeout,
    };

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    /// The server's side, what cuts it, and the client's side.
    async fn pair() -> (CuttableStream, CutHandle, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("has one");
        let (client, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let stream = CuttableStream::new(accepted.expect("accepts").0);
        let handle = stream.cut_handle();
        (stream, handle, client.expect("connects"))
    }

    #[tokio::test]
    async fn bytes_go_through_until_the_cut() {
        let (mut server, _, mut client) = pair().await;
        client.write_all(b"there").await.expect("writes");
        server.write_all(b"here!").await.expect("writes");
        let (mut there, mut here) = ([0; 5], [0; 5]);
        server.read_exact(&mut there).await.expect("reads");
        client.read_exact(&mut here).await.expect("reads");
        assert_eq!((&there, &here), (b"there", b"here!"));
    }

    #[tokio::test]
    async fn who_waits_for_bytes_finds_the_end() {
        let (mut server, handle, _client) = pair().await;
        let waiting = tokio::spawn(async move { server.read(&mut [0; 8]).await });
        tokio::task::yield_now().await;
        handle.cut();
        let read = timeout(PATIENCE, waiting).await.expect("is woken");
        assert_eq!(read.expect("ends").expect("no error"), 0);
    }

    #[tokio::test]
    async fn who_waits_to_write_to_one_that_does_not_read_fails() {
        let (mut server, handle, client) = pair().await;
        let (told, full) = tokio::sync::oneshot::channel();
        let writing = tokio::spawn(async move {
            let some = vec![0; 1 << 20];
            let mut told = Some(told);
            loop {
                let write = server.write(&some);
                tokio::pin!(write);
                if let Poll::Ready(written) = futures_util::poll!(write.as_mut()) {
                    if let Err(error) = written {
                        return error.kind();
                    }
                    continue;
                }
                if let Some(told) = told.take() {
                    let _ = told.send(());
                }
                if let Err(error) = write.await {
                    return error.kind();
                }
            }
        });
        timeout(PATIENCE, full)
            .await
            .expect("fills")
            .expect("says so");
        handle.cut();
        let kind = timeout(PATIENCE, writing).await.expect("is woken");
        assert_eq!(kind.expect("ends"), io::ErrorKind::ConnectionReset);
        drop(client);
    }

    #[tokio::test]
    async fn the_other_end_is_reset_when_a_cut_connection_is_dropped() {
        let (server, handle, mut client) = pair().await;
        handle.cut();
        drop(server);
        let read = timeout(PATIENCE, client.read(&mut [0; 8])).await;
        let error = read.expect("is told").expect_err("no orderly end");
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    }

    #[tokio::test]
    async fn a_weak_handle_ends_with_its_connection() {
        let (server, handle, _client) = pair().await;
        let weak = handle.downgrade();
        assert!(weak.is_of(&handle));
        drop(handle);
        assert!(weak.upgrade().is_some());
        drop(server);
        assert!(weak.upgrade().is_none());
    }
}
