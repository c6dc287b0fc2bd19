//! One client and the addresses that make work: accounts that are asked for, rooms that are
//! renamed, passkeys that are begun, lists that are searched, and the probe of the disk.

use std::time::Instant;

use serde_json::{Value, json};

use super::{
    client::{Request, Session},
    fixture::{ATTACKER, Fixture, HOME},
    load::Answers,
    trial::{Outcome, Scene, Trial, run},
};
use crate::{
    failure::Failure,
    raw::json,
    scenario::{Plan, Scenario, Size},
};

pub const SIGN_UP: Scenario = Scenario {
    part: "bounds",
    name: "sign-up",
    run: |plan| Box::pin(async move { sign_up(plan) }),
};

pub const RENAMES: Scenario = Scenario {
    part: "bounds",
    name: "renames",
    run: |plan| Box::pin(async move { renames(plan) }),
};

pub const PASSKEYS: Scenario = Scenario {
    part: "bounds",
    name: "passkeys",
    run: |plan| Box::pin(async move { passkeys(plan) }),
};

pub const SEARCHES: Scenario = Scenario {
    part: "bounds",
    name: "searches",
    run: |plan| Box::pin(async move { searches(plan) }),
};

pub const READINESS: Scenario = Scenario {
    part: "bounds",
    name: "readiness",
    run: |plan| Box::pin(async move { readiness(plan) }),
};

/// Connections of an attacker who asks by HTTP.
const CONNECTIONS: usize = 4;

/// Words of a name: as many as a form holds.
const WORDS: usize = 29_000;
/// Sign-ups at once, and as long as it lasts.
const SIGN_UPS: usize = 30;

/// A name of 29,000 words, by which a strong password has to be judged.
fn sign_up(plan: Plan) -> Result<String, Failure> {
    let attack = |scene: &Scene<'_>, (): &()| {
        let name: String = (0..WORDS).map(word).collect();
        let form = format!(
            "name={name}&handle=wordy&password=a+violet+kettle+that+sings+of+9+winters+%2B+rain"
        );
        let request = Request {
            method: "POST",
            path: "/sign-up",
            body: &form,
            ..Request::default()
        };
        let requests = [request.bytes(&scene.attacker.dialer.host())];
        let answers = scene.attacker.requests(SIGN_UPS, &requests);
        Ok(refused(
            format!("{WORDS} words as a name: {answers}"),
            &answers,
        ))
    };
    run(plan, Trial::new("sign-up", plan), |_| Ok(()), attack)
}

/// A word of three letters or digits, each number another, and what stands between two.
fn word(number: usize) -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let letter = |at: usize| char::from(LETTERS[at % 36]);
    let mut word = String::from(letter(number));
    word.extend([letter(number / 36), letter(number / 1296), '+']);
    word
}

/// What was done, and that none of it was too much for the server.
fn refused(did: String, answers: &Answers) -> Outcome {
    let mut outcome = Outcome::new(did);
    let failed = answers.failed();
    outcome.expect(failed == 0, format!("{failed} answers of status 5xx"));
    outcome
}

/// Names that are tried afterwards, the first that the room had.
const FORMER: usize = 40;
/// Former addresses that a room keeps.
const KEPT: usize = 10;

/// A member renames their own room.
fn renames(plan: Plan) -> Result<String, Failure> {
    let attack = |scene: &Scene<'_>, room: &String| {
        let member = &scene.fixture.attacker.session;
        let path = format!("/r/{room}/edit");
        let names: Vec<Vec<u8>> = (0..100_000)
            .map(|number| {
                let form = format!("name=Name+{number}");
                form_of(scene, member, &path, &form)
            })
            .collect();
        let answers = scene.attacker.requests(1, &names);
        let mut leading = 0;
        for number in 0..FORMER {
            let path = format!("/r/name-{number}");
            let request = Request {
                method: "GET",
                path: &path,
                cookie: &scene.fixture.owner.session.cookie,
                ..Request::default()
            };
            let dialer = &scene.attacker.dialer;
            let answer = dialer.ask(HOME, &request.bytes(&dialer.host()))?;
            leading += usize::from(answer.status != 404);
        }
        let mut outcome = refused(
            format!("{answers}; {leading} of the first {FORMER} names still lead to the room"),
            &answers,
        );
        // And the name that it has now.
        outcome.expect(
            leading <= KEPT + 1,
            format!("{leading} former addresses are kept"),
        );
        Ok(outcome)
    };
    let prepare = |fixture: &Fixture| {
        let mut socket = super::client::Socket::open(&fixture.dialer, ATTACKER, "")?;
        let welcome = socket.join_chat(&fixture.attacker.session.token)?;
        super::fixture::room_id(&welcome, "workshop")
    };
    run(plan, Trial::new("renames", plan), prepare, attack)
}

fn form_of(scene: &Scene<'_>, by: &Session, path: &str, form: &str) -> Vec<u8> {
    let request = Request {
        method: "POST",
        path,
        cookie: &by.cookie,
        body: form,
        ..Request::default()
    };
    request.bytes(&scene.attacker.dialer.host())
}

/// More than wait at once.
const REGISTRATIONS: u64 = 10_500;

