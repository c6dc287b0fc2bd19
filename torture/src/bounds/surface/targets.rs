//! Every address and event of the server, as docs/permissions.md lists them (a test of the server
//! holds that list against what it serves), and what each is sent.

use super::super::client::Request;
use protocol::limits::{MAX_BODY_CHARS, MAX_FRAME_BYTES, MAX_NAME_CHARS, MAX_RESUME_ROOMS};

const PERMISSIONS: &str = include_str!("../../../../docs/permissions.md");

/// Largest form that the server takes.
const MAX_FORM_BYTES: usize = MAX_BODY_CHARS * 12 + 4096;

/// Longest query that is sent.
const QUERY_BYTES: usize = 50_000;

/// Something that the server answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// An address, as the router knows it.
    Address { method: String, path: String },
    /// An event of `/chat`.
    Event(String),
    /// The tutorial's event.
    Message,
}

impl Target {
    /// All of them.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Message];
        let mut head = Vec::new();
        for line in PERMISSIONS.lines() {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if !line.starts_with('|') {
                head.clear();
            } else if head.is_empty() {
                head = cells;
            } else if !line.starts_with("|-") {
                let name = cells[0].trim_matches('`').to_owned();
                match head.first() {
                    Some(&"Event") => all.push(Self::Event(name)),
                    Some(&"Address") => all.push(Self::Address {
                        method: cells[1].to_owned(),
                        path: name,
                    }),
                    _ => {}
                }
            }
        }
        all
    }

    /// How it is called.
    pub fn name(&self) -> String {
        match self {
            Self::Address { method, path } => format!("{method} {path}"),
            Self::Event(name) => format!("event {name}"),
            Self::Message => "event message on /".into(),
        }
    }
}

/// How much is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Payload {
    /// As little as there is.
    Smallest,
    /// As much as is taken.
    Largest,
    /// What never ends.
    Unfinished,
}

/// All of them.
pub const PAYLOADS: [Payload; 3] = [Payload::Smallest, Payload::Largest, Payload::Unfinished];

/// A request to an address. One that is unfinished lacks its end.
pub fn request(method: &str, path: &str, payload: Payload, cookie: &str, host: &str) -> Vec<u8> {
    let path = path
        .replace("{slug}", "workshop")
        .replace("{handle}", "trent")
        .replace("{code}", "9f86d081884c7d659a2feaa0c55ad015");
    let json = path.starts_with("/api/") || path.starts_with("/passkeys/");
    let json = json || path == "/password-strength";
    let is_get = method == "GET";
    let body = match payload {
        Payload::Smallest if json => "{}".into(),
        Payload::Smallest => String::new(),
        _ if json => largest_json(),
        _ => largest_form(),
    };
    let long = match payload {
        Payload::Largest if is_get => {
            let letters = "x".repeat(QUERY_BYTES / 2);
            format!("{path}?q={letters}&after={letters}")
        }
        _ => path,
    };
    let request = Request {
        method,
        path: &long,
        cookie,
        json,
        body: &body,
        ..Request::default()
    };
    let mut bytes = request.bytes(host);
    if payload == Payload::Unfinished {
        let end = if is_get { 2 } else { body.len() - 1 };
        bytes.truncate(bytes.len() - end);
    }
    bytes
}

/// Every field that a form of ours has, each of a length that is too long for most.
fn largest_form() -> String {
    const FIELDS: [&str; 26] = [
        "name",
        "handle",
        "password",
        "email",
        "time_zone",
        "body",
        "client_id",
        "topic",
        "description",
        "q",
        "person",
        "reason",
        "days",
        "workspace",
        "domains",
        "bio",
        "pronouns",
        "old",
        "new",
        "confirm",
        "code",
        "id",
        "kind",
        "posting",
        "session",
        "next",
    ];
    // Words of four bytes with spaces between them, so that nothing is only one word.
    const WORD: &str = "%F0%9F%A6%8Ax+";
    let each = (MAX_FORM_BYTES - 1024) / FIELDS.len() / WORD.len();
    let fields = FIELDS.map(|name| format!("{name}={}", WORD.repeat(each)));
    fields.join("&")
}

