//! Cutting a socket off ends its transport, and no other: seen by raw clients of a small server
//! whose heartbeat never ends anything.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use server::{
    disconnect::{self, ClientListener},
    realtime::Transports,
};
use socketioxide::{
    SendError, SocketError, SocketIo,
    extract::{Data, SocketRef},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::timeout,
};

/// Long enough for a busy machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer than any test.
const NEVER: Duration = Duration::from_secs(3600);

struct Server {
    address: SocketAddr,
    transports: Transports,
    /// Sockets as they connect.
    connected: mpsc::UnboundedReceiver<SocketRef>,
    /// Ids of sockets as they end.
    ended: mpsc::UnboundedReceiver<String>,
}

impl Server {
    async fn start() -> Self {
        let (connected, sockets) = mpsc::unbounded_channel();
        let (ended, ends) = mpsc::unbounded_channel();
        let (service, io) = SocketIo::builder()
            .ping_interval(NEVER)
            .ping_timeout(NEVER)
            .max_buffer_size(16)
            .build_svc();
        io.ns("/", async move |socket: SocketRef| {
            let ended = ended.clone();
            socket.on_disconnect(async move |socket: SocketRef| {
                let _ = ended.send(socket.id.to_string());
            });
            socket.on("say", async |socket: SocketRef, Data::<String>(text)| {
                let _ = socket.emit("said", &text);
            });
            let _ = connected.send(socket);
        });
        let transports = Transports::default();
        let app = transports.watch(Router::new().route_service("/socket.io/", service));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let address = listener.local_addr().expect("has one");
        let listener = ClientListener::new(listener);
        tokio::spawn(async { axum::serve(listener, disconnect::make_service(app)).await });
        Self {
            address,
            transports,
            connected: sockets,
            ended: ends,
        }
    }

    async fn socket(&mut self) -> SocketRef {
        within(self.connected.recv()).await.expect("connects")
    }

    async fn ended(&mut self) -> String {
        within(self.ended.recv()).await.expect("ends")
    }
}

async fn within<T>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("happens in time")
}

/// One TCP connection, of a client that sends bytes as it likes.
struct Client(TcpStream);

/// A response's status and body.
#[derive(PartialEq, Debug)]
struct Answer(u16, String);

impl Client {
    async fn connect(server: &Server) -> Self {
        Self(TcpStream::connect(server.address).await.expect("connects"))
    }

