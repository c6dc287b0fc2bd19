//! HTTP of the plainest kind: one request, one connection, and the bytes as they are, so that a
//! test can send what no library would.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::{Error, PATIENCE, within};

/// The header of a form.
pub const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

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
    pub fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = match end {
            Some(end) => (bytes.get(..end), bytes.get(end + 4..)),
            None => (Some(bytes), None),
        };
        let head = String::from_utf8_lossy(head.unwrap_or_default()).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Self {
            status: status.unwrap_or(0),
            head,
            body: body.unwrap_or_default().to_vec(),
        }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Its headers, with names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (String, &str)> {
        let lines = self.head.lines().skip(1);
        lines.filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim()))
        })
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        headers.find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    }

    /// The cookie that it sets, as `name=value`.
    pub fn cookie(&self) -> Option<&str> {
        self.header("set-cookie")?.split(';').next()
    }

    /// The body out of its chunks; nothing if it broke off.
    pub fn whole(&self) -> Option<Vec<u8>> {
        if self.header("transfer-encoding") != Some("chunked") {
            return Some(self.body.clone());
        }
        let (mut whole, mut rest) = (Vec::new(), self.body.as_slice());
        loop {
            let end = rest.windows(2).position(|two| two == b"\r\n")?;
            let size = std::str::from_utf8(rest.get(..end)?).ok()?;
            let size = usize::from_str_radix(size, 16).ok()?;
            if size == 0 {
                return Some(whole);
            }
            whole.extend(rest.get(end + 2..end + 2 + size)?);
            rest = rest.get(end + 4 + size..)?;
        }
    }

    /// The response, if it has that status.
    ///
    /// # Errors
    /// It has another.
    pub fn expect(self, what: &str, status: u16) -> Result<Self, Error> {
        if self.status == status {
            return Ok(self);
        }
        Err(Error::Unexpected {
            what: format!("status of {what}"),
            expected: status.to_string(),
            found: format!("{} {:.300}", self.status, self.text()),
        })
    }
}

/// A request that is the last of its connection. `Host` is the server's address unless a header
/// says another.
pub fn request_bytes(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    if headers.iter().all(|(name, _)| *name != "Host") {
        head.push_str(&format!("Host: {to}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

/// A connection from an address of this machine: limits that count by address see it.
///
/// # Errors
/// There is none.
pub async fn connect(to: SocketAddr, from: Ipv4Addr) -> Result<TcpStream, Error> {
    connect_with(to, from, None).await
}

/// The same; what is not read yet fills no more than `window` bytes of the system's memory.
///
/// # Errors
/// There is none.
pub async fn connect_with(
    to: SocketAddr,
    from: Ipv4Addr,
    window: Option<u32>,
) -> Result<TcpStream, Error> {
    let doing = format!("connect to {to} from {from}");
    let connecting = async {
        let socket = TcpSocket::new_v4()?;
        // Thousands of short connections to one port would else run out of ports.
        socket.set_reuseaddr(true)?;
        if let Some(window) = window {
            socket.set_recv_buffer_size(window)?;
        }
        socket.bind(SocketAddr::new(IpAddr::V4(from), 0))?;
        let stream = socket.connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    };
    let connected = within(PATIENCE, &*doing, connecting).await?;
    connected.map_err(Error::io(doing))
}

/// Sends bytes, and reads what comes until the server closes.
///
/// # Errors
/// It takes too long.
pub async fn exchange(mut stream: TcpStream, request: &[u8]) -> Result<Response, Error> {
    let read = async {
        // The server may answer, and close, before it has read everything.
        let _ = stream.write_all(request).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        bytes
    };
    let line = request.split(|byte| *byte == b'\r').next();
    let line = String::from_utf8_lossy(line.unwrap_or_default());
    let bytes = within(PATIENCE, format!("the response to {line:.100}"), read).await?;
    Ok(Response::parse(&bytes))
}

/// A request with these headers and this body, on a connection of its own.
///
/// # Errors
/// There is no connection, or no response in time.
pub async fn request(
    to: SocketAddr,
    from: Ipv4Addr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Response, Error> {
    let bytes = request_bytes(to, method, path, headers, body);
    exchange(connect(to, from).await?, &bytes).await
}

/// GET from this machine's common address.
///
/// # Errors
/// There is no connection, or no response in time.
pub async fn get(to: SocketAddr, path: &str) -> Result<Response, Error> {
    request(to, Ipv4Addr::LOCALHOST, "GET", path, &[], b"").await
}

/// For tests that have no runtime: the thread waits.
pub mod blocking {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream,
    };

    use super::{Error, PATIENCE, Response, SocketAddr, request_bytes};

    /// Sends bytes, and reads what comes until the server closes, or says nothing for too long.
    ///
    /// # Errors
    /// The connection is no good.
    pub fn exchange(mut stream: TcpStream, request: &[u8]) -> Result<Response, Error> {
        let limited = stream.set_read_timeout(Some(PATIENCE));
        limited.map_err(Error::io("limit a read"))?;
        // The server may answer, and close, before it has read everything.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Ok(Response::parse(&bytes))
    }

    /// A request with these headers and this body, on a connection of its own.
    ///
    /// # Errors
    /// There is no connection.
    pub fn request(
        to: SocketAddr,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Response, Error> {
        let stream = TcpStream::connect(to).map_err(Error::io(format!("connect to {to}")))?;
        exchange(stream, &request_bytes(to, method, path, headers, body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_read_as_it_came() {
        let chunked =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nSet-Cookie: a=b; Path=/\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        let response = Response::parse(chunked);
        assert_eq!((response.status, response.cookie()), (200, Some("a=b")));
        assert_eq!(response.whole().as_deref(), Some(&b"abc"[..]));
        let broken = Response::parse(chunked.get(..chunked.len() - 8).unwrap_or_default());
        assert_eq!(broken.whole(), None);
        assert_eq!(Response::parse(b"").status, 0);
    }
}
