//! Handshakes that lead nowhere: wrong ones, upgrades that are never finished, CONNECT again and
//! again, thousands of connections that say nothing.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use futures_util::future::try_join_all;

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
    name: "handshakes",
    run: |plan| Box::pin(run(plan)),
};

/// A transport that has joined nothing for 10 s is closed, and so is one that answers no ping for
/// 20 s; this leaves a busy machine time.
const CLOSED_WITHIN: Duration = Duration::from_secs(45);

async fn run(plan: Plan) -> Result<String, Failure> {
    // Half of all is for those without a session, on top of the pair beside it and the other trials.
    let natter = Launch::default()
        .arg("--max-connections")
        .arg("15500")
        .start()?;
    let idle = plan.choose(2000, 7500);
    let server = natter.address();
    // The allocator keeps what so many connections once needed. So memory is measured when it has
    // seen them: what is not given back would still show the second time.
    idle_ones(server, idle).await?;
    beside(&natter, async {
        let wrong = wrong(server).await?;
        unfinished_upgrades(server).await?;
        connect_again(server).await?;
        idle_ones(server, idle).await?;
        Ok(format!(
            "{wrong} wrong handshakes refused, 50 upgrades unfinished, 200 CONNECTs on one connection, {idle} idle connections closed"
        ))
    })
    .await
}

/// Each is a mistake of the client: 4xx.
async fn wrong(server: SocketAddr) -> Result<usize, Failure> {
    let long = format!("{HANDSHAKE}polling&sid={}", "A".repeat(5000));
    let paths = [
        "/socket.io/",
        "/socket.io/?EIO=4",
        "/socket.io/?transport=polling",
        "/socket.io/?EIO=3&transport=polling",
        "/socket.io/?EIO=5&transport=polling",
        "/socket.io/?EIO=x&transport=polling",
        "/socket.io/?EIO=4&transport=pigeon",
        "/socket.io/?EIO=4&transport=",
        "/socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAA",
        "/socket.io/?EIO=4&transport=polling&sid=",
        "/socket.io/?EIO=4&transport=polling&sid=%00",
        "/socket.io/?EIO=4&transport=polling&sid=%F0%9F%A6%8A",
        "/socket.io/?EIO=4&transport=websocket",
        &long,
    ];
    for path in paths {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let response = http::request(server, ATTACKER, method, path, &[], b"").await?;
            holds(
                format!("{method} {path:.80}"),
                (400..500).contains(&response.status),
                "a status of 4xx",
                response.status,
            )?;
        }
    }
    Ok(paths.len() * 4)
}

/// The transport goes on polling, and is closed like any other that joins nothing.
async fn unfinished_upgrades(server: SocketAddr) -> Result<(), Failure> {
    let upgrades = (0..50).map(|n| async move {
        let path = format!("{HANDSHAKE}polling");
        let open = http::request(server, ATTACKER, "GET", &path, &[], b"").await?;
        same("status of a handshake", 200, open.status)?;
        let text = open.text();
        let sid = text.split_once("\"sid\":\"").map(|(_, rest)| rest);
        let sid = sid
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        let mut raw = Raw::for_polling(server, ATTACKER, sid).await?;
        if n % 2 == 0 {
            raw.text("2probe").await;
            same(
                "the answer to a probe",
                Incoming::Text("3probe".into()),
                raw.next().await?,
            )?;
        }
        raw.closes(CLOSED_WITHIN).await
    });
    try_join_all(upgrades).await.map(drop)
}

/// A second CONNECT to a namespace that was joined is no reason for harm.
async fn connect_again(server: SocketAddr) -> Result<(), Failure> {
    let token = people::visitor_session(server, ATTACKER).await?.token;
    let mut raw = Raw::open_plain(server, ATTACKER).await?;
    raw.join_chat(&token).await?;
    for _ in 0..200 {
        raw.text(&format!("40/chat,{{\"token\":\"{token}\"}}"))
            .await;
    }
    // Whether it is ended for that or answered, it is not left hanging.
    raw.text("42/chat,7[\"heads\",{}]").await;
    loop {
        match raw.next().await? {
            Incoming::Closed => return Ok(()),
            Incoming::Text(text) if text.starts_with("43/chat,7") => return Ok(()),
            _ => {}
        }
    }
}

async fn idle_ones(server: SocketAddr, count: u32) -> Result<(), Failure> {
    let mut open = Vec::new();
    for batch in 0..count / 100 {
        // 400 from each address, below the cap, and no two addresses in one network.
        let from = Ipv4Addr::new(127, 0, u8::try_from(batch / 4 + 1).unwrap_or(255), 1);
        let some = (0..100).map(|_| Raw::open_plain(server, from));
        open.extend(try_join_all(some).await?);
    }
    let closing = open.iter_mut().map(|raw| raw.closes(CLOSED_WITHIN));
    try_join_all(closing).await.map(drop)
}
