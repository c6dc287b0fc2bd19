//! People in rooms: how one who is in 500 rooms comes in, against one who is in 5; and who hears of
//! it when somebody joins, among 1,000 who listen.

use std::{path::Path, sync::Arc, time::Instant};

use anyhow::Result;
use domain::token::Token;
use protocol::Slug;
use sqlx::{Connection, SqliteConnection};
use store::Store;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::stored;
use crate::{
    load::{Client, Count, say},
    process::{Encoding, Server},
    table::{Figure, Goal, median},
};

const MANY: u128 = 500;
const FEW: u128 = 5;
const TIMES: usize = 200;

/// Listeners, and the rooms that they are in, so many to each.
const LISTENERS: u128 = 1000;
const ROOMS: u128 = 100;

pub async fn measure() -> Result<Vec<Figure>> {
    let mut figures = coming_in().await?;
    figures.push(joining().await?);
    Ok(figures)
}

/// A workspace in the making, written straight into its file.
struct Fixture {
    database: SqliteConnection,
    lobby: Uuid,
    people: u128,
    rooms: u128,
}

impl Fixture {
    async fn begin(folder: &Path) -> Result<Self> {
        let (store, _committed) = Store::open(folder).await?;
        let lobby = store.read(|view| Box::pin(async { view.find_room(&Slug::lobby()).await }));
        let lobby = lobby.await?.0;
        store.close().await;
        let mut database = stored::database(folder).await?;
        sqlx::query("INSERT INTO workspace (id, name, set_up_at) VALUES (1, 'Bench', 0)")
            .execute(&mut database)
            .await?;
        Ok(Self {
            database,
            lobby,
            people: 0,
            rooms: 0,
        })
    }

    /// A member, and the token of their session.
    async fn person(&mut self) -> Result<(Uuid, Token)> {
        self.people += 1;
        let (id, token) = (Uuid::now_v7(), Token::from_bits(self.people));
        sqlx::query("INSERT INTO members (id, name, created_at, role) VALUES (?, ?, 0, 'member')")
            .bind(id)
            .bind(format!("Member {}", self.people))
            .execute(&mut self.database)
            .await?;
        sqlx::query(
            "INSERT INTO sessions
                 (token_hash, id, member, created_at, seen_at, seen_minute, network, agent)
             VALUES (?, ?, ?, unixepoch() * 1000, unixepoch() * 1000, 0, '', '')",
        )
        .bind(token.hash().0.to_vec())
        .bind(Uuid::new_v4())
        .bind(id)
        .execute(&mut self.database)
        .await?;
        Ok((id, token))
    }

    /// A private room with nobody in it.
    async fn room(&mut self) -> Result<Uuid> {
        self.rooms += 1;
        let id = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO rooms (id, slug, name, folded_name, topic, kind, created_at)
             VALUES (?1, ?2, ?3, lower(?3), 'What there is to say', 'private', 0)",
        )
        .bind(id)
        .bind(format!("room-{}", self.rooms))
        .bind(format!("Room {}", self.rooms))
        .execute(&mut self.database)
        .await?;
        Ok(id)
    }

    async fn put(&mut self, person: Uuid, room: Uuid) -> Result<()> {
        sqlx::query(
            "INSERT INTO memberships (room, member, role, joined_at)
             VALUES (?, ?, 'member', 0)",
        )
        .bind(room)
        .bind(person)
        .execute(&mut self.database)
        .await?;
        Ok(())
    }

    /// An invitation that leads to that room, by somebody who becomes the owner.
    async fn invitation(&mut self, by: Uuid, room: Uuid) -> Result<Token> {
        sqlx::query("UPDATE members SET role = 'owner' WHERE id = ?")
            .bind(by)
            .execute(&mut self.database)
            .await?;
        let (id, code) = (Uuid::new_v4(), Token::from_bits(u128::MAX));
        sqlx::query(
            "INSERT INTO invites (id, code_hash, creator, role, expires_at, created_at)
             VALUES (?, ?, ?, 'member', (unixepoch() + 3600) * 1000, 0)",
        )
        .bind(id)
        .bind(code.hash().0.to_vec())
        .bind(by)
        .execute(&mut self.database)
        .await?;
        sqlx::query("INSERT INTO invite_rooms (invite, room) VALUES (?, ?)")
            .bind(id)
            .bind(room)
            .execute(&mut self.database)
            .await?;
        Ok(code)
    }
}

