//! A workspace with somebody of every sort and a room of every sort.

use std::{collections::HashMap, net::Ipv4Addr, path::Path, thread};

use domain::authorise::action;
use domain::handle::skeleton;
use domain::token::{Token, TokenHash};
use protocol::{
    DisplayName, Handle, MemberId, MessageId, Posting, Role, RoomId, RoomKind, RoomRole, Slug,
};
use server::{
    heavy_work::{Gate, Kind, Known},
    passwords::{Cost, Password, Passwords},
};
use store::{
    BanReach, Caller, Change, Lobby, NewAccount, NewRoom, PERMANENT, Resource, SessionId, Store,
    StoreError,
};
use uuid::Uuid;

use super::table::RoomCase;
use crate::support::{database::Database, people::PASSWORD, store::device};

/// Somebody. In the names, "in" is who is in all rooms that they can be put into, "out" is in none
/// but those that everybody is in.
pub struct Somebody {
    pub name: &'static str,
    pub role: Role,
    pub id: MemberId,
    pub session: SessionId,
    pub token: Token,
    /// What becomes of them in the end, after all rooms know them.
    pub standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Active,
    Banned,
    Ended,
    /// Their account is deactivated.
    Deactivated,
}

pub struct SomeRoom {
    pub id: RoomId,
    pub slug: String,
    pub name: String,
    pub case: RoomCase,
    /// Who is in it by name, and who of these looks after it.
    pub inside: Vec<&'static str>,
    pub admins: Vec<&'static str>,
}

pub struct Fixture {
    pub people: Vec<Somebody>,
    pub rooms: Vec<SomeRoom>,
}

const PEOPLE: [(&str, Role, Standing); 15] = [
    ("owner-out", Role::Owner, Standing::Active),
    ("owner-in", Role::Owner, Standing::Active),
    ("admin-out", Role::Admin, Standing::Active),
    ("admin-in", Role::Admin, Standing::Active),
    ("member-out", Role::Member, Standing::Active),
    // Was in all rooms, and was taken out of them.
    ("removed", Role::Member, Standing::Active),
    ("member-in", Role::Member, Standing::Active),
    // Room admin of all rooms that have one.
    ("keeper", Role::Member, Standing::Active),
    ("guest-out", Role::Guest, Standing::Active),
    ("guest-in", Role::Guest, Standing::Active),
    ("guest-of-private", Role::Guest, Standing::Active),
    ("visitor", Role::Visitor, Standing::Active),
    ("banned", Role::Member, Standing::Banned),
    ("ended", Role::Member, Standing::Ended),
    ("deactivated", Role::Member, Standing::Deactivated),
];

/// A word in the names of all private rooms, and nowhere else.
pub const HIDDEN: &str = "Kingfisher";

/// Who is put into public and private rooms.
const INSIDE: [&str; 8] = [
    "keeper",
    "member-in",
    "admin-in",
    "owner-in",
    "guest-in",
    "banned",
    "ended",
    "deactivated",
];

impl Somebody {
    pub fn caller(&self) -> Caller {
        Caller::Session(self.id, self.session)
    }

    pub fn cookie(&self) -> String {
        format!("natter_session={}", self.token.as_str())
    }

    /// What they are to a room, as the page's tables name it.
    pub fn column(&self, room: &SomeRoom) -> &'static str {
        let is_inside = room.inside.contains(&self.name) || room.is_open();
        match (self.standing, self.role) {
            (Standing::Banned, _) => "banned",
            (Standing::Ended | Standing::Deactivated, _) => "ended session",
            (Standing::Active, Role::Visitor) => "visitor",
            (Standing::Active, Role::Guest) if room.inside.contains(&self.name) => "guest inside",
            (Standing::Active, Role::Guest) => "guest outside",
            (Standing::Active, Role::Member) if room.admins.contains(&self.name) => "room admin",
            (Standing::Active, Role::Member) if is_inside => "member inside",
            (Standing::Active, Role::Member) => "member outside",
            (Standing::Active, Role::Admin) if is_inside => "admin inside",
            (Standing::Active, Role::Admin) => "admin outside",
            (Standing::Active, Role::Owner) if is_inside => "owner inside",
            (Standing::Active, Role::Owner) => "owner outside",
        }
    }

    /// The same to the workspace.
    pub fn workspace_column(&self) -> &'static str {
        match self.standing {
            Standing::Banned => "banned",
            Standing::Ended | Standing::Deactivated => "ended session",
            Standing::Active => self.role.as_str(),
        }
    }

    /// The same to a person.
    pub fn person_column(&self, whom: &Self, fixture: &Fixture) -> &'static str {
        match (self.standing, self.role) {
            (Standing::Active, Role::Guest)
                if self.id == whom.id || fixture.share_a_room(self, whom) =>
            {
                "guest, shares a room"
            }
            (Standing::Active, Role::Guest) => "guest, stranger",
            _ => self.workspace_column(),
        }
    }
}

