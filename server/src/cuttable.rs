//! TCP connections that can be cut from outside of whoever reads and writes them.
//!
//! Ending a session has to end its transports at once, also that of a client which stopped reading:
//! there a write waits for ever, and nothing that is queued behind it is ever said. So the cut
//! happens under everything else. Each connection has a flag; once it is set, reads find the end of
//! the stream, writes fail, and whoever waits for either is woken. What the system had still to send
//! is thrown away (RST). While nothing is cut this costs one atomic load for each read and write.
//!
//! It also cuts by itself: a client that takes nothing of what is written for it within
//! [`WRITE_LIMIT`] (`stall.rs`), be it a page, a file or what goes over a WebSocket. The system counts
//! too, by what the client has acknowledged.

mod read_pace;
mod stall;
mod written;

use std::{
    io::{self, IoSlice},
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, OnceLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
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
use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

use crate::connections::admission::Slot;
use read_pace::ReadPace;
use stall::Stall;
pub use written::Written;

/// How long a client may take nothing of what is written for it.
pub const WRITE_LIMIT: Duration = Duration::from_secs(30);

/// So much later the system ends the connection by itself. It does not tell the client; a cut does,
/// and comes first where a write waits.
#[cfg(target_os = "linux")]
const SYSTEM_LATER: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Cut {
    is_cut: AtomicBool,
    is_busy: AtomicBool,
    /// Nothing is read until it is over: what the client sends waits on its side.
    is_paused: AtomicBool,
    /// Only so many bytes are read in a time.
    is_paced: AtomicBool,
    written: OnceLock<Arc<Written>>,
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

    /// Whether it was cut.
    pub fn is_cut(&self) -> bool {
        self.0.is_cut.load(Ordering::Acquire)
    }

    /// Says whether the server owes the client something, or waits for it: for the rest of a
    /// request, or the next one.
    pub fn set_busy(&self, is_busy: bool) {
        self.0.is_busy.store(is_busy, Ordering::Relaxed);
    }

    /// Whether the server owes the client something.
    pub fn is_busy(&self) -> bool {
        self.0.is_busy.load(Ordering::Relaxed)
    }

    /// Reads nothing more until [`CutHandle::resume`]: what the client sends waits on its side, by
    /// TCP's flow control.
    pub fn pause(&self) {
        self.0.is_paused.store(true, Ordering::Release);
    }

    pub fn resume(&self) {
        if self.0.is_paused.swap(false, Ordering::AcqRel) {
            self.0.reader.wake();
        }
    }

    /// From now on only so many bytes are read in a time (`read_pace.rs`).
    pub fn pace(&self) {
        self.0.is_paced.store(true, Ordering::Release);
    }

    /// Counts there what is written from now on. Only the first counter counts.
    pub fn count_written(&self, into: Arc<Written>) {
        // A connection becomes a WebSocket once.
        let _ = self.0.written.set(into);
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
    stall: Stall,
    pace: Option<Box<ReadPace>>,
    /// Given back when the connection has ended, whoever had it last.
    _slot: Option<Slot>,
}

impl CuttableStream {
    /// Makes a connection cuttable.
    pub fn new(stream: TcpStream) -> Self {
        end_when_unacknowledged(&stream, WRITE_LIMIT);
        Self {
            stream,
            cut: Arc::default(),
            stall: Stall::new(WRITE_LIMIT),
            pace: None,
            _slot: None,
        }
    }

    /// Another limit than [`WRITE_LIMIT`].
    pub fn with_write_limit(mut self, limit: Duration) -> Self {
        end_when_unacknowledged(&self.stream, limit);
        self.stall = Stall::new(limit);
        self
    }

    /// With the place that it takes.
    pub(crate) fn with_slot(mut self, slot: Slot) -> Self {
        self._slot = Some(slot);
        self
    }

    /// Says something to a client that is not let in, if that can be done at once.
    pub(crate) fn say_at_once(&self, bytes: &[u8]) {
        // It is closed in any case.
        let _ = SockRef::from(&self.stream).send(bytes);
    }

    /// What cuts it.
    pub fn cut_handle(&self) -> CutHandle {
        CutHandle(Arc::clone(&self.cut))
    }

    fn is_cut(&self) -> bool {
        self.cut.is_cut.load(Ordering::Acquire)
    }

    /// Whether it may be read now. Pending registers whoever reads.
    fn poll_may_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.cut.is_paused.load(Ordering::Acquire) {
            self.cut.reader.register(cx.waker());
            // It may have been resumed or cut between the two, and would have woken nobody.
            if self.cut.is_paused.load(Ordering::Acquire) && !self.is_cut() {
                return Poll::Pending;
            }
        }
        if !self.cut.is_paced.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        let pace = self.pace.get_or_insert_default().poll_ready(cx);
        if pace.is_pending() {
            self.cut.reader.register(cx.waker());
            if self.is_cut() {
                return Poll::Ready(());
            }
        }
        pace
    }

    /// `again` writes past the runtime, which asks the system only when much can be written.
    fn poll_sending(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<usize>>,
        again: impl FnOnce(&SockRef<'_>) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let mut written = self.poll_writing(cx, write);
        if written.is_pending() && self.stall.poll_over(cx) {
            written = match again(&SockRef::from(&self.stream)) {
                Ok(some) => Poll::Ready(Ok(some)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    tracing::debug!("a client that takes nothing is cut");
                    self.cut_handle().cut();
                    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
                }
                Err(error) => Poll::Ready(Err(error)),
            };
        }
        if let (Poll::Ready(Ok(bytes)), Some(counter)) = (&written, self.cut.written.get()) {
            counter.add(*bytes);
        }
        if written.is_ready() {
            self.stall.clear();
        }
        written
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

/// Has the system end a connection whose client acknowledges nothing for so long
/// (`TCP_USER_TIMEOUT`, RFC 5482). A write that goes through says only that the system has taken it:
/// its buffer grows while nobody reads, and keeps what was written when the answer has ended.
#[cfg(target_os = "linux")]
fn end_when_unacknowledged(stream: &TcpStream, limit: Duration) {
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(limit + SYSTEM_LATER)) {
        tracing::debug!(%error, "what is not acknowledged is not limited in time");
    }
}

/// Elsewhere a write that waits is all that can be seen.
#[cfg(not(target_os = "linux"))]
fn end_when_unacknowledged(_stream: &TcpStream, _limit: Duration) {}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.is_cut() {
            ready!(self.poll_may_read(cx));
        }
        if self.is_cut() {
            return Poll::Ready(Ok(()));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        if read.is_pending() {
            self.cut.reader.register(cx.waker());
            if self.is_cut() {
                return Poll::Ready(Ok(()));
            }
        }
        if let Some(pace) = &mut self.pace {
            pace.took(into.filled().len() - before);
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
        self.poll_sending(
            cx,
            |stream, cx| stream.poll_write(cx, bytes),
            |socket| socket.send(bytes),
        )
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_sending(
            cx,
            |stream, cx| stream.poll_write_vectored(cx, parts),
            |socket| socket.send_vectored(parts),
        )
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
mod tests;
