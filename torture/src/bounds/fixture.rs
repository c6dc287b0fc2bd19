//! The server of a trial, with the people and rooms that it needs. What would take a member hours
//! is written while limits are off; then the server is started again as people start it.

use std::net::Ipv4Addr;

use serde_json::{Value, json};
use tokio::runtime::Handle;

use super::client::{Answer, Dialer, Request, Session, Socket};
use crate::{
    failure::{Failure, holds, same},
    natter::{Launch, Natter},
    random::Random,
};

/// Where members come from.
pub const HOME: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// Where the attack comes from.
pub const ATTACKER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Soft limit of open files where nobody has raised it.
const USUAL_OPEN_FILES: u32 = 1024;

const PASSWORD: &str = "a lamp that hums quietly";

/// The same, in a form.
const PASSWORD_FIELD: &str = "a+lamp+that+hums+quietly";

/// A message of as many bytes as one can have.
pub const LONGEST_BODY_BYTES: usize = 4 * protocol::limits::MAX_BODY_CHARS;

/// Messages that are sent before an ack is waited for.
const WINDOW: usize = 16;

/// How the server is started for a trial.
#[derive(Clone, Copy, Default)]
pub struct Setting {
    /// Whether people without an account talk in #lobby.
    pub lobby_is_open: bool,
    /// More arguments after `natter serve`, once people are in it.
    pub args: &'static [&'static str],
}

impl Setting {
    fn launch(self) -> Launch {
        let lobby = if self.lobby_is_open { "open" } else { "echo" };
        // Given again: the last one counts.
        let launch = Launch::default().arg("--lobby").arg(lobby);
        launch.open_files(USUAL_OPEN_FILES)
    }

    /// As it is set up: without limits, and by whoever reaches it.
    fn to_prepare(self) -> Launch {
        self.launch().arg("--rate-limits").arg("off")
    }

    fn to_serve(self) -> Launch {
        let launch = self.launch();
        self.args.iter().fold(launch, |launch, arg| launch.arg(arg))
    }
}

/// A server with people in it.
pub struct Fixture {
    pub natter: Natter,
    pub dialer: Dialer,
    pub owner: Person,
    /// Two who talk all the time.
    pub pair: [Person; 2],
    /// Whose account does the harm.
    pub attacker: Person,
    /// Somebody who does nothing.
    pub bystander: Person,
    setting: Setting,
}

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct Person {
    pub handle: &'static str,
    pub session: Session,
}

impl Fixture {
    /// Starts a server without limits, and lets the people in.
    pub fn start(setting: Setting) -> Result<Self, Failure> {
        let natter = setting.to_prepare().start()?;
        let dialer = Dialer::new(natter.address());
        let form = format!(
            "workspace=Harbour&name=Olive&handle=olive&password={PASSWORD_FIELD}{}",
            if setting.lobby_is_open {
                "&open_lobby=on"
            } else {
                ""
            }
        );
        let owner = person(&dialer, HOME, "olive", "/setup", &form)?;
        let open = if setting.lobby_is_open {
            "workspace=Harbour&joining=open&open_lobby=on"
        } else {
            "workspace=Harbour&joining=open"
        };
        post(&dialer, HOME, &owner, "/workspace/settings", open)?;
        let join = |from, handle: &'static str| {
            let form = format!("name={handle}&handle={handle}&password={PASSWORD_FIELD}");
            person(&dialer, from, handle, "/sign-up", &form)
        };
        let fixture = Self {
            pair: [join(HOME, "ada")?, join(HOME, "grace")?],
            attacker: join(ATTACKER, "mallory")?,
            bystander: join(HOME, "trent")?,
            natter,
            dialer: dialer.clone(),
            owner,
            setting,
        };
        let [ada, grace] = &fixture.pair;
        let id = "0190b1c2-0000-7000-8000-00000000000";
        let room = |number: u8, name: &str| format!("id={id}{number}&name={name}&kind=public");
        post(&dialer, HOME, ada, "/rooms", &room(1, "Beside"))?;
        post(&dialer, HOME, grace, "/r/beside/join", "")?;
        let workshop = room(2, "Workshop");
        post(&dialer, ATTACKER, &fixture.attacker, "/rooms", &workshop)?;
        Ok(fixture)
    }

    /// Starts it again as people start it.
    pub fn serve(&mut self) -> Result<(), Failure> {
        let restarted = self.natter.restart(self.setting.to_serve());
        Handle::current().block_on(restarted)
    }

    /// A new visitor.
    pub fn visitor(&self) -> Result<Session, Failure> {
        let host = self.dialer.host();
        let request = Request {
            method: "POST",
            path: "/visit",
            ..Request::default()
        };
        let answer = self.dialer.ask(ATTACKER, &request.bytes(&host))?;
        let session = answer.session();
        session.ok_or_else(|| unexpected("/visit", "a session", answer.status))
    }

    /// Signs somebody in by password; the status.
    pub fn sign_in(&self, handle: &str) -> Result<u16, Failure> {
        let body = json!({"handle": handle, "password": PASSWORD}).to_string();
        let request = Request {
            method: "POST",
            path: "/api/session",
            json: true,
            body: &body,
            ..Request::default()
        };
        let answer = self.dialer.ask(HOME, &request.bytes(&self.dialer.host()))?;
        Ok(answer.status)
    }

    /// A session more of the attacker.
    pub fn spare_session(&self) -> Result<Session, Failure> {
        let form = format!("handle={}&password={PASSWORD_FIELD}", self.attacker.handle);
        Ok(person(&self.dialer, ATTACKER, "mallory", "/sign-in", &form)?.session)
    }

    /// The attacker writes so many of the longest messages into a room; the room's id.
    pub fn fill(&self, by: &Person, slug: &str, messages: usize) -> Result<String, Failure> {
        let mut socket = Socket::open(&self.dialer, ATTACKER, "")?;
        let welcome = socket.join_chat(&by.session.token)?;
        let room = room_id(&welcome, slug)?;
        let mut random = Random::new(messages as u64);
        for number in 0..messages {
            let body = longest_body(&mut random);
            let id = format!("fill-{}-{number:08}", by.handle);
            let message = json!(["send", {"room": room, "client_id": id, "body": body}]);
            socket.say(&format!("42/chat,{number}{message}"))?;
            if number >= WINDOW {
                is_acked(&mut socket)?;
            }
        }
        for _ in 0..messages.min(WINDOW) {
            is_acked(&mut socket)?;
        }
        Ok(room)
    }
}

