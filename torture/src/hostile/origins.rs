//! Pages of other sites that would use a visitor's cookie on `/chat`, over each transport.

use std::net::SocketAddr;

use super::{ATTACKER, beside::beside};
use testkit::{http, people};

use crate::{
    failure::{Failure, holds, same},
    natter::Launch,
    raw::{HANDSHAKE, Raw},
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "hostile",
    name: "origins",
    run: |plan| Box::pin(run(plan)),
};

#[derive(Clone, Copy, Debug)]
enum Transport {
    WebSocket,
    Polling,
    Upgraded,
}

async fn run(_: Plan) -> Result<String, Failure> {
    let natter = Launch::default().start()?;
    let server = natter.address();
    beside(&natter, async {
        let cookie = people::new_visitor(server, ATTACKER).await?;
        let cookie = cookie.as_str();
        let own = format!("http://{server}");
        // An origin, and what the CONNECT with the cookie alone is answered.
        let cases = [
            (Some(own.as_str()), "40/chat,"),
            (Some("https://evil.test"), "foreign_origin"),
            (Some("http://127.0.0.1:1"), "foreign_origin"),
            (Some("null"), "foreign_origin"),
            (Some(""), "foreign_origin"),
            (None, "unauthenticated"),
        ];
        let mut tried = 0;
        for transport in [
            Transport::WebSocket,
            Transport::Polling,
            Transport::Upgraded,
        ] {
            for (origin, expected) in cases {
                let mut headers = vec![("Cookie", cookie)];
                headers.extend(origin.map(|origin| ("Origin", origin)));
                let answer = knock(server, transport, &headers).await?;
                let what = format!("/chat from {origin:?} over {transport:?}");
                holds(what, answer.contains(expected), expected, &answer)?;
                tried += 1;
            }
        }
        let form = b"client_id=client-0001&body=forged";
        for origin in ["https://evil.test", "null"] {
            let headers = [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Cookie", cookie),
                ("Origin", origin),
            ];
            let posted = http::request(
                server,
                ATTACKER,
                "POST",
                "/r/lobby/messages",
                &headers,
                form,
            )
            .await?;
            same(
                format!("status of a form from {origin}"),
                403,
                posted.status,
            )?;
            tried += 1;
        }
        Ok(format!("{tried} tries, each as its origin deserves"))
    })
    .await
}

/// The answer to a CONNECT without a token.
async fn knock(
    server: SocketAddr,
    transport: Transport,
    headers: &[(&str, &str)],
) -> Result<String, Failure> {
    if let Transport::WebSocket = transport {
        let opened = Raw::open(server, ATTACKER, headers).await?;
        let mut raw = opened.map_err(|status| Failure::Unexpected {
            what: "a handshake".into(),
            expected: "101".into(),
            found: status.to_string(),
        })?;
        raw.text("40/chat,").await;
        return Ok(format!("4{}", raw.after("4").await?));
    }
    let path = format!("{HANDSHAKE}polling");
    let open = http::request(server, ATTACKER, "GET", &path, headers, b"").await?;
    same("status of a handshake", 200, open.status)?;
    let text = open.text();
    let open = crate::raw::json(&text[text.find('{').unwrap_or(0)..])?;
    let sid = open["sid"].as_str().unwrap_or_default();
    if let Transport::Upgraded = transport {
        let mut raw = Raw::for_polling(server, ATTACKER, sid).await?;
        raw.text("2probe").await;
        raw.after("3probe").await?;
        raw.text("5").await;
        raw.text("40/chat,").await;
        return Ok(format!("4{}", raw.after("4").await?));
    }
    let path = format!("{path}&sid={sid}");
    let post = http::request(server, ATTACKER, "POST", &path, headers, b"40/chat,").await?;
    same("status of a POST", 200, post.status)?;
    loop {
        let poll = http::request(server, ATTACKER, "GET", &path, headers, b"").await?;
        same("status of a poll", 200, poll.status)?;
        // A ping may come first.
        if poll.text().contains('4') {
            return Ok(poll.text());
        }
    }
}
