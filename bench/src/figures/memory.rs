//! Memory of connections that do nothing: each signed in, in the lobby, hearing no message.

use std::time::Duration;

use anyhow::Result;
use tokio::time::sleep;

use crate::{
    load::{Client, sign_in},
    process::Server,
    table::{Figure, Goal},
};

const CONNECTIONS: usize = 2000;

/// What a server does after the last has joined, it has done by then.
const SETTLE: Duration = Duration::from_secs(2);

pub async fn measure() -> Result<Vec<Figure>> {
    let bare = each(&Server::bare()?, &vec![None; CONNECTIONS]).await?;
    let data = tempfile::tempdir()?;
    // Sessions are made on a server of their own, whose freed memory would hide what comes after.
    let first = Server::natter(data.path())?;
    let mut tokens = Vec::new();
    for _ in 0..CONNECTIONS {
        tokens.push(sign_in(&first).await?);
    }
    first.stop()?;
    let natter = each(&Server::natter(data.path())?, &tokens).await?;
    let node = each(&Server::node()?, &vec![None; CONNECTIONS]).await?;
    let kilobytes = |bytes: f64| format!("{:.1} kB", bytes / 1e3);
    Ok(vec![
        Figure::new(
            "memory per idle connection: Natter, signed in",
            kilobytes(natter),
            natter / 1e3,
            Goal::AtMost(20.0),
        ),
        Figure::new("… bare socketioxide", kilobytes(bare), 0.0, Goal::None),
        Figure::new("… Node socket.io", kilobytes(node), 0.0, Goal::None),
        Figure::new(
            "memory per idle connection, against bare socketioxide",
            format!("{:.2}x", natter / bare),
            natter / bare,
            Goal::AtMost(1.0),
        ),
    ])
}

/// Bytes of one connection.
async fn each(server: &Server, tokens: &[Option<String>]) -> Result<f64> {
    // The first few make the server set up what it keeps anyhow.
    let (first, rest) = tokens.split_at(10);
    let mut clients = Vec::new();
    for token in first {
        clients.push(Client::join(server, token.clone()).await?);
    }
    sleep(SETTLE).await;
    let before = server.memory()?;
    for token in rest {
        clients.push(Client::join(server, token.clone()).await?);
    }
    sleep(SETTLE).await;
    let grown = server.memory()?.saturating_sub(before);
    Ok(grown as f64 / rest.len() as f64)
}
