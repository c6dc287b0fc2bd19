//! A client that blocks its thread: so cheap that most of two cores is left to the server, and so
//! simple that what it measures is the server's time.

use std::{
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::runtime::Handle;

use testkit::http;

use crate::{
    failure::{Failure, within},
    raw::{HANDSHAKE, TEXT, frame, json},
};

/// How long one read or connect may take.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// How long one write may block before the writer looks at its clock.
const WRITE_TIMEOUT: Duration = Duration::from_millis(200);

/// Receive buffer of a client that does not read: the rest waits at the server.
const SMALL_WINDOW: u32 = 4096;

/// Opens connections to the server.
#[derive(Clone)]
pub struct Dialer {
    to: SocketAddr,
    runtime: Handle,
}

impl Dialer {
    /// To the server at that address. Must be called within the runtime.
    pub fn new(to: SocketAddr) -> Self {
        Self {
            to,
            runtime: Handle::current(),
        }
    }

    /// The server's address, as `Host` names it.
    pub fn host(&self) -> String {
        self.to.to_string()
    }

    /// A connection from an address of this machine.
    pub fn connect(&self, from: Ipv4Addr) -> Result<TcpStream, Failure> {
        self.connect_with(from, None)
    }

    /// A connection of somebody who will not read what comes.
    pub fn connect_deaf(&self, from: Ipv4Addr) -> Result<TcpStream, Failure> {
        self.connect_with(from, Some(SMALL_WINDOW))
    }

    fn connect_with(&self, from: Ipv4Addr, window: Option<u32>) -> Result<TcpStream, Failure> {
        let connecting = http::connect_with(self.to, from, window);
        let connected = within(ANSWER_TIMEOUT, "a connection", connecting);
        let stream = self.runtime.block_on(connected)??.into_std();
        let settled = stream.and_then(|stream| {
            stream.set_nonblocking(false)?;
            stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
            stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
            Ok(stream)
        });
        settled.map_err(Failure::io("make a connection block"))
    }

    /// One request on a connection of its own.
    pub fn ask(&self, from: Ipv4Addr, request: &[u8]) -> Result<Answer, Failure> {
        let mut http = Http::new(self.connect(from)?);
        let mut body = Vec::new();
        let head = http.ask(request, &mut |part| body.extend_from_slice(part));
        let head = head.map_err(Failure::io("get an answer"))?;
        Ok(Answer {
            status: head.status,
            head: head.text,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

/// A whole answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The session that it sets, as a cookie and as the token in it.
    pub fn session(&self) -> Option<Session> {
        let set = self.head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("set-cookie").then_some(value)
        })?;
        let cookie = set.split(';').next()?.trim();
        let (_, token) = cookie.split_once('=')?;
        Some(Session {
            token: token.to_owned(),
            cookie: cookie.to_owned(),
        })
    }
}

#[derive(Clone, Debug)]
pub struct Session {
    pub token: String,
    pub cookie: String,
}

/// What a request is made of.
#[derive(Clone, Copy, Default)]
pub struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub cookie: &'a str,
    /// More headers, each with its line's end.
    pub headers: &'a str,
    pub json: bool,
    pub body: &'a str,
}

impl Request<'_> {
    /// The bytes, for a connection that is kept.
    pub fn bytes(&self, host: &str) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n", self.method, self.path);
        if !self.cookie.is_empty() {
            text.push_str(&format!("Cookie: {}\r\n", self.cookie));
        }
        text.push_str(self.headers);
        if self.method != "GET" {
            let kind = if self.json {
                "application/json"
            } else {
                "application/x-www-form-urlencoded"
            };
            let length = self.body.len();
            text.push_str(&format!(
                "Content-Type: {kind}\r\nContent-Length: {length}\r\n"
            ));
        }
        text.push_str("\r\n");
        text.push_str(self.body);
        text.into_bytes()
    }
}

/// One kept connection.
pub struct Http {
    reader: BufReader<TcpStream>,
}

/// Status and headers of an answer.
pub struct Head {
    pub status: u16,
    pub text: String,
}

impl Http {
    /// On that connection.
    pub fn new(stream: TcpStream) -> Self {
        Self {
            reader: BufReader::with_capacity(64 << 10, stream),
        }
    }

    /// Sends a request, and reads its answer; the body's parts go to `body` as they come.
    pub fn ask(&mut self, request: &[u8], body: &mut dyn FnMut(&[u8])) -> io::Result<Head> {
        write_whole(self.reader.get_mut(), request)?;
        self.answer(body)
    }

