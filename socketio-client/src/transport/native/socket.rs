//! A WebSocket by tokio-tungstenite.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{Sink, Stream};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Error, Message, handshake::client::Response, protocol::WebSocketConfig},
};

use super::{Job, Tls};
use crate::{
    core::Frame,
    transport::{Gone, Transport},
};

/// A peer that does not answer our good-bye is not waited for longer than this.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// What waits to be written; beyond it nothing is taken.
const WRITE_BUFFER: usize = 128 << 10;

pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub(super) async fn open(url: String, max_frame: usize, tls: Tls) -> Option<Self> {
        let config = WebSocketConfig::default()
            .max_message_size(Some(max_frame))
            .max_frame_size(Some(max_frame))
            .read_buffer_size(16 << 10)
            .write_buffer_size(WRITE_BUFFER);
        let (socket, _) = connect(url, config, tls).await.ok()?;
        Some(Self(socket))
    }
}

type Opened = Result<(WebSocketStream<MaybeTlsStream<TcpStream>>, Response), Error>;

// Packets are small and wait for nobody: no Nagle.
#[cfg(feature = "rustls")]
async fn connect(url: String, config: WebSocketConfig, tls: Tls) -> Opened {
    let connector = tokio_tungstenite::Connector::Rustls(tls);
    tokio_tungstenite::connect_async_tls_with_config(url, Some(config), true, Some(connector)).await
}

#[cfg(not(feature = "rustls"))]
async fn connect(url: String, config: WebSocketConfig, _tls: Tls) -> Opened {
    tokio_tungstenite::connect_async_with_config(url, Some(config), true).await
}

impl Transport for Socket {
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

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        Pin::new(&mut self.0).poll_ready(cx).map_err(|_| Gone)
    }

    fn send(&mut self, frame: Frame) -> Result<(), Gone> {
        let message = match frame {
            Frame::Text(text) => Message::Text(text.into()),
            Frame::Binary(bytes) => Message::Binary(bytes.into()),
        };
        Pin::new(&mut self.0).start_send(message).map_err(|_| Gone)
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        Pin::new(&mut self.0).poll_flush(cx).map_err(|_| Gone)
    }

    fn close(mut self) -> Job<()> {
        Box::pin(async move {
            let _ = tokio::time::timeout(CLOSE_TIMEOUT, self.0.close(None)).await;
        })
    }
}
