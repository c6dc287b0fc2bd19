//! tokio and tokio-tungstenite.

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher,
    pin::Pin,
    sync::OnceLock,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures_util::{SinkExt, Stream};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use super::{Gone, Transport};
use crate::core::Frame;

pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// A peer that does not answer our good-bye is not waited for longer than this.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

impl Transport for Socket {
    async fn open(url: String) -> Option<Self> {
        let (socket, _) = connect_async(url).await.ok()?;
        Some(Self(socket))
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame>> {
        loop {
            let Poll::Ready(message) = Pin::new(&mut self.0).poll_next(cx) else {
                return Poll::Pending;
            };
            return Poll::Ready(match message {
                Some(Ok(Message::Text(text))) => Some(Frame::Text(text.as_str().to_owned())),
                Some(Ok(Message::Binary(bytes))) => Some(Frame::Binary(bytes.to_vec())),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => continue,
                Some(Ok(Message::Close(_)) | Err(_)) | None => None,
            });
        }
    }

    async fn send(&mut self, frame: Frame) -> Result<(), Gone> {
        let message = match frame {
            Frame::Text(text) => Message::Text(text.into()),
            Frame::Binary(bytes) => Message::Binary(bytes.into()),
        };
        self.0.send(message).await.map_err(|_| Gone)
    }

    async fn close(mut self) {
        let _ = tokio::time::timeout(CLOSE_TIMEOUT, self.0.close(None)).await;
    }
}

pub(crate) fn now() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}

pub(crate) fn random_seed() -> u64 {
    // The standard library seeds its hash maps from the system's random source.
    RandomState::new().hash_one(now())
}
