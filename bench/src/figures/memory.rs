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
    let bare = each(&Server::bare().await?).await?;
    let data = tempfile::tempdir()?;
    let natter = each(&Server::natter(data.path()).await?).await?;
    let node = each(&Server::node().await?).await?;
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
async fn each(server: &Server) -> Result<f64> {
    let mut tokens = Vec::new();
    for _ in 0..CONNECTIONS {
        tokens.push(sign_in(server).await?);
    }
    // The first few make the server set up what it keeps anyhow.
    let mut clients = Vec::new();
    for token in tokens.iter().take(10) {
        clients.push(Client::join(server, token.clone()).await?);
    }
    sleep(SETTLE).await;
    let before = server.memory()?;
    for token in tokens.iter().skip(10) {
        clients.push(Client::join(server, token.clone()).await?);
    }
    sleep(SETTLE).await;
    let grown = server.memory()?.saturating_sub(before);
    Ok(grown as f64 / (CONNECTIONS - 10) as f64)
}
