//! A WebSocket that knows nothing but bytes, so that it can say what no library would, and so
//! light that a thousand of them fit beside the server. Written from RFC 6455 and the texts of
//! Engine.IO 4 and Socket.IO 5; it shares no code with the server or with our client.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use crate::failure::{Failure, PATIENCE, holds, within};
pub use testkit::websocket::{BINARY, HANDSHAKE, PING, TEXT, frame};
use testkit::{http, websocket::upgrade};

/// What comes from the server.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary(Vec<u8>),
    /// The answer to a ping of ours.
    Pong(Vec<u8>),
    /// The connection is closed, by a frame or by the end of the stream.
    Closed,
}

pub struct Raw {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    /// Id of the Engine.IO transport.
    pub engine_id: String,
}

impl Raw {
    /// Opens one; the response's status if it is refused.
    pub async fn open(
        to: SocketAddr,
        from: Ipv4Addr,
        headers: &[(&str, &str)],
    ) -> Result<Result<Self, u16>, Failure> {
        Self::on(http::connect(to, from).await?, "", headers).await
    }

    /// Opens one with no headers of its own; a refusal is a failure.
    pub async fn open_plain(to: SocketAddr, from: Ipv4Addr) -> Result<Self, Failure> {
        Self::open(to, from, &[]).await?.map_err(refused)
    }

    /// A WebSocket for a transport that polls so far; the upgrade is not begun.
    pub async fn for_polling(
        to: SocketAddr,
        from: Ipv4Addr,
        engine_id: &str,
    ) -> Result<Self, Failure> {
        let opened = Self::on(http::connect(to, from).await?, engine_id, &[]).await?;
        opened.map_err(refused)
    }

    /// Opens one on a connection. With an `engine_id` it belongs to that transport.
    pub async fn on(
        mut stream: TcpStream,
        engine_id: &str,
        headers: &[(&str, &str)],
    ) -> Result<Result<Self, u16>, Failure> {
        let to = stream
            .peer_addr()
            .map_err(Failure::io("see the server's address"))?;
        let head = upgrade(to, engine_id, headers);
        let written = stream.write_all(&head).await;
        written.map_err(Failure::io("write a handshake"))?;
        let (reader, writer) = stream.into_split();
        let mut raw = Self {
            reader: BufReader::with_capacity(4096, reader),
            writer,
            engine_id: engine_id.to_owned(),
        };
        let status = within(PATIENCE, "the answer to a handshake", raw.status()).await?;
        if status != 101 {
            return Ok(Err(status));
        }
        if engine_id.is_empty() {
            let open = raw.next().await?;
            raw.engine_id = engine_id_of(&open)?;
        }
        Ok(Ok(raw))
    }

    async fn status(&mut self) -> u16 {
        let (mut status, mut line) = (None, String::new());
        loop {
            line.clear();
            match self.reader.read_line(&mut line).await {
                Ok(0) | Err(_) => return 0,
                Ok(_) if line.trim_end().is_empty() => return status.unwrap_or(0),
                Ok(_) => {}
            }
            let code = || line.split(' ').nth(1)?.parse().ok();
            status = status.or_else(code);
        }
    }

    /// Sends a text.
    pub async fn text(&mut self, text: &str) {
        self.bytes(&frame(TEXT, text.as_bytes())).await;
    }

    /// Sends bytes that need not be a frame. The server may have closed already, which a read will
    /// show.
    pub async fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.writer.write_all(bytes).await;
    }

    /// Says that nothing more will come, and leaves the other direction open.
    pub async fn end(&mut self) {
        let _ = self.writer.shutdown().await;
    }

    /// The next frame; answers Engine.IO's pings on the way. Silence is a failure.
    pub async fn next(&mut self) -> Result<Incoming, Failure> {
        within(PATIENCE, "a frame from the server", self.read()).await
    }

    /// The same, however long it takes.
    pub async fn read(&mut self) -> Incoming {
        loop {
            match self.any_frame().await {
                Some((1, text)) if text == b"2" => self.text("3").await,
                Some((1, text)) => {
                    return Incoming::Text(String::from_utf8_lossy(&text).into_owned());
                }
                Some((2, bytes)) => return Incoming::Binary(bytes),
                Some((10, bytes)) => return Incoming::Pong(bytes),
                Some((9, _)) => {}
                Some(_) | None => return Incoming::Closed,
            }
        }
    }

    async fn any_frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut head = [0; 2];
        self.reader.read_exact(&mut head).await.ok()?;
        let length = match head[1] & 0x7f {
            126 => u64::from(self.reader.read_u16().await.ok()?),
            127 => self.reader.read_u64().await.ok()?,
            short => u64::from(short),
        };
        let mut payload = vec![0; usize::try_from(length).ok()?];
        self.reader.read_exact(&mut payload).await.ok()?;
        Some((head[0] & 0x0f, payload))
    }

    /// Waits for a text that starts so, and returns the rest of it; others are skipped.
    pub async fn after(&mut self, start: &str) -> Result<String, Failure> {
        let found = async {
            loop {
                match self.read().await {
                    Incoming::Text(text) => {
                        if let Some(rest) = text.strip_prefix(start) {
                            return Some(rest.to_owned());
                        }
                    }
                    Incoming::Binary(_) | Incoming::Pong(_) => {}
                    Incoming::Closed => return None,
                }
            }
        };
        let found = within(PATIENCE, format!("a text that starts with {start}"), found).await?;
        found.ok_or_else(|| Failure::Unexpected {
            what: "an open connection".into(),
            expected: format!("a text that starts with {start}"),
            found: "the end of the connection".into(),
        })
    }

    /// Reads until the server has closed; it must do so within the time.
    pub async fn closes(&mut self, patience: std::time::Duration) -> Result<(), Failure> {
        let closed = async { while self.read().await != Incoming::Closed {} };
        within(patience, "the server closes a connection", closed).await
    }

    /// Joins `/chat`; the welcome's payload. A refusal is a failure.
    pub async fn join_chat(&mut self, token: &str) -> Result<Value, Failure> {
        self.text(&format!("40/chat,{{\"token\":\"{token}\"}}"))
            .await;
        let welcome = self.after("42/chat,[\"welcome\",").await?;
        json(welcome.trim_end_matches(']'))
    }

    /// Emits on `/chat` and waits for the ack's one argument; events are skipped.
    pub async fn ask(&mut self, event: &Value) -> Result<Value, Failure> {
        self.text(&format!("42/chat,7{event}")).await;
        let mut args = json(&self.after("43/chat,7").await?)?;
        Ok(args[0].take())
    }
}

fn refused(status: u16) -> Failure {
    if status == 503 {
        return Failure::Full;
    }
    Failure::Unexpected {
        what: "a handshake".into(),
        expected: "101 Switching Protocols".into(),
        found: status.to_string(),
    }
}

fn engine_id_of(open: &Incoming) -> Result<String, Failure> {
    let id = match open {
        Incoming::Text(text) => text
            .split_once("\"sid\":\"")
            .and_then(|(_, rest)| Some(rest.split_once('"')?.0)),
        _ => None,
    };
    let id = id.unwrap_or_default().to_owned();
    holds(
        "the open packet",
        !id.is_empty(),
        "a sid",
        format!("{open:?}"),
    )?;
    Ok(id)
}

/// JSON from the server.
pub fn json(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::Unexpected {
        what: "a text of the server".into(),
        expected: "JSON".into(),
        found: text.into(),
    })
}
