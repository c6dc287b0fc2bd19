//! What conversation costs: the page of a room in which people format, react, reply and have threads,
//! and how long a reaction takes to the last of 500, against a message.

use std::{path::Path, time::Instant};

use anyhow::{Result, ensure};
use domain::markup;
use sqlx::Connection;

use super::stored;
use crate::{
    load::Crowd,
    process::{Encoding, Server},
    table::{Figure, Goal, median, quantile},
};

const LARGE: i64 = 1_000_000;
const SMALL: i64 = 1_000;
const PAGES: usize = 300;

const MEMBERS: usize = 500;
/// Messages, and as many reactions, in turns.
const TURNS: usize = 400;

pub async fn measure() -> Result<Vec<Figure>> {
    let mut figures = pages().await?;
    figures.push(reactions().await?);
    Ok(figures)
}

async fn pages() -> Result<Vec<Figure>> {
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    for (folder, messages) in folders.iter().zip([LARGE, SMALL]) {
        stored::history(folder.path(), messages).await?;
        converse(folder.path(), messages).await?;
    }
    let mut servers = [
        Server::natter(folders[0].path())?,
        Server::natter(folders[1].path())?,
    ];
    for server in &mut servers {
        server.come_in().await?;
    }
    let mut times = [Vec::new(), Vec::new()];
    // In turns, so that whatever else the machine does hits both alike.
    for _ in 0..PAGES {
        for (server, times) in servers.iter().zip(&mut times) {
            let start = Instant::now();
            let page = server.request("GET", "/", Encoding::Plain).await?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
            let page = String::from_utf8_lossy(&page);
            for part in ["<table>", "<code", "🎉", "4 replies"] {
                ensure!(page.contains(part), "the page lacks {part}");
            }
        }
    }
    let [large, small] = times.each_mut().map(|times| median(times));
    let what = "page of a room with 50 messages that have markup, reactions, quotes and threads";
    Ok(vec![
        Figure::new(
            format!("{what}, ms"),
            format!("{small:.2} ms"),
            small,
            Goal::AtMost(4.0),
        ),
        Figure::new(
            "… 1,000,000 messages in the room against 1,000",
            format!("{large:.2} ms / {small:.2} ms = {:.2}x", large / small),
            large / small,
            Goal::AtMost(1.1),
        ),
    ])
}

/// What people write: one after the other.
const TEXTS: [&str; 6] = [
    "The **berth plan** for Thursday is out, see https://harbour.example/plans/thursday",
    "- two cranes at *quay 4*\n- the pilot at `06:15`\n- [ ] papers for the customs",
    "```rust\nfn main() {\n    println!(\"hello, harbour\");\n}\n```",
    "> who takes the early tide?\nI do, with ~~Bob~~ Carol. 🎉",
    "| quay | ship |\n|---|---|\n| 4 | Aurora |\n| 7 | Borealis |",
    "Plain words, as most of them are, of about a line and a half, so that the page has those too.",
];

/// Makes the latest 90 messages a conversation: ten times a root with three kinds of reactions, four
/// replies in its thread, and four messages that quote it.
async fn converse(folder: &Path, head: i64) -> Result<()> {
    let mut database = stored::database(folder).await?;
    let mut transaction = database.begin().await?;
    for (text, place) in TEXTS.into_iter().zip(0_i64..) {
        sqlx::query(
            "UPDATE messages SET body = ?1, html = ?2, markup = ?3
             WHERE seq > ?4 - 90 AND seq % 6 = ?5",
        )
        .bind(text)
        .bind(markup::html(text, &[]))
        .bind(markup::VERSION)
        .bind(head)
        .bind(place)
        .execute(&mut *transaction)
        .await?;
    }
    for statement in [
        "CREATE TEMP VIEW latest AS
         SELECT *, seq - (SELECT head FROM rooms WHERE rooms.id = room) + 89 AS place
         FROM messages WHERE seq > (SELECT head FROM rooms WHERE rooms.id = room) - 90",
        "CREATE TEMP TABLE groups AS
         SELECT latest.number, latest.place % 9 AS turn, roots.number AS root, latest.author, latest.seq
         FROM latest JOIN latest AS roots ON roots.place = latest.place - latest.place % 9",
        "UPDATE messages SET thread = (SELECT root FROM groups WHERE groups.number = messages.number),
                             in_log = 0
         WHERE number IN (SELECT number FROM groups WHERE turn BETWEEN 1 AND 4)",
        "UPDATE messages SET reply_to = (SELECT root FROM groups WHERE groups.number = messages.number)
         WHERE number IN (SELECT number FROM groups WHERE turn > 4)",
        "UPDATE messages SET replies = 4, replied_at = sent_at
         WHERE number IN (SELECT number FROM groups WHERE turn = 0)",
        "INSERT INTO thread_people (root, member, last_seq, follows)
         SELECT root, author, max(seq), 1 FROM groups WHERE turn BETWEEN 1 AND 4
         GROUP BY root, author",
        "INSERT INTO reactions (message, emoji, member, since, at)
         SELECT groups.number, emoji.value, members.id, 1, 0
         FROM groups JOIN json_each('[\"🎉\", \"👍\", \"❤\u{fe0f}\"]') AS emoji
         JOIN (SELECT id FROM members ORDER BY id LIMIT 5) AS members
         WHERE turn IN (0, 5)",
        "DROP TABLE groups",
    ] {
        sqlx::query(statement).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    database.close().await?;
    Ok(())
}

async fn reactions() -> Result<Figure> {
    let data = tempfile::tempdir()?;
    let server = Server::natter(data.path())?;
    let mut crowd = Crowd::gather(&server, MEMBERS).await?;
    let message = crowd.say_and_learn().await?;
    let (mut said, mut reacted) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let start = Instant::now();
        crowd.say()?;
        heard_by_all(&mut crowd).await?;
        said.push(start.elapsed().as_secs_f64() * 1e3);
        let start = Instant::now();
        crowd.react(&message, turn % 2 == 0)?;
        heard_by_all(&mut crowd).await?;
        reacted.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let [said, reacted] = [said, reacted].map(|mut times| quantile(&mut times, 0.99));
    Ok(Figure::new(
        "a reaction to the last of 500, p99, against a message",
        format!("{reacted:.2} ms / {said:.2} ms = {:.2}x", reacted / said),
        reacted / said,
        Goal::AtMost(1.3),
    ))
}

async fn heard_by_all(crowd: &mut Crowd) -> Result<()> {
    let all = crowd.sent() * MEMBERS as u64;
    crowd.deliveries.reach(all).await
}
