//! TCP connections that can be disconnected from outside the task that reads and writes them.
//!
//! Ending a session has to end its transports at once, also that of a client which has stopped
//! reading: there a write waits for ever, and nothing queued behind it is ever sent. So the
//! disconnect happens below HTTP and Socket.IO. Each connection has a flag; once it is set, reads
//! return the end of the stream, writes fail, and tasks waiting for either are woken. The
//! connection is reset (RST), so that data in the kernel's send buffer is discarded. While nothing
//! is disconnected, this costs one atomic load for each read and write.
//!
//! A connection also disconnects by itself if its client takes nothing of what is written to it
//! within [`WRITE_LIMIT`] (`stall.rs`), whether that is a page, a file or WebSocket frames. On
//! Linux the kernel enforces the limit too, by what the client has acknowledged.

mod listener;
mod read_rate;
mod stall;
mod written;

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc, OnceLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::task::AtomicWaker;
use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use crate::connections::admission::Slot;
pub use listener::{ClientListener, Peer, make_service};
use read_rate::ReadRate;
use stall::Stall;
pub use written::Written;

/// How long a client may take nothing of what is written to it.
pub const WRITE_LIMIT: Duration = Duration::from_secs(30);

/// How much later than that the kernel ends the connection. The kernel does not notify the client;
/// a disconnect does, and comes first if a write is waiting.
#[cfg(target_os = "linux")]
const SYSTEM_LATER: Duration = Duration::from_secs(1);

#[derive(Default)]
struct State {
    is_disconnected: AtomicBool,
    is_busy: AtomicBool,
    /// Nothing is read while this is set; what the client sends waits on its side.
    is_paused: AtomicBool,
    /// Whether reading is rate limited.
    is_rate_limited: AtomicBool,
    written: OnceLock<Arc<Written>>,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

/// Disconnects one connection. It does not keep the connection open; cheap to clone.
#[derive(Clone, Default)]
pub struct DisconnectHandle(Arc<State>);

/// A [`DisconnectHandle`] that does not keep its state in memory once the connection has ended.
#[derive(Clone)]
pub struct WeakDisconnectHandle(Weak<State>);

impl DisconnectHandle {
    /// Disconnects; does nothing if it was called before or the connection has ended.
    pub fn disconnect(&self) {
        self.0.is_disconnected.store(true, Ordering::Release);
        self.0.reader.wake();
        self.0.writer.wake();
    }

    /// Whether it was disconnected.
    pub fn is_disconnected(&self) -> bool {
        self.0.is_disconnected.load(Ordering::Acquire)
    }

    /// Sets whether the server is working for the client, rather than waiting for it: for the rest
    /// of a request, or for the next one.
    pub fn set_busy(&self, is_busy: bool) {
        self.0.is_busy.store(is_busy, Ordering::Relaxed);
    }

    /// Whether the server is working for the client.
    pub fn is_busy(&self) -> bool {
        self.0.is_busy.load(Ordering::Relaxed)
    }

    /// Stops reading until [`DisconnectHandle::resume`]: what the client sends waits on its side,
    /// by TCP's flow control.
    pub fn pause(&self) {
        self.0.is_paused.store(true, Ordering::Release);
    }

    pub fn resume(&self) {
        if self.0.is_paused.swap(false, Ordering::AcqRel) {
            self.0.reader.wake();
        }
    }

    /// Limits the rate of reading from now on (`read_rate.rs`).
    pub fn limit_read_rate(&self) {
        self.0.is_rate_limited.store(true, Ordering::Release);
    }

    /// Adds the bytes written from now on to this counter. Only the first call has an effect.
    pub fn count_written(&self, into: Arc<Written>) {
        // A connection becomes a WebSocket only once.
        let _ = self.0.written.set(into);
    }

    /// A handle that can be stored for long.
    pub fn downgrade(&self) -> WeakDisconnectHandle {
        WeakDisconnectHandle(Arc::downgrade(&self.0))
    }
}

impl WeakDisconnectHandle {
    /// The handle, if the connection or one of its handles still exists.
    pub fn upgrade(&self) -> Option<DisconnectHandle> {
        self.0.upgrade().map(DisconnectHandle)
    }