/// Letters of four bytes each, in no order that would let them be packed into little.
fn longest_body(random: &mut Random) -> String {
    const FIRST: u32 = 0x2_0000;
    let letter = || {
        let offset = u32::try_from(random.of(0..=0xfff)).unwrap_or(0);
        char::from_u32(FIRST + offset)
    };
    std::iter::repeat_with(letter)
        .flatten()
        .take(LONGEST_BODY_BYTES / 4)
        .collect()
}

/// Waits for an ack, whichever it is, which has to be good.
fn is_acked(socket: &mut Socket) -> Result<(), Failure> {
    let ack = socket.after("43/chat,")?;
    let is_good = ack.contains("[{\"ok\"");
    holds("the ack of a filler", is_good, "ok", ack)
}

/// The id of a room that a welcome names.
pub fn room_id(welcome: &Value, slug: &str) -> Result<String, Failure> {
    let rooms = welcome["rooms"].as_array().into_iter().flatten();
    let room = rooms.into_iter().find(|room| room["slug"] == slug);
    let id = room.and_then(|room| room["id"].as_str());
    id.map(str::to_owned)
        .ok_or_else(|| unexpected("a welcome", &format!("the room {slug}"), welcome))
}

fn unexpected(what: &str, expected: &str, found: impl ToString) -> Failure {
    Failure::Unexpected {
        what: what.into(),
        expected: expected.into(),
        found: found.to_string(),
    }
}

/// Somebody who comes in by that form.
fn person(
    dialer: &Dialer,
    from: Ipv4Addr,
    handle: &'static str,
    path: &str,
    form: &str,
) -> Result<Person, Failure> {
    let request = Request {
        method: "POST",
        path,
        body: form,
        ..Request::default()
    };
    let answer = dialer.ask(from, &request.bytes(&dialer.host()))?;
    same(format!("status of {path}"), 303, answer.status)?;
    let session = answer.session();
    let session = session.ok_or_else(|| unexpected(path, "a session", &answer.head))?;
    Ok(Person { handle, session })
}

fn post(
    dialer: &Dialer,
    from: Ipv4Addr,
    by: &Person,
    path: &str,
    form: &str,
) -> Result<Answer, Failure> {
    let request = Request {
        method: "POST",
        path,
        cookie: &by.session.cookie,
        body: form,
        ..Request::default()
    };
    let answer = dialer.ask(from, &request.bytes(&dialer.host()))?;
    same(format!("status of {path}"), 303, answer.status)?;
    Ok(answer)
}
