//! A workspace with an owner, and people without an account in its lobby.

use std::net::{Ipv4Addr, SocketAddr};

use protocol::VisitorSession;

use crate::{
    Error,
    http::{FORM, blocking, request},
};

/// The password of everybody.
pub const PASSWORD: &str = "a lamp that hums quietly";

/// The form that sets a workspace up with an open lobby; its owner is `olive`.
pub const SETUP: &str =
    "workspace=The+Harbour&name=Olive&handle=olive&password=a+lamp+that+hums+quietly&open_lobby=on";

/// Sets the workspace up, unless it is.
///
/// # Errors
/// The server refuses it.
pub async fn set_up(to: SocketAddr) -> Result<(), Error> {
    let here = Ipv4Addr::LOCALHOST;
    let answer = request(to, here, "POST", "/setup", &[FORM], SETUP.as_bytes()).await?;
    // 410: it was done before.
    if answer.status == 410 {
        return Ok(());
    }
    answer.expect("/setup", 303).map(drop)
}

/// Sets the workspace up, unless it is, and comes into its lobby without an account; the cookie.
///
/// # Errors
/// The server refuses it.
pub async fn new_visitor(to: SocketAddr, from: Ipv4Addr) -> Result<String, Error> {
    set_up(to).await?;
    let came = request(to, from, "POST", "/visit", &[FORM], b"").await?;
    let came = came.expect("/visit", 303)?;
    Ok(came.cookie().unwrap_or_default().to_owned())
}

/// The session of a program that comes into an open lobby.
///
/// # Errors
/// The server refuses it.
pub async fn visitor_session(to: SocketAddr, from: Ipv4Addr) -> Result<VisitorSession, Error> {
    let answer = request(to, from, "POST", VISITOR_SESSION, &[], b"").await?;
    session_in(&answer.expect(VISITOR_SESSION, 200)?.body)
}

/// The same, where there is no runtime.
///
/// # Errors
/// The server refuses it.
pub fn visitor_session_blocking(to: SocketAddr) -> Result<VisitorSession, Error> {
    let answer = blocking::request(to, "POST", VISITOR_SESSION, &[], b"")?;
    session_in(&answer.expect(VISITOR_SESSION, 200)?.body)
}

const VISITOR_SESSION: &str = "/api/visitor-session";

fn session_in(body: &[u8]) -> Result<VisitorSession, Error> {
    serde_json::from_slice(body).map_err(|error| Error::Unexpected {
        what: format!("the answer of {VISITOR_SESSION}"),
        expected: "a session".into(),
        found: error.to_string(),
    })
}
