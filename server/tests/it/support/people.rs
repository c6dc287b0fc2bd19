//! People of a workspace, who come in by its own doors: forms, sockets and the command line.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

use super::{Natter, device::Device, socket::Socket};

pub use testkit::people::PASSWORD;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    pub handle: String,
    pub token: String,
}

impl Person {
    pub fn cookie(&self) -> String {
        format!("natter_session={}", self.token)
    }

    /// As the CONNECT of `/chat` wants it.
    pub fn auth(&self) -> String {
        json!({"token": self.token}).to_string()
    }
}

/// A room, as its members name it.
#[derive(Clone, Debug)]
pub struct Room {
    pub id: String,
    pub slug: String,
}

/// Runs `natter admin` on a data folder; `input` is its standard input.
pub fn admin(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_natter"))
        .env_clear()
        .arg("admin")
        .arg("--data-dir")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    // One that refuses does not read it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("ends")
}

/// What it printed, when it worked.
pub fn told(output: &Output) -> String {
    let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    assert!(output.status.success(), "{}", said(&output.stderr));
    said(&output.stdout).trim().to_owned()
}

impl Natter {
    /// Sets the workspace up with an open lobby; its owner, whose handle is `olive`.
    pub fn set_up(&self) -> Person {
        self.set_up_with("&open_lobby=on")
    }

    /// Sets the workspace up with more fields of the form.
    pub fn set_up_with(&self, fields: &str) -> Person {
        let form = format!(
            "workspace=The+Harbour&name=Olive&handle=olive&password={}{fields}",
            encoded(PASSWORD)
        );
        let made = self.post("/setup", "", &form);
        assert_eq!(made.status, 303, "{made:?}");
        signed("olive", &made)
    }

    /// Signs in by the form, as another browser of theirs.
    pub fn sign_in(&self, handle: &str, password: &str) -> Person {
        let form = format!("handle={handle}&password={}", encoded(password));
        let made = self.post("/sign-in", "", &form);
        assert_eq!(made.status, 303, "{made:?}");
        signed(handle, &made)
    }

    /// The code of a new invitation.
    pub fn invite(&self, options: &[&str]) -> String {
        let made = admin(&self.data, &[&["invite"], options].concat(), "");
        let link = told(&made);
        let (_, code) = link.rsplit_once('/').expect("a link");
        code.to_owned()
    }

    /// Somebody joins with an invitation.
    pub fn join(&self, code: &str, handle: &str) -> Person {
        let form = format!(
            "name={handle}&handle={handle}&password={}",
            encoded(PASSWORD)
        );
        let made = self.post(&format!("/join/{code}"), "", &form);
        assert_eq!(made.status, 303, "{made:?}");
        signed(handle, &made)
    }

    pub fn members<const N: usize>(&self, handles: [&str; N]) -> [Person; N] {
        let code = self.invite(&[]);
        handles.map(|handle| self.join(&code, handle))
    }

    /// Posts a form as somebody, which has to be taken; where it leads to.
    pub fn does(&self, who: &Person, path: &str, form: &str) -> String {
        let done = self.post(path, &who.cookie(), form);
        assert_eq!(done.status, 303, "{path}: {done:?}");
        done.header("location").unwrap_or_default().to_owned()
    }

    /// A new room. Kinds: open, public, private.
    pub fn room(&self, by: &Person, name: &str, kind: &str) -> Room {
        let id = uuid::Uuid::new_v4().to_string();
        let form = format!("id={id}&name={}&kind={kind}", encoded(name));
        let slug = self.does(by, "/rooms", &form);
        let slug = slug.strip_prefix("/r/").expect("a room's page");
        Room {
            id,
            slug: slug.to_owned(),
        }
    }

    /// Puts somebody into a room.
    pub fn add(&self, by: &Person, room: &Room, whom: &Person) {
        let form = format!("person={}", whom.handle);
        self.does(by, &format!("/r/{}/add", room.slug), &form);
    }

    /// Takes somebody, whose id that is, out of a room.
    pub fn remove(&self, by: &Person, room: &Room, whom: &str) {
        self.does(
            by,
            &format!("/r/{}/remove", room.slug),
            &format!("person={whom}"),
        );
    }

    /// A socket of somebody, and its welcome.
    pub fn listen(&self, who: &Person) -> (Socket, Value) {
        self.listen_on(Socket::open(self), who)
    }

    /// The same on that socket.
    pub fn listen_on(&self, mut socket: Socket, who: &Person) -> (Socket, Value) {
        let welcome = socket.join_chat(&who.auth()).expect("welcome");
        (socket, welcome)
    }
}

/// Adds a passkey to the account of a cookie; the device that holds it. Another number, another key.
pub fn add_passkey(natter: &Natter, cookie: &str, number: u8) -> Device {
    let origin = format!("http://localhost:{}", natter.address.port());
    let device = Device::new(number, &origin);
    let task = begin_passkey(natter, "/passkeys/register", cookie);
    let made = json!({"credential": device.create(&task), "name": "A device"});
    let added = natter.post_json("/passkeys/register/finish", cookie, &made);
    assert_eq!(added.status, 200, "{added:?}");
    device
}

/// What a device is asked for, to make a passkey or to use one.
pub fn begin_passkey(natter: &Natter, path: &str, cookie: &str) -> Value {
    let begun = natter.post_json(&format!("{path}/start"), cookie, &json!({}));
    assert_eq!(begun.status, 200, "{begun:?}");
    begun.json()
}

fn signed(handle: &str, response: &super::Response) -> Person {
    let cookie = response.cookie();
    let (_, token) = cookie.split_once('=').expect("a token");
    Person {
        handle: handle.to_owned(),
        token: token.to_owned(),
    }
}

/// For a form; plain words only.
pub fn encoded(words: &str) -> String {
    words.replace(' ', "+")
}

/// A member's id, of a welcome.
pub fn me(welcome: &Value) -> String {
    welcome["me"]["id"].as_str().expect("an id").to_owned()
}

/// The id of a room in a welcome.
pub fn room_of(welcome: &Value, slug: &str) -> Option<String> {
    let rooms = welcome["rooms"].as_array().expect("a list");
    let found = rooms.iter().find(|room| room["slug"] == slug)?;
    Some(found["id"].as_str().expect("an id").to_owned())
}

/// A `send` of a text under a new client id.
pub fn send(room: &str, body: &str) -> Value {
    let client_id = uuid::Uuid::new_v4();
    json!(["send", {"room": room, "client_id": client_id, "body": body}])
}
