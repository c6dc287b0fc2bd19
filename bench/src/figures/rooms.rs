//! Opening a room: the page as a browser gets it, and the latest messages over a socket, in a room
//! with a million messages and in one with a thousand.

use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::json;

use super::stored;
use crate::{
    load::{Client, sign_in},
    process::{Encoding, Server},
    table::{Figure, Goal, median},
};

const LARGE: i64 = 1_000_000;
const SMALL: i64 = 1_000;
const TIMES: usize = 300;

pub async fn measure() -> Result<Vec<Figure>> {
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    stored::history(folders[0].path(), LARGE).await?;
    stored::history(folders[1].path(), SMALL).await?;
    let mut large = Server::natter(folders[0].path())?;
    let mut small = Server::natter(folders[1].path())?;
    large.come_in().await?;
    small.come_in().await?;
    let mut clients = [
        Client::join(&large, sign_in(&large).await?).await?,
        Client::join(&small, sign_in(&small).await?).await?,
    ];
    let (mut pages, mut histories) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    // In turns, so that whatever else the machine does hits both alike.
    for _ in 0..TIMES {
        for (at, server) in [&large, &small].into_iter().enumerate() {
            let start = Instant::now();
            let page = server.request("GET", "/", Encoding::Plain).await?;
            pages[at].push(start.elapsed().as_secs_f64() * 1e3);
            ensure!(page.len() > 20_000, "the page shows no messages");

            let client = &mut clients[at];
            let ask = json!({"room": client.room, "at": "latest"});
            let start = Instant::now();
            client.ask("history", &ask).await?;
            histories[at].push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    let figure = |what: &str, [large, small]: &mut [Vec<f64>; 2]| {
        let (large, small) = (median(large), median(small));
        let value = format!("{large:.2} ms / {small:.2} ms = {:.2}x", large / small);
        let what = format!("{what}, 1,000,000 messages against 1,000");
        Figure::new(what, value, large / small, Goal::AtMost(1.1))
    };
    Ok(vec![
        figure("opening a room: the page", &mut pages),
        figure("opening a room: history over the socket", &mut histories),
    ])
}
