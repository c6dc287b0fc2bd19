//! Each address and each event, as fast as it goes: sooner or later each says that it was too much.

use serde_json::json;
use server::{
    actions::limits::{Kind, Limit},
    http, realtime,
};

use super::{About, Natter, Response, abouts, events::event, path, serve_with};
use crate::support::socket::Socket;

/// More tries than any limit allows before these are made.
const TRIES: usize = 20_000;

/// Somebody at an address, as a proxy says.
struct Client<'n> {
    natter: &'n Natter,
    address: &'static str,
    cookie: String,
}

impl Client<'_> {
    fn ask(&self, method: &str, path: &str) -> Response {
        let headers = [("X-Forwarded-For", self.address), ("Cookie", &self.cookie)];
        self.natter.request(method, path, &headers, b"")
    }

    /// The refusal of the first request that is too much.
    fn flood(&self, method: &str, path: &str) -> Option<Response> {
        let mut answers = (0..TRIES).map(|_| self.ask(method, path));
        answers.find(|answer| answer.status == 429)
    }
}

fn is_right(refusal: &Response, path: &str) -> bool {
    let is_json = refusal.header("content-type") == Some("application/json");
    let for_programs = [
        "/api/",
        "/passkeys/",
        "/password-strength",
        "/healthz",
        "/readyz",
    ];
    let wait = refusal
        .header("retry-after")
        .and_then(|wait| wait.parse().ok());
    let says = if is_json {
        refusal.json()["error"]["code"] == "rate_limited"
    } else {
        refusal.whole_body().contains("Wait a moment and try again")
    };
    is_json == for_programs.iter().any(|one| path.starts_with(one))
        && wait.is_some_and(|wait: u64| wait > 0)
        && says
}

#[test]
fn every_address_has_a_limit_for_members_and_for_strangers() {
    let (_folder, natter, fixture) = serve_with(&["--trusted-proxy", "127.0.0.1"]);
    let client = |address, cookie| Client {
        natter: &natter,
        address,
        cookie,
    };
    let owner = fixture.person("owner-in").cookie();
    let unknown = format!("natter_session={}", "0".repeat(32));
    let stranger = client("192.0.2.1", String::new());
    let liar = client("198.51.100.1", unknown);
    let member = client("203.0.113.1", owner);
    let mut wrong = Vec::new();
    let mut walk = |who: &Client<'_>, method: &str, path: &str| match who.flood(method, path) {
        Some(refusal) if is_right(&refusal, path) => {}
        other => wrong.push(format!("{method} {path} from {}: {other:?}", who.address)),
    };
    for route in http::routes() {
        let path = match abouts(&route, &fixture).first() {
            Some(About::Workspace) | None => route.path.replace("{code}", "abc"),
            Some(about) => path(&route, *about),
        };
        let method = route.method.as_str();
        walk(&stranger, method, &path);
        walk(&liar, method, &path);
        // Those of sources are counted as one, so these try nothing new; and one of them signs out.
        if matches!(route.kind.limit(), Limit::Member(_)) {
            walk(&member, method, &path);
        }
    }
    // What is on no list.
    for (method, path) in [
        ("GET", "/favicon.svg"),
        ("GET", "/nothing"),
        ("POST", "/rooms/mine"),
    ] {
        walk(&stranger, method, path);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Nobody else has noticed.
    let neighbour = client("192.0.3.1", fixture.person("member-in").cookie());
    assert_eq!(neighbour.ask("GET", "/rooms").status, 200);
    natter.stop();
}

#[test]
fn strangers_at_an_address_cost_its_members_nothing() {
    let (_folder, natter, fixture) = serve_with(&[]);
    let cookie = fixture.person("member-in").cookie();
    assert_eq!(natter.page(&cookie, "/rooms").status, 200);
    let mut answers = (0..TRIES).map(|_| natter.get("/rooms").status);
    assert!(answers.any(|status| status == 429));
    assert_eq!(natter.page(&cookie, "/rooms").status, 200);
    // One of them is too fast, and another is not.
    let mut answers = (0..TRIES).map(|_| natter.page(&cookie, "/rooms").status);
    assert!(answers.any(|status| status == 429));
    let mut other = Socket::open(&natter);
    let token = fixture.person("keeper").token.as_str();
    other
        .join_chat(&json!({"token": token}).to_string())
        .expect("welcome");
    assert!(other.ask(&json!(["heads", {}]))["ok"].is_object());
    natter.stop();
}

#[test]
fn every_event_has_a_limit() {
    let (_folder, natter, fixture) = serve_with(&[]);
    let room = fixture.room("lobby").id.to_string();
    let mut socket = Socket::open(&natter);
    let token = fixture.person("member-in").token.as_str();
    socket
        .join_chat(&json!({"token": token}).to_string())
        .expect("welcome");
    for (name, action) in realtime::EVENTS {
        let mut acks = (0..TRIES).map(|_| socket.ask(&event(name, &room)));
        let refused = acks.find(|ack| ack["error"]["code"] == "rate_limited");
        let refused = refused.unwrap_or_else(|| panic!("{name} has no limit"));
        assert!(
            refused["error"]["retry_after_ms"]
                .as_u64()
                .is_some_and(|wait| wait > 0)
        );
        assert!(
            matches!(Kind::of(*action).limit(), Limit::Member(_)),
            "{name}"
        );
    }
    natter.stop();
}
