//! Durable sends per second of 64 senders, each of whom waits for the ack of a message before the
//! next; against one sender, which makes one commit and one fsync per message. In the store, as a
//! room of 64 sockets would measure the fan-out.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use domain::markup::RenderedBody;
use domain::token::Token;
use protocol::{ClientMessageId, MessageBody, RoomId};
use store::{Account, NewContent, NewMessage, Store};
use testkit::{PATIENCE, within};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::stored;
use crate::table::{Figure, Goal};

const SENDERS: u128 = 64;
const TIME: Duration = Duration::from_secs(4);

pub async fn measure() -> Result<Vec<Figure>> {
    let disk = tempfile::tempdir_in(Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"))?;
    let (one, many) = (
        rate(disk.path(), 1).await?,
        rate(disk.path(), SENDERS).await?,
    );
    let mut figures = vec![Figure::new(
        "durable sends per second on disk: 64 senders against one commit per message",
        format!("{many:.0} / {one:.0} = {:.1}x", many / one),
        many / one,
        Goal::AtLeast(20.0),
    )];
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        let memory = tempfile::tempdir_in(memory)?;
        let many = rate(memory.path(), SENDERS).await?;
        figures.push(Figure::new(
            "durable sends per second on a RAM disk, 64 senders",
            format!("{many:.0}"),
            many,
            Goal::AtLeast(10_000.0),
        ));
    }
    Ok(figures)
}

async fn rate(folder: &Path, senders: u128) -> Result<f64> {
    let (store, mut committed) = Store::open(folder).await?;
    let drain = tokio::spawn(async move { while committed.recv().await.is_some() {} });
    let room = stored::open_lobby(&store).await?;
    let mut members = Vec::new();
    for number in 0..senders {
        let token = Token::from_bits(senders << 64 | number);
        members.push(stored::visitor(&store, "Sender", token).await?);
    }
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for member in members {
        tasks.spawn(send_on(store.clone(), room, member, start + TIME));
    }
    let mut sum = 0_u64;
    while let Some(sent) = tasks.join_next().await {
        sum += sent??;
    }
    let rate = sum as f64 / start.elapsed().as_secs_f64();
    store.close().await;
    drop(store);
    within(PATIENCE, "the store closes", drain)
        .await?
        .context("nobody listened")?;
    Ok(rate)
}

/// How many it sent until then.
async fn send_on(store: Store, room: RoomId, author: Account, until: Instant) -> Result<u64> {
    let body = RenderedBody::new(MessageBody::parse(&"x".repeat(100))?);
    let mut sent = 0;
    while Instant::now() < until {
        let new = NewMessage {
            room,
            author: author.member.id,
            session: Some(author.session),
            client_id: ClientMessageId::from(Uuid::new_v4()),
            content: NewContent::Text(body.clone()),
            reply_to: None,
            thread: None,
            in_room: false,
            forwards: None,
        };
        store.append(new).await?;
        sent += 1;
    }
    Ok(sent)
}