    async fn ask(&mut self, method: &str, query: &str, headers: &str, body: &str) {
        let length = body.len();
        let request = format!(
            "{method} /socket.io/?EIO=4&{query} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.0.write_all(request.as_bytes()).await.expect("writes");
    }

    async fn answer(&mut self) -> Answer {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(within(self.0.read_u8()).await.expect("a response"));
        }
        let head = String::from_utf8(head).expect("text").to_lowercase();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.trim().parse().expect("a number"));
        let mut body = vec![0; length];
        within(self.0.read_exact(&mut body)).await.expect("a body");
        let body = String::from_utf8(body).expect("text");
        Answer(status.expect("a status"), body)
    }

    async fn poll(&mut self, sid: &str) -> Answer {
        self.ask_to_poll(sid).await;
        self.answer().await
    }

    async fn ask_to_poll(&mut self, sid: &str) {
        let query = format!("transport=polling&sid={sid}");
        self.ask("GET", &query, "", "").await;
    }

    async fn post(&mut self, sid: &str, packet: &str) -> Answer {
        self.ask("POST", &format!("transport=polling&sid={sid}"), "", packet)
            .await;
        self.answer().await
    }

    /// Opens a transport that polls, and joins; its id.
    async fn open_polling(&mut self) -> String {
        self.ask("GET", "transport=polling", "", "").await;
        let open = self.answer().await.1;
        let sid = open.split('"').nth(3).expect("an id").to_owned();
        assert_eq!(self.post(&sid, "40").await, Answer(200, "ok".into()));
        // The first ping comes now, and is the last.
        let (mut has_joined, mut was_pinged) = (false, false);
        while !(has_joined && was_pinged) {
            self.ask_to_poll(&sid).await;
            let heard = self.answer().await.1;
            has_joined |= heard.split('\x1e').any(|one| one.starts_with("40{"));
            was_pinged |= heard.split('\x1e').any(|one| one == "2");
        }
        sid
    }

    /// Asks for a WebSocket; the status.
    async fn open_websocket(&mut self, query: &str) -> u16 {
        let headers = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
        self.ask("GET", &format!("transport=websocket{query}"), headers, "")
            .await;
        self.answer().await.0
    }

    /// A text of up to 125 bytes.
    async fn text(&mut self, text: &str) {
        let length = u8::try_from(text.len()).expect("short");
        let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
        frame.extend(text.as_bytes());
        self.0.write_all(&frame).await.expect("writes");
    }

    /// The next text that is no ping, of up to 125 bytes.
    async fn next(&mut self) -> String {
        loop {
            let mut head = [0; 2];
            within(self.0.read_exact(&mut head)).await.expect("a frame");
            let mut text = vec![0; head[1].into()];
            within(self.0.read_exact(&mut text)).await.expect("a text");
            if text != b"2" {
                return String::from_utf8(text).expect("text");
            }
        }
    }

    async fn says_and_hears(&mut self, text: &str) {
        self.text(&format!(r#"42["say","{text}"]"#)).await;
        assert_eq!(self.next().await, format!(r#"42["said","{text}"]"#));
    }

    /// Reads what is left, until the connection is closed or reset.
    async fn drain(&mut self) {
        let mut some = vec![0; 1 << 16];
        while let Ok(1..) = within(self.0.read(&mut some)).await {}
    }
}

/// A WebSocket from the start, joined.
async fn websocket(server: &mut Server) -> (Client, SocketRef) {
    let mut client = Client::connect(server).await;
    assert_eq!(client.open_websocket("").await, 101);
    assert!(client.next().await.starts_with("0{"));
    client.text("40").await;
    assert!(client.next().await.starts_with("40{"));
    (client, server.socket().await)
}

/// A transport that polled first and is a WebSocket now: that, and the connection of the polls.
async fn upgraded(server: &mut Server) -> (Client, Client, SocketRef) {
    let mut polls = Client::connect(server).await;
    let sid = polls.open_polling().await;
    let mut client = Client::connect(server).await;
    assert_eq!(client.open_websocket(&format!("&sid={sid}")).await, 101);
    client.text("2probe").await;
    assert_eq!(client.next().await, "3probe");
    client.text("5").await;
    client.says_and_hears("upgraded").await;
    (client, polls, server.socket().await)
}

/// Sends until the socket's queue takes no more, and the writer that empties it has not moved between
/// two looks: it waits for the client to read.
async fn fill(socket: &SocketRef) {
    let long = "x".repeat(100_000);
    let is_full = || match socket.emit("long", &long) {
        Ok(()) => false,
        Err(SendError::Socket(SocketError::InternalChannelFull)) => true,
        Err(error) => panic!("{error:?}"),
    };
    loop {
        while !is_full() {}
        tokio::time::sleep(Duration::from_millis(50)).await;
        if is_full() {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stopped_reading_is_cut_and_one_beside_it_is_not() {
    let mut server = Server::start().await;
    let (mut stuck, socket) = websocket(&mut server).await;
    let (mut beside, _) = websocket(&mut server).await;
    fill(&socket).await;
    server.transports.disconnect(&socket);
    assert_eq!(server.ended().await, socket.id.to_string());
    stuck.drain().await;
    beside.says_and_hears("still here").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_waits_is_cut() {
    let mut server = Server::start().await;
    let (mut waiting, socket) = websocket(&mut server).await;
    let (mut beside, _) = websocket(&mut server).await;
    server.transports.disconnect(&socket);
    waiting.drain().await;
    assert_eq!(server.ended().await, socket.id.to_string());
    beside.says_and_hears("still here").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgraded_client_that_stopped_reading_is_cut_and_the_connection_of_its_polls_is_not() {
    let mut server = Server::start().await;
    let (mut stuck, mut polls, socket) = upgraded(&mut server).await;
    let (mut beside, _, _) = upgraded(&mut server).await;
    fill(&socket).await;
    server.transports.disconnect(&socket);
    assert_eq!(server.ended().await, socket.id.to_string());
    stuck.drain().await;
    beside.says_and_hears("still here").await;
    polls.open_polling().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_transport_that_polls_is_refused_and_others_on_its_connection_are_not() {
    let mut server = Server::start().await;
    let mut shared = Client::connect(&server).await;
    let (cut, beside) = (shared.open_polling().await, shared.open_polling().await);
    let socket = server.socket().await;
    assert_eq!(socket.id.to_string(), cut);

    // One poll waits on a connection of its own.
    let mut waiting = Client::connect(&server).await;
    waiting.ask_to_poll(&cut).await;
    server.transports.disconnect(&socket);
    assert_eq!(waiting.answer().await.0, 400);

    let _ = socket.emit("said", "too late");
    assert_eq!(shared.poll(&cut).await.0, 400);
    assert_eq!(shared.post(&cut, "40").await.0, 400);
    let mut upgrade = Client::connect(&server).await;
    assert_eq!(upgrade.open_websocket(&format!("&sid={cut}")).await, 400);

    let said = r#"42["say","still here"]"#;
    assert_eq!(shared.post(&beside, said).await.0, 200);
    let heard = shared.poll(&beside).await;
    assert_eq!(heard, Answer(200, r#"42["said","still here"]"#.into()));
}
