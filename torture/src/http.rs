//! HTTP of the plainest kind: one request, one connection, and the bytes as they are, so that a
//! trial can send what no library would.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use protocol::VisitorSession;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::failure::{Failure, PATIENCE, holds, same, within};

#[derive(Debug)]
pub struct Response {
    /// Its status; 0 when the server closed without one.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// Its body, as it came.
    pub body: Vec<u8>,
}

impl Response {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// A connection from an address of this machine: limits that count by address see it.
pub async fn connect(to: SocketAddr, from: Ipv4Addr) -> Result<TcpStream, Failure> {
    connect_with(to, from, None).await
}

/// The same; what is not read yet fills no more than `window` bytes of the system's memory.
pub async fn connect_with(
    to: SocketAddr,
    from: Ipv4Addr,
    window: Option<u32>,
) -> Result<TcpStream, Failure> {
    let doing = || Failure::io(format!("connect to {to} from {from}"));
    let socket = TcpSocket::new_v4().map_err(doing())?;
    // Thousands of short connections to one port would else run out of ports.
    socket.set_reuseaddr(true).map_err(doing())?;
    if let Some(window) = window {
        socket.set_recv_buffer_size(window).map_err(doing())?;
    }
    socket
        .bind(SocketAddr::new(IpAddr::V4(from), 0))
        .map_err(doing())?;
    let stream = socket.connect(to).await.map_err(doing())?;
    stream.set_nodelay(true).map_err(doing())?;
    Ok(stream)
}

/// Sends bytes, and reads what comes until the server closes.
pub async fn exchange(mut stream: TcpStream, request: &[u8]) -> Result<Response, Failure> {
    let read = async {
        // The server may answer, and close, before it has read everything.
        let _ = stream.write_all(request).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        bytes
    };
    let bytes = within(PATIENCE, "a response", read).await?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = match end {
        Some(end) => (&bytes[..end], &bytes[end + 4..]),
        None => (&bytes[..], &[][..]),
    };
    let head = String::from_utf8_lossy(head).into_owned();
    Ok(Response {
        status: head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0),
        head,
        body: body.to_vec(),
    })
}

/// A request with these headers and this body.
pub async fn request(
    to: SocketAddr,
    from: Ipv4Addr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Response, Failure> {
    let mut bytes = format!(
        "{method} {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut bytes = bytes.into_bytes();
    bytes.extend(b"\r\n");
    bytes.extend(body);
    exchange(connect(to, from).await?, &bytes).await
}

/// GET from this machine's common address.
pub async fn get(to: SocketAddr, path: &str) -> Result<Response, Failure> {
    request(to, Ipv4Addr::LOCALHOST, "GET", path, &[], b"").await
}

/// Sets the workspace up, unless somebody has, and comes into its lobby without an account; the cookie.
pub async fn new_visitor(to: SocketAddr, from: Ipv4Addr) -> Result<String, Failure> {
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let owner =
        b"workspace=Harbour&name=Olive&handle=olive&password=a+lamp+that+hums+quietly&open_lobby=on";
    let set_up = request(to, Ipv4Addr::LOCALHOST, "POST", "/setup", &kind, owner).await?;
    holds(
        "status of /setup",
        matches!(set_up.status, 303 | 410),
        "303, or 410 when it was done before",
        set_up.status,
    )?;
    let came = request(to, from, "POST", "/visit", &kind, b"").await?;
    same("status of /visit", 303, came.status)?;
    let cookie = came
        .header("set-cookie")
        .and_then(|set| set.split(';').next());
    Ok(cookie.unwrap_or_default().to_owned())
}

/// A new guest.
pub async fn new_guest(to: SocketAddr, from: Ipv4Addr) -> Result<VisitorSession, Failure> {
    let response = request(to, from, "POST", "/api/visitor-session", &[], b"").await?;
    same("status of /api/visitor-session", 200, response.status)?;
    serde_json::from_slice(&response.body).map_err(|error| Failure::Unexpected {
        what: "the answer of /api/visitor-session".into(),
        expected: "a guest session".into(),
        found: error.to_string(),
    })
}