/// Passkeys are begun and never finished; somebody else's, begun before, has still to be known.
fn passkeys(plan: Plan) -> Result<String, Failure> {
    let attack = |scene: &Scene<'_>, (): &()| {
        let dialer = &scene.attacker.dialer;
        // Passkeys belong to a name.
        let host = dialer.host().replace("127.0.0.1", "localhost");
        let begin = |by: &Session| {
            let request = Request {
                method: "POST",
                path: "/passkeys/register/start",
                cookie: &by.cookie,
                json: true,
                body: "{}",
                ..Request::default()
            };
            request.bytes(&host)
        };
        let honest = &scene.fixture.bystander.session;
        let begun = dialer.ask(HOME, &begin(honest))?;
        let task = json(&begun.body)?;
        let flood = [begin(&scene.fixture.attacker.session)];
        let answers = scene.attacker.requests(CONNECTIONS, &flood);
        let body = unsigned(&task).to_string();
        let finish = Request {
            method: "POST",
            path: "/passkeys/register/finish",
            cookie: &honest.cookie,
            json: true,
            body: &body,
            ..Request::default()
        };
        let finished = dialer.ask(HOME, &finish.bytes(&host))?;
        let mut outcome = refused(format!("registrations begun: {answers}"), &answers);
        outcome.expect(
            begun.status == 200,
            format!("beginning had status {}: {:.200}", begun.status, begun.body),
        );
        // It cannot be taken, as nothing has signed it, and it is refused for that alone.
        outcome.expect(
            finished.body.contains("does not match"),
            format!(
                "another member's registration is forgotten: {:.200}",
                finished.body
            ),
        );
        let total: u64 = answers.by_status.values().sum();
        outcome.expect(
            plan.size == Size::Quick || total >= REGISTRATIONS,
            format!("only {total} registrations were tried"),
        );
        Ok(outcome)
    };
    run(plan, Trial::new("passkeys", plan), |_| Ok(()), attack)
}

/// An answer to a task, with nothing of a signature in it.
fn unsigned(task: &Value) -> Value {
    let client_data = json!({
        "type": "webauthn.create",
        "challenge": task["challenge"],
        "origin": "http://localhost",
        "crossOrigin": false,
    });
    json!({
        "name": "None",
        "credential": {
            "id": "AQID", "rawId": "AQID", "type": "public-key",
            "response": {
                "clientDataJSON": base64url(client_data.to_string().as_bytes()),
                "attestationObject": "oA",
            },
        },
    })
}

/// As bytes stand in these texts: base64url without padding (RFC 4648).
fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for letter in 0..=three.len() {
            let at = usize::try_from((bits >> (18 - 6 * letter)) & 63).unwrap_or(0);
            text.push(char::from(LETTERS[at]));
        }
    }
    text
}

/// Longer than a pattern may be in the database.
const LETTERS: usize = 50_001;

/// Searches and positions in lists as no page of ours asks for.
fn searches(plan: Plan) -> Result<String, Failure> {
    let attack = |scene: &Scene<'_>, (): &()| {
        let long = "x".repeat(LETTERS);
        let wild = "%25_".repeat(LETTERS / 10);
        let odd = [
            &long,
            &wild,
            "%00",
            "-1",
            "99999999999999999999",
            "9223372036854775807",
            "%F0%9F%A6%8A",
            "%ff",
            "'%22;--",
            "",
        ];
        let lists = [
            "/rooms",
            "/rooms/mine",
            "/direct/new",
            "/r/lobby/settings",
            "/r/beside/settings",
            "/r/beside",
        ];
        let mut requests = Vec::new();
        for list in lists {
            for field in ["q", "after", "before", "done", "person"] {
                for value in odd {
                    let path = format!("{list}?{field}={value}");
                    let request = Request {
                        method: "GET",
                        path: &path,
                        cookie: &scene.fixture.attacker.session.cookie,
                        ..Request::default()
                    };
                    requests.push(request.bytes(&scene.attacker.dialer.host()));
                }
            }
        }
        let answers = scene.attacker.requests(CONNECTIONS, &requests);
        Ok(refused(format!("searches: {answers}"), &answers))
    };
    run(plan, Trial::new("searches", plan), |_| Ok(()), attack)
}

/// The probe that writes to the disk.
fn readiness(plan: Plan) -> Result<String, Failure> {
    let attack = |scene: &Scene<'_>, (): &()| {
        let request = Request {
            method: "GET",
            path: "/readyz",
            ..Request::default()
        };
        let requests = [request.bytes(&scene.attacker.dialer.host())];
        let process = scene.fixture.natter.process();
        let (started, before) = (Instant::now(), super::memory::written(process));
        let answers = scene.attacker.requests(CONNECTIONS, &requests);
        let written = super::memory::written(process) - before;
        let mut outcome = refused(
            format!("/readyz: {answers}; {} MB written to disk", written >> 20),
            &answers,
        );
        let due = DISK_A_SECOND * (started.elapsed().as_secs() + 1);
        outcome.expect(
            written <= due,
            format!("{} MB were written to disk", written >> 20),
        );
        Ok(outcome)
    };
    run(plan, Trial::new("readiness", plan), |_| Ok(()), attack)
}

/// What the pair's own messages and one probe write, with much to spare.
const DISK_A_SECOND: u64 = 1 << 20;
