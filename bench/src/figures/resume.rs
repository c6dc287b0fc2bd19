//! Catching up on 500 messages after a reconnect: one request.

use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::json;

use super::stored;
use crate::{
    load::{Client, sign_in},
    process::Server,
    table::{Figure, Goal, median},
};

const MISSED: u64 = 500;
const TIMES: u32 = 100;

pub async fn measure() -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    stored::history(folder.path(), 10_000).await?;
    let server = Server::natter(folder.path())?;
    let mut client = Client::join(&server, sign_in(&server).await?).await?;
    let ask = json!({"rooms": [{"room": client.room, "seq": client.head - MISSED, "rev": client.head - MISSED}]});
    let (before, mut times) = (server.cpu()?, Vec::new());
    for _ in 0..TIMES {
        let start = Instant::now();
        let reply = client.ask("resume", &ask).await?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        ensure!(
            reply.matches("\"text\"").count() as u64 == MISSED,
            "not all came"
        );
    }
    let cpu = (server.cpu()? - before).as_secs_f64() * 1e3 / f64::from(TIMES);
    let value = format!("{:.2} ms, of it {cpu:.2} ms of CPU", median(&mut times));
    let what = "catching up 500 messages in one round trip, ms of the server";
    Ok(vec![Figure::new(
        what,
        value,
        median(&mut times),
        Goal::AtMost(10.0),
    )])
}
