//! Too much of what is allowed: messages, connections, joins. Who floods is refused, with a typed
//! error or a closed connection; the others are served.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::json;

use super::{ATTACKER, beside::beside};
use testkit::{http, people};

use crate::{
    failure::{Failure, holds, same},
    natter::Launch,
    raw::{HANDSHAKE, Incoming, Raw},
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "hostile",
    name: "floods",
    run: |plan| Box::pin(run(plan)),
};

/// Connections that one address may have.
const CAP: usize = 500;

async fn run(plan: Plan) -> Result<String, Failure> {
    let natter = Launch::default().start()?;
    let server = natter.address();
    let messages = plan.choose(20_000, 200_000);
    beside(&natter, async {
        let limited = flood_messages(server, messages).await?;
        let joins = plan.choose(2000, 20_000);
        flood_joins(server, joins).await?;
        let refused = flood_connections(server).await?;
        Ok(format!(
            "{messages} messages ({limited} answers rate_limited), {joins} joins, {refused} connections above the cap refused"
        ))
    })
    .await
}

/// The flooder reads along, or it would be cut for that.
async fn flood_messages(server: SocketAddr, count: u64) -> Result<u64, Failure> {
    let token = people::visitor_session(server, ATTACKER).await?.token;
    let mut raw = Raw::open_plain(server, ATTACKER).await?;
    let welcome = raw.join_chat(&token).await?;
    let mut limited = 0;
    for number in 0..count {
        let message = json!({
            "room": welcome["heads"][0]["room"],
            "client_id": format!("flood-{number:06}"),
            "body": "flood",
        });
        raw.text(&format!("42/chat,{number}{}", json!(["send", message])))
            .await;
        // Acks of a whole queue's length may be under way.
        if number % 50 == 49 {
            raw.text("42/chat,999999999[\"send\",{}]").await;
            loop {
                match raw.next().await? {
                    Incoming::Text(text) if text.starts_with("43/chat,999999999") => break,
                    Incoming::Text(text) => {
                        limited += u64::from(text.contains("\"rate_limited\""));
                    }
                    Incoming::Closed => return Ok(limited),
                    Incoming::Binary(_) | Incoming::Pong(_) => {}
                }
            }
        }
    }
    let most = count * 9 / 10;
    holds(
        "answers rate_limited",
        limited >= most,
        format!("{most} at least"),
        limited,
    )?;
    Ok(limited)
}

/// In and out of the namespaces, on one connection.
async fn flood_joins(server: SocketAddr, count: u64) -> Result<(), Failure> {
    let token = people::visitor_session(server, ATTACKER).await?.token;
    let mut raw = Raw::open_plain(server, ATTACKER).await?;
    for number in 0..count {
        raw.text("40").await;
        raw.text(&format!("40/chat,{{\"token\":\"{token}\"}}"))
            .await;
        raw.text("41/chat,").await;
        raw.text("41").await;
        if number % 20 == 19 {
            raw.bytes(&crate::raw::frame(crate::raw::PING, b"joined"))
                .await;
            loop {
                match raw.next().await? {
                    Incoming::Closed => return Ok(()),
                    Incoming::Pong(_) => break,
                    Incoming::Text(_) | Incoming::Binary(_) => {}
                }
            }
        }
    }
    Ok(())
}

async fn flood_connections(server: SocketAddr) -> Result<usize, Failure> {
    let from = Ipv4Addr::new(127, 0, 0, 3);
    let mut open = Vec::new();
    for _ in 0..CAP {
        open.push(Raw::open_plain(server, from).await?);
    }
    let mut refused = 0;
    for number in 0..CAP {
        if number % 2 == 0 {
            let status = Raw::open(server, from, &[]).await?.err();
            same("status of a WebSocket above the cap", Some(503), status)?;
        } else {
            let path = format!("{HANDSHAKE}polling");
            let answer = http::request(server, from, "GET", &path, &[], b"").await?;
            same("status of a handshake above the cap", 503, answer.status)?;
            let tells = answer.text().contains("too_many_connections");
            holds(
                "a handshake above the cap",
                tells,
                "too_many_connections",
                answer.text(),
            )?;
        }
        refused += 1;
    }
    Ok(refused)
}