    /// Whether both are handles of the same connection.
    pub fn is_of(&self, handle: &DisconnectHandle) -> bool {
        std::ptr::eq(self.0.as_ptr(), Arc::as_ptr(&handle.0))
    }
}

/// A TCP connection that can be disconnected through a [`DisconnectHandle`].
pub struct ClientStream {
    stream: TcpStream,
    cut: Arc<State>,
    stall: Stall,
    rate: Option<Box<ReadRate>>,
    /// Released when the connection is dropped.
    _slot: Option<Slot>,
}

impl ClientStream {
    /// Wraps an accepted connection.
    pub fn new(stream: TcpStream) -> Self {
        end_when_unacknowledged(&stream, WRITE_LIMIT);
        Self {
            stream,
            cut: Arc::default(),
            stall: Stall::new(WRITE_LIMIT),
            rate: None,
            _slot: None,
        }
    }

    /// Replaces the limit, which is [`WRITE_LIMIT`] by default.
    pub fn with_write_limit(mut self, limit: Duration) -> Self {
        end_when_unacknowledged(&self.stream, limit);
        self.stall = Stall::new(limit);
        self
    }

    /// With the connection slot that it holds.
    pub(crate) fn with_slot(mut self, slot: Slot) -> Self {
        self._slot = Some(slot);
        self
    }

    /// Sends something to a client that is refused, if that is possible without waiting.
    pub(crate) fn try_send(&self, bytes: &[u8]) {
        // The connection is closed in any case.
        let _ = SockRef::from(&self.stream).send(bytes);
    }

    /// Its handle.
    pub fn disconnect_handle(&self) -> DisconnectHandle {
        DisconnectHandle(Arc::clone(&self.cut))
    }

    fn is_disconnected(&self) -> bool {
        self.cut.is_disconnected.load(Ordering::Acquire)
    }

    /// Ready if the connection may be read now. If not, the reading task is woken when it may.
    fn poll_may_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.cut.is_paused.load(Ordering::Acquire) {
            self.cut.reader.register(cx.waker());
            // It may have been resumed or disconnected between the two checks, which would not have
            // woken this task.
            if self.cut.is_paused.load(Ordering::Acquire) && !self.is_disconnected() {
                return Poll::Pending;
            }
        }
        if !self.cut.is_rate_limited.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        let rate = self.rate.get_or_insert_default().poll_ready(cx);
        if rate.is_pending() {
            self.cut.reader.register(cx.waker());
            if self.is_disconnected() {
                return Poll::Ready(());
            }
        }
        rate
    }

    /// Polls a write. `again` writes past the runtime, because the runtime only tries again when
    /// the kernel reports much room in its buffer.
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
                    self.disconnect_handle().disconnect();
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
        if self.is_disconnected() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let written = write(Pin::new(&mut self.stream), cx);
        if written.is_pending() {
            self.cut.writer.register(cx.waker());
            // It may have been disconnected between the two checks, which would not have woken this
            // task.
            if self.is_disconnected() {
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
        }
        written
    }
}

/// Lets the kernel end a connection whose client acknowledges nothing within `limit`
/// (`TCP_USER_TIMEOUT`, RFC 5482). A successful write only means that the kernel has taken it: its
/// buffer grows while the client does not read, and holds the data after the answer has ended.
#[cfg(target_os = "linux")]
fn end_when_unacknowledged(stream: &TcpStream, limit: Duration) {
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(limit + SYSTEM_LATER)) {
        tracing::debug!(%error, "what is not acknowledged is not limited in time");
    }
}

/// On other systems only waiting writes can be detected.
#[cfg(not(target_os = "linux"))]
fn end_when_unacknowledged(_stream: &TcpStream, _limit: Duration) {}

impl AsyncRead for ClientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.is_disconnected() {
            ready!(self.poll_may_read(cx));
        }
        if self.is_disconnected() {
            return Poll::Ready(Ok(()));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        if read.is_pending() {
            self.cut.reader.register(cx.waker());
            if self.is_disconnected() {
                return Poll::Ready(Ok(()));
            }
        }
        if let Some(rate) = &mut self.rate {
            rate.took(into.filled().len() - before);
        }
        read
    }
}

impl AsyncWrite for ClientStream {
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

impl Drop for ClientStream {
    fn drop(&mut self) {
        if self.is_disconnected()
            && let Err(error) = self.stream.set_zero_linger()
        {
            tracing::debug!(%error, "a connection that was cut is closed in the ordinary way");
        }
    }
}

#[cfg(test)]
mod tests;
