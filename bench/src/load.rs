//! The clients: bare WebSockets that count what they hear, so that they cost little beside the
//! server that is measured.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use testkit::{PATIENCE, http::connect, people::visitor_session, websocket::HANDSHAKE, within};
use tokio::{
    net::TcpStream,
    sync::{Notify, mpsc, watch},
    task::JoinSet,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, Utf8Bytes},
};
use uuid::Uuid;

use crate::process::{Kind, Server};

/// How what a room is told begins on the wire.
const MESSAGE: &str = "42/chat,[\"message\"";
const REACTED: &str = "42/chat,[\"reacted\"";

fn is_delivery(text: &str) -> bool {
    text.starts_with(MESSAGE) || text.starts_with(REACTED)
}

type Socket = WebSocketStream<TcpStream>;

/// A number that grows, and can be waited for.
#[derive(Default)]
pub struct Count {
    value: AtomicU64,
    /// Whoever waits is told only when the value has come, not at each step.
    wanted: AtomicU64,
    reached: Notify,
}

impl Count {
    fn add_one(&self) {
        let value = self.value.fetch_add(1, Ordering::AcqRel) + 1;
        if value == self.wanted.load(Ordering::Acquire) {
            self.reached.notify_one();
        }
    }

    /// What it is now.
    pub fn get(&self) -> u64 {
        self.value.load(Ordering::Acquire)
    }

    /// Waits until it has reached `value`, but not for ever. One at a time may wait.
    pub async fn reach(&self, value: u64) -> Result<()> {
        self.wanted.store(value, Ordering::Release);
        let reached = async {
            while self.value.load(Ordering::Acquire) < value {
                self.reached.notified().await;
            }
        };
        let reached = within(PATIENCE, format!("{value} packets"), reached).await;
        reached.with_context(|| format!("{} came", self.get()))
    }
}

/// A session's token: for Natter a new visitor's, for others none is needed.
pub async fn sign_in(server: &Server) -> Result<Option<String>> {
    if server.kind == Kind::Relay {
        return Ok(None);
    }
    let session = visitor_session(server.address, Ipv4Addr::LOCALHOST).await?;
    Ok(Some(session.token))
}

/// A socket in `/chat`.
pub struct Client {
    socket: Socket,
    /// The room to talk in.
    pub room: String,
    /// Workspace of its last message.
    pub head: u64,
}

impl Client {
    /// Joins, and waits until it is let in.
    pub async fn join(server: &Server, token: Option<String>) -> Result<Self> {
        let mut socket = open(server.address).await?;
        let auth = json!({ "token": token });
        socket
            .send(Message::text(format!("40/chat,{auth}")))
            .await?;
        loop {
            let text = within(PATIENCE, "a welcome", heard(&mut socket)).await??;
            if let Some(event) = text.strip_prefix("42/chat,[\"welcome\",") {
                let event = event.strip_suffix(']').context("no event")?;
                let welcome: Value = serde_json::from_str(event)?;
                let head = &welcome["heads"][0];
                return Ok(Self {
                    socket,
                    room: head["room"].as_str().context("no room")?.to_owned(),
                    head: head["seq"].as_u64().context("no seq")?,
                });
            }
            if server.kind == Kind::Relay && text.starts_with("40/chat,") {
                return Ok(Self {
                    socket,
                    room: Uuid::now_v7().to_string(),
                    head: 0,
                });
            }
            if text.starts_with("44/chat,") {
                bail!("not let in: {text}");
            }
        }
    }

    /// Asks, and waits for the ack; what else comes is skipped.
    pub async fn ask(&mut self, event: &str, payload: &Value) -> Result<Utf8Bytes> {
        let text = format!("42/chat,0{}", json!([event, payload]));
        self.socket.send(Message::text(text)).await?;
        let acked = async {
            loop {
                let text = heard(&mut self.socket).await?;
                if text.starts_with("43/chat,0") {
                    return Ok(text);
                }
            }
        };
        within(PATIENCE, format!("the ack of {event}"), acked).await?
    }

    /// Answers pings and counts messages and reactions until the server goes.
    async fn listen(mut self, deliveries: Arc<Count>) -> Result<()> {
        loop {
            let text = heard(&mut self.socket).await?;
            if is_delivery(&text) {
                deliveries.add_one();
            }
        }
    }

    /// Answers pings and counts all that it is told, until the server goes.
    pub async fn count(mut self, told: Arc<Count>) -> Result<()> {
        loop {
            if heard(&mut self.socket).await?.starts_with("42/chat,") {
                told.add_one();
            }
        }
    }

