//! Namespaces and events that there are not, and payloads of every wrong type for every event:
//! each is answered with a typed error.

use serde_json::{Value, json};

use super::{ATTACKER, beside::beside};
use testkit::people;

use crate::{
    failure::{Failure, holds, same},
    natter::Launch,
    raw::Raw,
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "hostile",
    name: "events",
    run: |plan| Box::pin(run(plan)),
};

const EVENTS: &[&str] = &[
    "send",
    "poll",
    "edit",
    "delete",
    "react",
    "vote",
    "close_poll",
    "history",
    "resume",
    "heads",
    "watch",
    "set_name",
];

/// A room that there is not.
const NO_ROOM: &str = "0190b1c2-0000-7000-8000-000000000000";

/// Right for no event. (`heads` takes any object, and `watch` any with a room.)
fn wrong_payloads() -> Vec<Value> {
    let room = NO_ROOM;
    let id = "client-0001";
    vec![
        json!(null),
        json!(true),
        json!(5),
        json!(-1.5),
        json!("text"),
        json!([]),
        json!([[]]),
        json!([room, id, "x"]),
        json!({}),
        json!({"room": 5, "client_id": id, "body": "x", "rooms": 5, "name": 5}),
        json!({"room": null, "client_id": null, "body": null, "rooms": null, "name": null}),
        json!({"room": [room], "client_id": [id], "body": ["x"], "rooms": [[]], "name": ["x"]}),
        json!({"room": {}, "client_id": {}, "body": {}, "rooms": {}, "name": {}}),
        json!({"room": "", "client_id": id, "body": "x", "rooms": "", "name": ""}),
        json!({"room": "not-a-uuid", "client_id": id, "body": "x", "rooms": ["x"], "name": "\u{202e}"}),
        json!({"room": room, "client_id": "short", "body": "x", "at": "never", "rooms": [{}], "name": " "}),
        json!({"room": room, "client_id": "ümlaut-ümlaut", "body": "x", "at": {"before": -1}, "rooms": [{"room": room}]}),
        json!({"room": room, "client_id": id, "body": "\u{1b}", "at": {"before": 1, "after": 1}, "rooms": [{"room": room, "seq": -1}]}),
        json!({"room": room, "client_id": id, "body": "", "at": {"before": 9_007_199_254_740_992_u64}, "rooms": [{"room": room, "seq": 1.5, "rev": 0}]}),
        json!({"room": room, "client_id": id, "body": "x".repeat(10_001), "limit": -1, "rooms": [{"room": room, "seq": 1, "rev": 0}, {"room": room, "seq": 1, "rev": 0}], "name": "x".repeat(33)}),
        json!({"room": room, "client_id": id, "body": 1, "limit": 4_294_967_296_u64, "rooms": vec![json!({"room": room, "seq": 1, "rev": 0}); 201]}),
        json!({"_placeholder": true, "num": 0}),
    ]
}

async fn run(_: Plan) -> Result<String, Failure> {
    let natter = Launch::default().arg("--rate-limits").arg("off").start()?;
    let server = natter.address();
    beside(&natter, async {
        let token = people::visitor_session(server, ATTACKER).await?.token;
        let mut raw = Raw::open_plain(server, ATTACKER).await?;
        raw.join_chat(&token).await?;
        let mut refused = 0;
        for &event in EVENTS {
            for payload in wrong_payloads() {
                if event == "heads" && payload.is_object() {
                    continue;
                }
                let answer = raw.ask(&json!([event, payload])).await?;
                let code = answer["error"]["code"].as_str().unwrap_or_default();
                let typed = match event {
                    "watch" if payload["room"] == NO_ROOM => code == "not_found",
                    _ => ["invalid_payload", "invalid_body", "invalid_name"].contains(&code),
                };
                let what = format!("{event} with {payload:.100}");
                holds(what, typed, "a typed error", &answer)?;
                refused += 1;
            }
        }
        for name in [
            "sned",
            "",
            "welcome",
            "message",
            "__proto__",
            "constructor",
            "🦊",
            &"x".repeat(60_000),
        ] {
            let answer = raw.ask(&json!([name, {}])).await?;
            let what = format!("code for the event {name:.20}");
            same(what, &json!("unknown_event"), &answer["error"]["code"])?;
            refused += 1;
        }
        for namespace in [
            "/nowhere",
            "/chat/",
            "/CHAT",
            "//",
            "/chat/../chat",
            "/%2e",
            "/🦊",
        ] {
            let mut raw = Raw::open_plain(server, ATTACKER).await?;
            raw.text(&format!("40{namespace},{{\"token\":\"{token}\"}}"))
                .await;
            raw.after(&format!("44{namespace},")).await?;
            refused += 1;
        }
        let heads = raw.ask(&json!(["heads", {}])).await?;
        holds(
            "a good event afterwards",
            heads["ok"].is_object(),
            "ok",
            &heads,
        )?;
        Ok(format!(
            "{refused} wrong events and namespaces, each with its typed error"
        ))
    })
    .await
}