impl SomeRoom {
    pub fn is_open(&self) -> bool {
        matches!(self.case.kind, "open" | "lobby" | "closed lobby")
    }
}

impl Fixture {
    pub fn person(&self, name: &str) -> &Somebody {
        let found = self.people.iter().find(|one| one.name == name);
        found.unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    /// The room of that case: `archived-private`, for one.
    pub fn room(&self, case: &str) -> &SomeRoom {
        let private = format!("{HIDDEN} {case}");
        let mut rooms = self.rooms.iter();
        let found = rooms.find(|one| one.slug == case || one.name == private);
        found.unwrap_or_else(|| panic!("no room is called {case}"))
    }

    /// Puts a message of everybody into each room, written straight into the file, whoever may post
    /// there; their ids by room and author.
    pub fn write_messages(&self, folder: &Path) -> HashMap<(RoomId, MemberId), MessageId> {
        let (mut statements, mut ids) = (String::new(), HashMap::new());
        for room in &self.rooms {
            for (number, person) in (1..).zip(&self.people) {
                let id = Uuid::new_v4();
                statements.push_str(&format!(
                    "INSERT INTO messages (id, room, seq, rev, author, client_id, body, sent_at)
                     VALUES (x'{}', x'{}', {number}, {number}, x'{}', 'fixture-{id}', 'Hello', 0);",
                    id.simple(),
                    room.id.0.simple(),
                    person.id.0.simple(),
                ));
                ids.insert((room.id, person.id), MessageId(id));
            }
            let count = self.people.len();
            statements.push_str(&format!(
                "UPDATE rooms SET rev = {count}, head = {count} WHERE id = x'{}';",
                room.id.0.simple(),
            ));
        }
        // It has a runtime of its own.
        let changed = thread::scope(|scope| {
            let change = || Database::change(folder, &statements);
            scope.spawn(change).join()
        });
        changed.expect("changes");
        ids
    }

    fn share_a_room(&self, one: &Somebody, other: &Somebody) -> bool {
        let is_full_member = matches!(other.role, Role::Owner | Role::Admin | Role::Member);
        self.rooms.iter().any(|room| {
            room.inside.contains(&one.name)
                && (room.inside.contains(&other.name)
                    || (room.is_open() && is_full_member)
                    || (room.case.kind == "lobby" && other.role == Role::Visitor))
        })
    }
}

/// Fills an empty workspace.
pub async fn settle(store: &Store) -> Fixture {
    let passwords = Passwords::new(Cost::LEAST).expect("can be");
    let gate = Gate::default();
    let pass = gate.enter(Ipv4Addr::LOCALHOST, Kind::Hash, Known::Yes);
    let pass = pass.await.expect("nobody else is there");
    let hash = passwords.hash(pass, Password::typed(PASSWORD)).await;
    let hash = hash.expect("hashes").as_str().to_owned();
    let settled = store.change(move |change| {
        Box::pin(async move {
            let mut fixture = Fixture {
                people: Vec::new(),
                rooms: Vec::new(),
            };
            for (name, role, standing) in PEOPLE {
                let person = come(change, name, role, standing, &hash).await?;
                fixture.people.push(person);
            }
            fixture.rooms.push(lobby(change, &fixture).await?);
            for state in ["", "archived-"] {
                for (by, posting) in [("", Posting::All), ("announcing-", Posting::Admins)] {
                    let case = |kind| RoomCase {
                        kind,
                        posting,
                        is_archived: !state.is_empty(),
                    };
                    for kind in [RoomKind::Open, RoomKind::Public, RoomKind::Private] {
                        let name = format!("{state}{by}{}", kind.as_str());
                        let room =
                            named(change, &fixture, &name, case(kind.as_str()), kind).await?;
                        fixture.rooms.push(room);
                    }
                }
            }
            for people in [
                &["member-in", "guest-in"][..],
                &["owner-in", "admin-in"],
                &["member-in", "guest-in", "admin-in", "owner-in"],
            ] {
                fixture.rooms.push(talk(change, &fixture, people).await?);
            }
            for person in &mut fixture.people {
                person.session = end_standing(change, person, PEOPLE[1].0).await?;
            }
            Ok(fixture)
        })
    });
    settled.await.expect("settles")
}

/// Their session's secret, which is no secret here.
fn hash_of(name: &str) -> (Token, TokenHash) {
    let at = PEOPLE.iter().position(|(one, _, _)| *one == name);
    let token = Token::from_bits(at.expect("one of them") as u128);
    let hash = token.hash();
    (token, hash)
}

async fn come(
    change: &mut Change<'_>,
    name: &'static str,
    role: Role,
    standing: Standing,
    password: &str,
) -> Result<Somebody, StoreError> {
    let (token, hash) = hash_of(name);
    let display = DisplayName::parse(name).expect("a name");
    let handle = Handle::parse(name).expect("a handle");
    let account = NewAccount {
        name: display.clone(),
        handle_key: skeleton(&handle),
        handle,
        password: password.into(),
        email: None,
        time_zone: None,
    };
    let (id, session) = if name == PEOPLE[0].0 {
        let granted = change
            .authorise(action::SetUp, Caller::Nobody, Resource::Workspace)
            .await?;
        let workspace = protocol::RoomName::parse("The Fixture").expect("a name");
        let browser = Some((hash, &device()));
        let set_up = change.set_up(&granted, &workspace, &account, Lobby::Open, browser);
        let (owner, session) = set_up.await?;
        (owner.id, session.expect("signed in"))
    } else {
        let granted = change
            .authorise(action::Register, Caller::Nobody, Resource::Workspace)
            .await?;
        if role == Role::Visitor {
            let device = device();
            let visitor = change.create_visitor(&granted, display, hash, &device);
            let visitor = visitor.await?;
            (visitor.member.id, visitor.session)
        } else {
            let (member, session) = change.sign_up(&granted, &account, hash, &device()).await?;
            let on = Resource::PersonAs(member.id, role);
            let granted = change
                .authorise(action::ChangeRole, Caller::Operator, on)
                .await?;
            change.change_role(&granted).await?;
            (member.id, session)
        }
    };
    Ok(Somebody {
        name,
        role,
        id,
        session,
        token,
        standing,
    })
}

async fn put(
    change: &mut Change<'_>,
    by: &Somebody,
    room: RoomId,
    whom: &Somebody,
) -> Result<(), StoreError> {
    let granted = change
        .authorise(action::AddToRoom, by.caller(), Resource::Room(room))
        .await?;
    let whom = change
        .authorise(action::AddPerson, by.caller(), Resource::Person(whom.id))
        .await?;
    change.add(&granted, &whom).await
}

async fn make_room_admin(
    change: &mut Change<'_>,
    by: &Somebody,
    room: RoomId,
    whom: &Somebody,
) -> Result<(), StoreError> {
    let granted = change
        .authorise(action::ChangeRoomRole, by.caller(), Resource::Room(room))
        .await?;
    change
        .change_room_role(&granted, whom.id, RoomRole::Admin)
        .await
}

async fn lobby(change: &mut Change<'_>, fixture: &Fixture) -> Result<SomeRoom, StoreError> {
    let id = change.find_room(&Slug::lobby()).await?;
    let owner = fixture.person("owner-in");
    put(change, owner, id, fixture.person("guest-in")).await?;
    make_room_admin(change, owner, id, fixture.person("keeper")).await?;
    Ok(SomeRoom {
        id,
        slug: "lobby".into(),
        name: "lobby".into(),
        case: RoomCase {
            kind: "lobby",
            posting: Posting::All,
            is_archived: false,
        },
        inside: vec!["keeper", "guest-in"],
        admins: vec!["keeper"],
    })
}

async fn named(
    change: &mut Change<'_>,
    fixture: &Fixture,
    name: &str,
    case: RoomCase,
    kind: RoomKind,
) -> Result<SomeRoom, StoreError> {
    let is_open = kind == RoomKind::Open;
    let maker = fixture.person(if is_open { "owner-in" } else { "keeper" });
    let id = RoomId(Uuid::new_v4());
    let shown = match kind {
        RoomKind::Private => format!("{HIDDEN} {name}"),
        _ => name.to_owned(),
    };
    let new = NewRoom {
        id,
        name: protocol::RoomName::parse(&shown).expect("a name"),
        slug: Slug::parse(name).expect("a slug"),
        topic: String::new(),
        kind,
        posting: case.posting,
    };
    let mut inside = Vec::new();
    let slug;
    if is_open {
        let granted = change
            .authorise(action::CreateOpenRoom, maker.caller(), Resource::Workspace)
            .await?;
        slug = change.create_open_room(&granted, &new).await?.slug;
        make_room_admin(change, maker, id, fixture.person("keeper")).await?;
        put(change, maker, id, fixture.person("guest-in")).await?;
        inside.extend(["owner-in", "keeper", "guest-in"]);
    } else {
        let granted = change
            .authorise(action::CreateRoom, maker.caller(), Resource::Workspace)
            .await?;
        slug = change.create_room(&granted, &new).await?.slug;
        inside.extend(INSIDE);
        if kind == RoomKind::Private {
            inside.push("guest-of-private");
        }
        for one in &inside {
            put(change, maker, id, fixture.person(one)).await?;
        }
        let removed = fixture.person("removed");
        put(change, maker, id, removed).await?;
        let on = Resource::Room(id);
        let granted = change
            .authorise(action::RemoveFromRoom, maker.caller(), on)
            .await?;
        change.remove(&granted, removed.id).await?;
    }
    if case.is_archived {
        let on = Resource::Room(id);
        let granted = change
            .authorise(action::ArchiveRoom, maker.caller(), on)
            .await?;
        change
            .set_room_state(&granted, protocol::RoomState::Archived)
            .await?;
    }
    Ok(SomeRoom {
        id,
        slug: slug.into(),
        name: shown,
        case,
        inside,
        admins: vec!["keeper"],
    })
}

async fn talk(
    change: &mut Change<'_>,
    fixture: &Fixture,
    people: &[&'static str],
) -> Result<SomeRoom, StoreError> {
    let (first, others) = people.split_first().expect("somebody");
    let first = fixture.person(first);
    let mut granted = Vec::new();
    for one in others {
        let on = Resource::Person(fixture.person(one).id);
        granted.push(
            change
                .authorise(action::AddPerson, first.caller(), on)
                .await?,
        );
    }
    let room = change.begin_direct(&granted).await?;
    Ok(SomeRoom {
        id: room.id,
        slug: room.slug.to_string(),
        name: room.name.to_string(),
        case: RoomCase {
            kind: if people.len() == 2 { "direct" } else { "group" },
            posting: Posting::All,
            is_archived: false,
        },
        inside: people.to_vec(),
        admins: Vec::new(),
    })
}

/// What becomes of somebody; their session afterwards.
async fn end_standing(
    change: &mut Change<'_>,
    person: &Somebody,
    owner: &str,
) -> Result<SessionId, StoreError> {
    let (_, hash) = hash_of(person.name);
    let signing = change
        .authorise(action::SignIn, Caller::Nobody, Resource::Workspace)
        .await?;
    let on = Resource::Person(person.id);
    match person.standing {
        Standing::Active => {}
        Standing::Ended => change.sign_out(&signing, hash).await?,
        Standing::Deactivated => {
            let granted = change
                .authorise(action::Deactivate, Caller::Operator, on)
                .await?;
            change.deactivate(&granted).await?;
        }
        Standing::Banned => {
            // A ban is by somebody. It ends all sessions; one that were left would be worth nothing.
            let (_, by) = hash_of(owner);
            let by = change.session(&signing, by).await?.expect("is signed in");
            let by = Caller::Session(by.member.id, by.session);
            let granted = change.authorise(action::Ban, by, on).await?;
            change
                .ban(&granted, "a test", PERMANENT, BanReach::Account)
                .await?;
            let device = device();
            let signed = change.sign_in(&signing, person.id, None, hash, &device);
            return Ok(signed.await?.session);
        }
    }
    Ok(person.session)
}

/// Opens the store of a data folder, whose news nobody reads.
pub async fn open(folder: &Path) -> Store {
    let (store, mut news) = Store::open(folder).await.expect("opens");
    tokio::spawn(async move { while news.recv().await.is_some() {} });
    store
}