    /// Listens, and says what it is given.
    async fn speak(
        mut self,
        mut texts: mpsc::UnboundedReceiver<String>,
        deliveries: Arc<Count>,
        acks: Arc<Count>,
        last_ack: watch::Sender<Utf8Bytes>,
    ) -> Result<()> {
        loop {
            tokio::select! {
                Some(text) = texts.recv() => self.socket.send(Message::text(text)).await?,
                text = heard(&mut self.socket) => {
                    let text = text?;
                    if is_delivery(&text) {
                        deliveries.add_one();
                    } else if text.starts_with("43/chat,") {
                        acks.add_one();
                        last_ack.send_replace(text);
                    }
                }
            }
        }
    }
}

/// Says something in a room, and waits until it is posted.
pub async fn say(client: &mut Client, room: &str, body: &str) -> Result<()> {
    let payload = json!({"room": room, "client_id": Uuid::new_v4(), "body": body});
    let answer = client.ask("send", &payload).await?;
    ensure!(answer.contains("\"ok\""), "not posted: {answer}");
    Ok(())
}

async fn open(address: SocketAddr) -> Result<Socket> {
    let stream = connect(address, Ipv4Addr::LOCALHOST).await?;
    let url = format!("ws://{address}{HANDSHAKE}websocket");
    let opened = within(PATIENCE, "a WebSocket", client_async(url, stream));
    Ok(opened.await??.0)
}

/// The next text that is no ping.
async fn heard(socket: &mut Socket) -> Result<Utf8Bytes> {
    loop {
        match socket.next().await.context("the connection ended")?? {
            Message::Text(text) if text.as_str() == "2" => socket.send(Message::text("3")).await?,
            Message::Text(text) => return Ok(text),
            _ => {}
        }
    }
}

/// Members of one room, of whom one speaks.
pub struct Crowd {
    /// Messages and reactions that were heard, by all together.
    pub deliveries: Arc<Count>,
    /// Answers to the speaker.
    pub acks: Arc<Count>,
    room: String,
    speech: mpsc::UnboundedSender<String>,
    last_ack: watch::Receiver<Utf8Bytes>,
    sent: u64,
    /// Ends with this value.
    members: JoinSet<Result<()>>,
}

impl Crowd {
    /// `size` members, the speaker among them; each hears all.
    pub async fn gather(server: &Server, size: usize) -> Result<Self> {
        let (deliveries, acks) = (Arc::default(), Arc::default());
        let mut members = JoinSet::new();
        for _ in 1..size {
            let client = Client::join(server, sign_in(server).await?).await?;
            members.spawn(client.listen(Arc::clone(&deliveries)));
        }
        let speaker = Client::join(server, sign_in(server).await?).await?;
        let room = speaker.room.clone();
        let (speech, texts) = mpsc::unbounded_channel();
        let (ack, last_ack) = watch::channel(Utf8Bytes::default());
        members.spawn(speaker.speak(texts, Arc::clone(&deliveries), Arc::clone(&acks), ack));
        Ok(Self {
            deliveries,
            acks,
            room,
            speech,
            last_ack,
            sent: 0,
            members,
        })
    }

    /// Says something of 100 bytes; does not wait for it.
    pub fn say(&mut self) -> Result<()> {
        let body = format!("{:0100}", self.sent);
        let payload = json!({"room": self.room, "client_id": Uuid::new_v4(), "body": body});
        self.emit("send", &payload)
    }

    /// Says something, waits until all have heard it, and learns its id.
    pub async fn say_and_learn(&mut self) -> Result<String> {
        self.say()?;
        let members = self.members.len() as u64;
        self.deliveries.reach(self.sent * members).await?;
        self.acks.reach(self.sent).await?;
        let ack = self.last_ack.borrow_and_update().clone();
        let json = ack.find('[').and_then(|at| ack.get(at..));
        let answer: Value = serde_json::from_str(json.context("no ack")?)?;
        let id = answer[0]["ok"]["id"].as_str();
        Ok(id.context("not posted")?.to_owned())
    }

    /// Reacts to a message, or takes that back; does not wait for it.
    pub fn react(&mut self, message: &str, on: bool) -> Result<()> {
        self.emit(
            "react",
            &json!({"message": message, "emoji": "🎉", "on": on}),
        )
    }

    fn emit(&mut self, event: &str, payload: &Value) -> Result<()> {
        let text = format!("42/chat,{}{}", self.sent, json!([event, payload]));
        self.sent += 1;
        self.speech.send(text).context("the speaker has gone")
    }

    /// How much was said and reacted so far.
    pub fn sent(&self) -> u64 {
        self.sent
    }
}