async fn coming_in() -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let mut fixture = Fixture::begin(folder.path()).await?;
    let ((many, many_token), (few, few_token)) = (fixture.person().await?, fixture.person().await?);
    for number in 0..MANY {
        let room = fixture.room().await?;
        fixture.put(many, room).await?;
        if number < FEW {
            fixture.put(few, room).await?;
        }
    }
    fixture.database.close().await?;
    let mut server = Server::natter(folder.path())?;
    let tokens = [many_token, few_token];
    let (mut pages, mut welcomes) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    let mut bytes = [0, 0];
    // In turns, so that whatever else the machine does hits both alike.
    for _ in 0..TIMES {
        for (at, token) in tokens.iter().enumerate() {
            server.bring(&format!("natter_session={}", token.as_str()));
            let start = Instant::now();
            let page = server.request("GET", "/", Encoding::Plain).await?;
            pages[at].push(start.elapsed().as_secs_f64() * 1e3);
            bytes[at] = page.len();

            let start = Instant::now();
            Client::join(&server, Some(token.as_str().into())).await?;
            welcomes[at].push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    let figure = |what: &str, [many, few]: &mut [Vec<f64>; 2], more: String| {
        let (many, few) = (median(many), median(few));
        let value = format!("{many:.2} ms / {few:.2} ms = {:.2}x{more}", many / few);
        let what = format!("{what}, a person in {MANY} rooms against one in {FEW}");
        Figure::new(what, value, many / few, Goal::AtMost(1.2))
    };
    let [many, few] = bytes.map(|bytes| bytes as f64 / 1e3);
    Ok(vec![
        figure(
            "the page",
            &mut pages,
            format!(" ({many:.0} kB / {few:.0} kB)"),
        ),
        figure("connecting until the welcome", &mut welcomes, String::new()),
    ])
}

async fn joining() -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let mut fixture = Fixture::begin(folder.path()).await?;
    let (mut rooms, mut people) = (Vec::new(), Vec::new());
    for _ in 0..ROOMS {
        rooms.push(fixture.room().await?);
    }
    for number in 0..LISTENERS {
        let (id, token) = fixture.person().await?;
        let room = usize::try_from(number % ROOMS)?;
        fixture.put(id, rooms[room]).await?;
        people.push((id, token, room));
    }
    let code = fixture.invitation(people[0].0, rooms[0]).await?;
    let lobby = fixture.lobby.to_string();
    fixture.database.close().await?;

    let server = Server::natter(folder.path())?;
    let (inside, outside) = (Arc::<Count>::default(), Arc::<Count>::default());
    let mut listeners = JoinSet::new();
    let mut speaker = None;
    for (_, token, room) in people {
        let client = Client::join(&server, Some(token.as_str().into())).await?;
        match (room, &speaker) {
            (0, _) => {
                listeners.spawn(client.count(Arc::clone(&inside)));
            }
            (_, None) => speaker = Some(client),
            (_, Some(_)) => {
                listeners.spawn(client.count(Arc::clone(&outside)));
            }
        }
    }
    let path = format!("/join/{}", code.as_str());
    let applicant = "name=Newcomer&handle=newcomer&password=a+lamp+that+hums+quietly";
    let joined = server.post(&path, applicant).await?;
    joined.expect("the invitation's form", 303)?;
    // All hear this, and before it whatever they hear of the newcomer.
    let mut speaker = speaker.ok_or_else(|| anyhow::anyhow!("nobody speaks"))?;
    say(&mut speaker, &lobby, "that is all").await?;
    let (room, others) = (LISTENERS / ROOMS, LISTENERS - LISTENERS / ROOMS - 1);
    let (room, others) = (u64::try_from(room)?, u64::try_from(others)?);
    outside.reach(others).await?;
    inside.reach(2 * room).await?;
    let strangers = (outside.get() - others) as f64;
    let value = format!(
        "{strangers} packets to the {others} who don't see them, {} to the {room} who do",
        inside.get() - room
    );
    let what = "somebody joins one of 100 rooms, 1,000 people listen";
    Ok(Figure::new(what, value, strangers, Goal::AtMost(0.0)))
}
