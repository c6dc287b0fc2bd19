//! An Engine.IO client that knows nothing but bytes, so that it can say what no library would.
//!
//! It is written from the protocol's text and shares no code with the server or with our client.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::Value;
use testkit::websocket::{BINARY, HANDSHAKE, TEXT, frame, upgrade};
use tokio::net::TcpSocket;

use super::{Natter, PATIENCE};

/// What a WebSocket brings.
#[derive(PartialEq, Debug)]
pub enum Frame {
    Text(String),
    Binary(Vec<u8>),
    /// Closed, by a frame or by the end of the stream.
    Closed,
}

/// One WebSocket, with the Engine.IO handshake done.
pub struct Socket {
    stream: TcpStream,
    /// Id of the transport.
    pub engine_id: String,
}

impl Socket {
    /// Opens one with more headers; the response's status where it is refused.
    pub fn open_with(natter: &Natter, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let mut socket = Self::raw(natter, "", headers)?;
        socket.read_handshake();
        Ok(socket)
    }

    fn read_handshake(&mut self) {
        let Frame::Text(open) = self.frame() else {
            panic!("no handshake");
        };
        self.engine_id = engine_id(&open);
    }

    pub fn open(natter: &Natter) -> Self {
        Self::open_with(natter, &[]).expect("opens")
    }

    /// One for which the system keeps little: whoever does not read it soon keeps the server waiting.
    pub fn open_narrow(natter: &Natter) -> Self {
        let mut socket = Self::raw_on(narrow(natter), natter, "", &[]).expect("opens");
        socket.read_handshake();
        socket
    }

    /// A WebSocket for a transport that polls so far, probed. It is upgraded with the text "5",
    /// once the last poll has ended.
    pub fn probe(natter: &Natter, polling: &Polling) -> Self {
        let mut socket = Self::raw(natter, &polling.id, &[]).expect("opens");
        socket.text("2probe");
        assert_eq!(socket.frame(), Frame::Text("3probe".into()));
        socket.engine_id.clone_from(&polling.id);
        socket
    }

    fn raw(natter: &Natter, sid: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let stream = TcpStream::connect(natter.address).expect("connects");
        Self::raw_on(stream, natter, sid, headers)
    }

