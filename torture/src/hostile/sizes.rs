//! Around the limit of 128 KiB, and far beyond it.

use std::{net::SocketAddr, time::Duration};

use serde_json::json;

use super::{ATTACKER, beside::beside};
use testkit::{http, people};

use crate::{
    failure::{Failure, holds, same},
    natter::Launch,
    raw::{BINARY, HANDSHAKE, Incoming, Raw, TEXT, frame},
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "hostile",
    name: "sizes",
    run: |plan| Box::pin(run(plan)),
};

/// The server's limit for one packet.
const LIMIT: usize = protocol::limits::MAX_FRAME_BYTES;
const HUGE: usize = 64 << 20;
const SOON: Duration = Duration::from_secs(30);

async fn run(_: Plan) -> Result<String, Failure> {
    let natter = Launch::default().start()?;
    let server = natter.address();
    beside(&natter, async {
        sockets(server).await?;
        polling(server).await?;
        let cookie = people::new_visitor(server, ATTACKER).await?;
        for path in ["/r/lobby/messages", "/sign-in", "/join/nothing"] {
            let headers = [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Cookie", cookie.as_str()),
            ];
            let form = vec![b'a'; HUGE];
            let form = http::request(server, ATTACKER, "POST", path, &headers, &form).await?;
            refused_or_cut(&format!("a form of 64 MiB to {path}"), form.status)?;
        }
        Ok("packets of 128 KiB answered, of one byte more and of 64 MiB cut, on sockets, by polling and as a form".into())
    })
    .await
}

/// An event of exactly so many bytes, which is answered by `unknown_event` if it is read.
fn event(bytes: usize) -> String {
    let empty = "42/chat,7[\"nothing\",\"\"]";
    let filling = "x".repeat(bytes - empty.len());
    format!("42/chat,7[\"nothing\",\"{filling}\"]")
}

async fn sockets(server: SocketAddr) -> Result<(), Failure> {
    let token = people::visitor_session(server, ATTACKER).await?.token;
    for bytes in [LIMIT - 1, LIMIT] {
        let mut raw = Raw::open_plain(server, ATTACKER).await?;
        raw.join_chat(&token).await?;
        raw.text(&event(bytes)).await;
        let answer = raw.after("43/chat,7").await?;
        holds(
            "an event at the limit",
            answer.contains("unknown_event"),
            "unknown_event",
            answer,
        )?;
    }
    for bytes in [LIMIT + 1, HUGE] {
        let mut raw = Raw::open_plain(server, ATTACKER).await?;
        raw.join_chat(&token).await?;
        raw.text(&event(bytes)).await;
        raw.closes(SOON).await?;

        let mut raw = Raw::open_plain(server, ATTACKER).await?;
        raw.bytes(&frame(BINARY, &vec![0; bytes])).await;
        raw.closes(SOON).await?;
    }
    // The same in fragments, of which none is too long.
    let mut raw = Raw::open_plain(server, ATTACKER).await?;
    raw.bytes(&frame(TEXT & 0x7f, &vec![b'4'; LIMIT / 2])).await;
    for _ in 0..HUGE / LIMIT {
        raw.bytes(&frame(0, &vec![b'x'; LIMIT / 2])).await;
    }
    raw.closes(SOON).await?;
    // Attachments, each at the limit: together they are too much.
    let mut raw = Raw::open_plain(server, ATTACKER).await?;
    raw.join_chat(&token).await?;
    raw.text("458-/chat,7[\"nothing\"]").await;
    for _ in 0..8 {
        raw.bytes(&frame(BINARY, &vec![0; LIMIT])).await;
    }
    raw.text("42/chat,8[\"heads\",{}]").await;
    loop {
        match raw.next().await? {
            Incoming::Closed => return Ok(()),
            Incoming::Text(text) if text.starts_with("43/chat,8") => return Ok(()),
            _ => {}
        }
    }
}

async fn polling(server: SocketAddr) -> Result<(), Failure> {
    for bytes in [LIMIT + 1, HUGE] {
        let path = format!("{HANDSHAKE}polling");
        let open = http::request(server, ATTACKER, "GET", &path, &[], b"").await?;
        same("status of a handshake", 200, open.status)?;
        let text = open.text();
        let open: serde_json::Value = crate::raw::json(&text[text.find('{').unwrap_or(0)..])?;
        same("the limit that is told", &json!(LIMIT), &open["maxPayload"])?;
        let path = format!("{path}&sid={}", open["sid"].as_str().unwrap_or_default());
        let body = vec![b'4'; bytes];
        let post = http::request(server, ATTACKER, "POST", &path, &[], &body).await?;
        refused_or_cut("a POST beyond the limit", post.status)?;
    }
    Ok(())
}

/// A server that stops reading may close before its answer could be read.
fn refused_or_cut(what: &str, status: u16) -> Result<(), Failure> {
    let fine = status == 0 || (400..500).contains(&status);
    holds(what, fine, "a status of 4xx or a closed connection", status)
}