    fn answer(&mut self, body: &mut dyn FnMut(&[u8])) -> io::Result<Head> {
        let (mut text, mut length, mut chunked) = (String::new(), None, false);
        loop {
            let start = text.len();
            if self.reader.read_line(&mut text)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let line = text[start..].trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().ok();
            }
            chunked |= line.starts_with("transfer-encoding:") && line.ends_with("chunked");
        }
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok());
        if chunked {
            self.chunks(body)?;
        } else {
            self.copy(length.unwrap_or(0), body)?;
        }
        Ok(Head {
            status: status.unwrap_or(0),
            text,
        })
    }

    fn chunks(&mut self, body: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line)?;
            let size = u64::from_str_radix(line.trim(), 16);
            let size = size.map_err(|_| io::Error::from(ErrorKind::UnexpectedEof))?;
            self.copy(size, body)?;
            self.copy(2, &mut |_| {})?;
            if size == 0 {
                return Ok(());
            }
        }
    }

    fn copy(&mut self, mut left: u64, body: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        while left > 0 {
            let part = self.reader.fill_buf()?;
            if part.is_empty() {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let part = &part[..part.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
            body(part);
            let read = part.len();
            self.reader.consume(read);
            left -= read as u64;
        }
        Ok(())
    }
}

/// Writes all of it, for as long as one read may take.
fn write_whole(stream: &mut TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    let started = Instant::now();
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if is_timeout(&error) && started.elapsed() < ANSWER_TIMEOUT => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether a read or write only took too long.
pub fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// The writing half of a WebSocket; its reader answers heartbeats by it.
#[derive(Clone)]
pub struct Writer(Arc<Mutex<TcpStream>>);

impl Writer {
    /// Sends a text.
    pub fn text(&self, text: &str) -> io::Result<()> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        write_whole(&mut stream, &frame(TEXT, text.as_bytes()))
    }

    /// Ends both directions.
    pub fn close(&self) {
        let stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // It may be closed already.
        let _ = stream.shutdown(std::net::Shutdown::Both);
    }
}

pub struct Socket {
    reader: BufReader<TcpStream>,
    pub writer: Writer,
}

impl Socket {
    /// Opens one from that address with these headers, each with its line's end.
    pub fn open(dialer: &Dialer, from: Ipv4Addr, headers: &str) -> Result<Self, Failure> {
        Self::on(dialer.connect(from)?, &dialer.host(), headers)
    }

    /// Opens one on a connection.
    pub fn on(stream: TcpStream, host: &str, headers: &str) -> Result<Self, Failure> {
        let opening = || {
            let request = format!(
                "GET {HANDSHAKE}websocket HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{headers}\r\n"
            );
            let mut reader = BufReader::with_capacity(16 << 10, stream.try_clone()?);
            write_whole(reader.get_mut(), request.as_bytes())?;
            let (mut head, mut line) = (String::new(), String::new());
            while line != "\r\n" {
                line.clear();
                if reader.read_line(&mut line)? == 0 {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                head.push_str(&line);
            }
            Ok((reader, head))
        };
        let (reader, head) = opening().map_err(Failure::io("open a WebSocket"))?;
        if head.contains(" 503 ") {
            return Err(Failure::Full);
        }
        let mut socket = Self {
            reader,
            writer: Writer(Arc::new(Mutex::new(stream))),
        };
        socket.after("0{")?;
        Ok(socket)
    }

    /// The next text; heartbeats are answered on the way. Silence is an error.
    pub fn next(&mut self) -> io::Result<String> {
        let started = Instant::now();
        while started.elapsed() < ANSWER_TIMEOUT {
            let mut head = [0; 2];
            self.reader.read_exact(&mut head)?;
            let length = match head[1] & 0x7f {
                126 => {
                    let mut length = [0; 2];
                    self.reader.read_exact(&mut length)?;
                    u64::from(u16::from_be_bytes(length))
                }
                127 => {
                    let mut length = [0; 8];
                    self.reader.read_exact(&mut length)?;
                    u64::from_be_bytes(length)
                }
                short => u64::from(short),
            };
            let mut payload = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
            self.reader.read_exact(&mut payload)?;
            match head[0] & 0x0f {
                1 if payload == b"2" => self.writer.text("3")?,
                1 => return Ok(String::from_utf8_lossy(&payload).into_owned()),
                8 => return Err(ErrorKind::UnexpectedEof.into()),
                _ => {}
            }
        }
        Err(ErrorKind::TimedOut.into())
    }

    /// Waits for a text that starts so, and returns the rest of it; others are skipped.
    pub fn after(&mut self, start: &str) -> Result<String, Failure> {
        loop {
            let text = self.next();
            let text =
                text.map_err(Failure::io(format!("hear a text that starts with {start}")))?;
            if let Some(rest) = text.strip_prefix(start) {
                return Ok(rest.to_owned());
            }
        }
    }

    /// Sends a text; a closed connection is a failure.
    pub fn say(&self, text: &str) -> Result<(), Failure> {
        let said = self.writer.text(text);
        said.map_err(Failure::io("write to a socket"))
    }

    /// Joins `/chat`; the welcome.
    pub fn join_chat(&mut self, token: &str) -> Result<Value, Failure> {
        self.say(&format!("40/chat,{{\"token\":\"{token}\"}}"))?;
        let welcome = self.after("42/chat,[\"welcome\",")?;
        json(welcome.trim_end_matches(']'))
    }

    /// The stream below, for somebody who reads bytes.
    pub fn into_stream(self) -> BufReader<TcpStream> {
        self.reader
    }
}