    fn raw_on(
        mut stream: TcpStream,
        natter: &Natter,
        sid: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, u16> {
        stream.set_read_timeout(Some(PATIENCE)).expect("sets");
        let head = upgrade(natter.address, sid, headers);
        stream.write_all(&head).expect("writes");
        let mut answer = Vec::new();
        let mut byte = [0];
        while !answer.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).expect("a response");
            answer.extend(byte);
        }
        let answer = String::from_utf8(answer).expect("text");
        match answer.split(' ').nth(1) {
            Some("101") => Ok(Self {
                stream,
                engine_id: String::new(),
            }),
            status => Err(status.and_then(|code| code.parse().ok()).expect("a status")),
        }
    }

    /// The same connection, for a thread that writes while another reads.
    pub fn second_half(&self) -> Self {
        Self {
            stream: self.stream.try_clone().expect("clones"),
            engine_id: self.engine_id.clone(),
        }
    }

    pub fn text(&mut self, text: &str) {
        self.send(TEXT, text.as_bytes());
    }

    pub fn binary(&mut self, bytes: &[u8]) {
        self.send(BINARY, bytes);
    }

    /// A frame with any first byte. The server may have closed already, which a read will show.
    pub fn send(&mut self, first: u8, payload: &[u8]) {
        self.bytes(&frame(first, payload));
    }

    /// Bytes that need not be a frame.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Says it again and again without reading, until the connection is cut.
    pub fn say_until_cut(&mut self, text: &str) {
        use std::io::ErrorKind::{BrokenPipe, ConnectionReset};
        self.stream.set_write_timeout(Some(PATIENCE)).expect("sets");
        // Of up to 64 KiB, with a mask of zeros.
        let length = u16::try_from(text.len()).expect("middle").to_be_bytes();
        let frame = [&[0x81, 0xfe], &length[..], &[0; 4], text.as_bytes()].concat();
        let error = loop {
            if let Err(error) = self.stream.write_all(&frame) {
                break error;
            }
        };
        assert!(
            matches!(error.kind(), BrokenPipe | ConnectionReset),
            "{error}"
        );
    }

    /// The next frame; answers Engine.IO's pings on the way.
    pub fn frame(&mut self) -> Frame {
        loop {
            match self.any_frame() {
                Some((1, text)) if text == b"2" => self.text("3"),
                Some((1, text)) => return Frame::Text(String::from_utf8(text).expect("text")),
                Some((2, bytes)) => return Frame::Binary(bytes),
                Some((9 | 10, _)) => {}
                Some(_) | None => return Frame::Closed,
            }
        }
    }

    fn any_frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut head = [0; 2];
        self.read(&mut head)?;
        let length = match head[1] & 0x7f {
            126 => {
                let mut length = [0; 2];
                self.read(&mut length)?;
                usize::from(u16::from_be_bytes(length))
            }
            127 => {
                let mut length = [0; 8];
                self.read(&mut length)?;
                usize::try_from(u64::from_be_bytes(length)).expect("fits")
            }
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        self.read(&mut payload)?;
        Some((head[0] & 0x0f, payload))
    }

    /// None at the end of the stream; silence is a failure, not an end.
    fn read(&mut self, into: &mut [u8]) -> Option<()> {
        use std::io::ErrorKind::{TimedOut, WouldBlock};
        match self.stream.read_exact(into) {
            Ok(()) => Some(()),
            Err(error) if matches!(error.kind(), TimedOut | WouldBlock) => {
                panic!("the server says nothing")
            }
            Err(_) => None,
        }
    }

    /// The next text, which must come.
    pub fn next(&mut self) -> String {
        match self.frame() {
            Frame::Text(text) => text,
            other => panic!("{other:?} instead of a text"),
        }
    }

    /// The next text that starts so, without that start; others are skipped.
    pub fn next_after(&mut self, start: &str) -> String {
        loop {
            if let Some(rest) = self.next().strip_prefix(start) {
                return rest.to_owned();
            }
        }
    }

    /// Reads on until the server has closed.
    pub fn assert_closed(&mut self) {
        while self.frame() != Frame::Closed {}
    }

    /// Joins `/`; its socket id.
    pub fn join_tutorial(&mut self) -> String {
        self.text("40");
        socket_id(&self.next_after("40"))
    }

    /// Joins `/chat`; the welcome, or the refusal's data.
    pub fn join_chat(&mut self, auth: &str) -> Result<Value, Value> {
        self.text(&format!("40/chat,{auth}"));
        loop {
            let text = self.next();
            if let Some(refusal) = text.strip_prefix("44/chat,") {
                return Err(json(refusal));
            }
            if let Some(event) = text.strip_prefix("42/chat,") {
                let event = json(event);
                // What others say in this very moment may come first.
                if event[0] != "welcome" {
                    continue;
                }
                return Ok(event[1].clone());
            }
        }
    }

    /// Emits on `/chat` and waits for the ack's one argument; events are skipped.
    pub fn ask(&mut self, event: &Value) -> Value {
        self.text(&format!("42/chat,7{event}"));
        self.ack()
    }

    /// Waits for the ack of [`ask`](Self::ask).
    pub fn ack(&mut self) -> Value {
        let args = json(&self.next_after("43/chat,7"));
        assert_eq!(args.as_array().map(Vec::len), Some(1), "{args}");
        args[0].clone()
    }

    /// All events on `/chat` until the message of that text.
    ///
    /// What is told is told in commit order: of what was done before that message was sent, nothing
    /// comes later.
    pub fn until_message(&mut self, body: &str) -> Vec<Value> {
        let mut heard = Vec::new();
        loop {
            let event = json(&self.next_after("42/chat,"));
            if event[0] == "message" && event[1]["content"]["text"] == body {
                return heard;
            }
            heard.push(event);
        }
    }

    /// The next event of this name on `/chat`: its payload.
    pub fn event(&mut self, name: &str) -> Value {
        loop {
            let event = json(&self.next_after("42/chat,"));
            if event[0] == name {
                return event[1].clone();
            }
        }
    }
}

/// A connection for which the system keeps little.
pub fn narrow(natter: &Natter) -> TcpStream {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("sets");
        let stream = socket.connect(natter.address).await.expect("connects");
        stream.into_std().expect("a stream")
    });
    stream.set_nonblocking(false).expect("sets");
    stream
}

/// A transport that polls.
pub struct Polling<'a> {
    natter: &'a Natter,
    pub id: String,
}

impl<'a> Polling<'a> {
    pub fn open(natter: &'a Natter) -> Self {
        let open = natter.get(&format!("{HANDSHAKE}polling"));
        assert_eq!(open.status, 200, "{open:?}");
        let id = engine_id(&open.whole_body());
        Self { natter, id }
    }

    fn path(&self) -> String {
        format!("{HANDSHAKE}polling&sid={}", self.id)
    }

    /// Status of a POST of packets.
    pub fn post(&self, packets: &[u8]) -> u16 {
        let headers = [("Content-Type", "text/plain;charset=UTF-8")];
        self.natter
            .request("POST", &self.path(), &headers, packets)
            .status
    }

    /// What waits, packet by packet, and the status.
    pub fn poll(&self) -> (u16, Vec<String>) {
        let response = self.natter.get(&self.path());
        let body = response.whole_body();
        let packets = body.split('\x1e').map(str::to_owned).collect();
        (response.status, packets)
    }

    /// Polls until a packet starts so.
    pub fn next_after(&self, start: &str) -> String {
        loop {
            let (status, packets) = self.poll();
            assert_eq!(status, 200, "{packets:?}");
            let found = packets.iter().find_map(|one| one.strip_prefix(start));
            if let Some(rest) = found {
                return rest.to_owned();
            }
            if packets.iter().any(|one| one == "2") {
                self.post(b"3");
            }
        }
    }
}

pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn engine_id(open: &str) -> String {
    socket_id(open.strip_prefix('0').expect("an open packet"))
}

fn socket_id(text: &str) -> String {
    json(text)["sid"].as_str().expect("an id").to_owned()
}