/// The same for what scripts send.
fn largest_json() -> String {
    const FIELDS: [&str; 6] = ["handle", "password", "name", "credential", "next", "about"];
    let each = (MAX_FORM_BYTES - 1024) / FIELDS.len() / "🦊x ".len();
    let text = "🦊x ".repeat(each);
    let fields = FIELDS.map(|name| match name {
        "about" => format!("\"about\":[\"{text}\"]"),
        name => format!("\"{name}\":\"{text}\""),
    });
    format!("{{{}}}", fields.join(","))
}

/// An event's text, as it stands in a frame. The number is that of its ack; messages need one of
/// their own.
pub fn event(target: &Target, payload: Payload, room: &str, number: usize) -> String {
    let name = match target {
        Target::Message if payload == Payload::Smallest => return "42[\"message\"]".into(),
        Target::Message => {
            let text = "🦊".repeat((MAX_FRAME_BYTES - 64) / 4);
            return format!("42[\"message\",\"{text}\"]");
        }
        Target::Event(name) => name.as_str(),
        Target::Address { .. } => "",
    };
    let smallest = payload == Payload::Smallest;
    let payload = match name {
        "send" => {
            let body = if smallest {
                "x".into()
            } else {
                "🦊".repeat(MAX_BODY_CHARS)
            };
            format!(
                "{{\"room\":\"{room}\",\"client_id\":\"flood-{number:08}\",\"body\":\"{body}\"}}"
            )
        }
        "history" if smallest => format!("{{\"room\":\"{room}\",\"limit\":1}}"),
        "history" => format!("{{\"room\":\"{room}\",\"limit\":100}}"),
        "resume" if smallest => "{\"rooms\":[]}".into(),
        "resume" => {
            let mut rooms = vec![format!("{{\"room\":\"{room}\",\"seq\":0}}")];
            rooms.extend(absent_rooms().map(|id| format!("{{\"room\":\"{id}\",\"seq\":0}}")));
            format!("{{\"rooms\":[{}]}}", rooms.join(","))
        }
        "heads" if smallest => "{}".into(),
        "heads" => {
            let rooms: Vec<String> = absent_rooms().map(|id| format!("\"{id}\"")).collect();
            format!("{{\"rooms\":[{}]}}", rooms.join(","))
        }
        "set_name" if smallest => "{\"name\":\"x\"}".into(),
        "set_name" => format!("{{\"name\":\"{}\"}}", "🦊".repeat(MAX_NAME_CHARS)),
        _ if smallest => format!("{{\"room\":\"{room}\"}}"),
        // What is not known here gets as much as a packet holds.
        _ => format!(
            "{{\"room\":\"{room}\",\"more\":\"{}\"}}",
            "x".repeat(MAX_FRAME_BYTES - 256)
        ),
    };
    format!("42/chat,{number}[\"{name}\",{payload}]")
}

fn absent_rooms() -> impl Iterator<Item = String> {
    (1..MAX_RESUME_ROOMS).map(|number| format!("0190b1c2-0000-7000-8000-{number:012}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_and_events_of_the_page_are_found() {
        let all = Target::all();
        let address = |method: &str, path: &str| Target::Address {
            method: method.into(),
            path: path.into(),
        };
        assert!(all.contains(&address("POST", "/r/{slug}/messages")));
        assert!(all.contains(&address("GET", "/healthz")));
        assert!(all.contains(&Target::Event("resume".into())));
        assert!(all.len() > 70, "{}", all.len());
    }

    #[test]
    fn the_largest_is_taken_and_the_unfinished_lacks_its_end() {
        let form = largest_form();
        assert!(form.len() <= MAX_FORM_BYTES && form.len() > MAX_FORM_BYTES * 9 / 10);
        for name in ["send", "history", "resume", "heads", "watch", "set_name"] {
            let event = event(&Target::Event(name.into()), Payload::Largest, "room", 1);
            assert!(event.len() <= MAX_FRAME_BYTES, "{name}");
        }
        let unfinished = request("GET", "/", Payload::Unfinished, "", "host");
        assert!(!unfinished.ends_with(b"\r\n\r\n"));
        let unfinished = request("POST", "/name", Payload::Unfinished, "", "host");
        assert!(unfinished.ends_with(b"\r\n\r\nn"));
    }
}
