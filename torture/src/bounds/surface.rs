//! Every address and every event, as fast as it goes, with the smallest, the largest and the never
//! finished payload, by somebody without a session, a visitor and a member. What is new is in it
//! without anybody's thinking of it.

mod targets;

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{
    bystanders::Phase,
    client::Session,
    fixture::{Fixture, Setting},
    load::{Attacker, Flood},
    memory::Watch,
    report::Latency,
    trial::{MEMORY, Outcome, Scene, Trial, run},
};
use crate::{
    failure::Failure,
    random::Random,
    raw::{TEXT, frame},
    scenario::{Plan, Scenario, Size},
};
use targets::{PAYLOADS, Payload, Target};

pub const SCENARIO: Scenario = Scenario {
    part: "bounds",
    name: "surface",
    run: |plan| Box::pin(async move { surface(plan) }),
};

/// Connections of those who ask by HTTP.
const CONNECTIONS: usize = 4;
/// Connections on which something is never finished.
const UNFINISHED: usize = 100;
/// What is too short to be told from chance, beside one of them for seconds.
const FLOOR: Duration = Duration::from_millis(100);
/// Messages of the longest kind in the room that events are about.
const MESSAGES: usize = 100;
/// Different messages that are written at once.
const MESSAGES_TOGETHER: usize = 8;

/// Somebody who attacks.
struct Someone {
    name: &'static str,
    session: Option<Session>,
    /// For the address that ends the session with which it is asked.
    spare: Option<Session>,
}

struct Prepared {
    room: String,
    everyone: [Someone; 3],
}

fn surface(plan: Plan) -> Result<String, Failure> {
    let mut targets = Target::all();
    let total = targets.len();
    let mut random = Random::new(plan.seed);
    for at in (1..targets.len()).rev() {
        targets.swap(at, random.index(at + 1));
    }
    targets.truncate(plan.choose(4, total));
    let each = plan.choose(Duration::from_millis(400), Duration::from_secs(2));
    let tries = targets.len() * PAYLOADS.len() * 3;
    let trial = Trial {
        setting: Setting {
            lobby_is_open: true,
            ..Setting::default()
        },
        lasts: each * u32::try_from(tries).unwrap_or(u32::MAX),
        ..Trial::new("surface", plan)
    };
    let attack = |scene: &Scene<'_>, prepared: &Prepared| {
        let watch = Watch::start(scene.fixture.natter.process());
        let mut outcome = Outcome::new(format!(
            "{} of {total} addresses and events, each with three payloads by three people, {each:.1?} each",
            targets.len()
        ));
        let before = super::memory::anonymous(scene.fixture.natter.process())?;
        for target in &targets {
            let storm = || beside(target, plan, scene, prepared, each, &watch);
            let mut told = storm();
            // Of thousands of pages one is late by chance, but not beside the same target again.
            if !told.late.is_empty() {
                told.late = storm().late;
            }
            let most = told.most;
            outcome.expect(
                most <= before + MEMORY,
                format!(
                    "{}: memory {} MB, {} before all of them",
                    told.most_beside,
                    most >> 20,
                    before >> 20
                ),
            );
            for late in told.late {
                let name = target.name();
                outcome.expect(false, format!("beside {name}: p99 of the others {late}"));
            }
        }
        Ok(outcome)
    };
    run(plan, trial, prepare, attack)
}

/// What was seen of natter and of the others beside one target.
struct Told {
    /// The most memory, and when it was.
    most: u64,
    most_beside: String,
    /// Times of the others that are longer than is allowed.
    late: Vec<Latency>,
}

fn beside(
    target: &Target,
    plan: Plan,
    scene: &Scene<'_>,
    prepared: &Prepared,
    each: Duration,
    watch: &Watch,
) -> Told {
    let marks =
        [&scene.seen.delivery, &scene.seen.page].map(|times| (times, times.count(Phase::Attack)));
    let (mut most, mut most_beside) = (0, String::new());
    for payload in PAYLOADS {
        for someone in &prepared.everyone {
            watch.take();
            let attacker = Attacker {
                until: Instant::now() + each,
                ..scene.attacker.clone()
            };
            attempt(&attacker, target, payload, someone, &prepared.room);
            let memory = watch.take();
            if memory > most {
                most = memory;
                most_beside = format!("{} ({payload:?}) by a {}", target.name(), someone.name);
            }
        }
    }
    let quiet = [scene.quiet.0, scene.quiet.1];
    let latencies = marks
        .into_iter()
        .zip(quiet)
        .map(|((times, mark), quiet)| Latency {
            quiet,
            busy: None,
            during: times.p99_since(Phase::Attack, mark),
        });
    let is_late = |latency: &Latency| {
        plan.size == Size::Full && latency.during > Some(latency.allowed(FLOOR))
    };
    Told {
        most,
        most_beside,
        late: latencies.filter(is_late).collect(),
    }
}

fn prepare(fixture: &Fixture) -> Result<Prepared, Failure> {
    let room = fixture.fill(&fixture.attacker, "lobby", MESSAGES)?;
    let everyone = [
        Someone {
            name: "stranger",
            session: None,
            spare: None,
        },
        Someone {
            name: "visitor",
            session: Some(fixture.visitor()?),
            spare: Some(fixture.visitor()?),
        },
        Someone {
            name: "member",
            session: Some(fixture.attacker.session.clone()),
            spare: Some(fixture.spare_session()?),
        },
    ];
    Ok(Prepared { room, everyone })
}

fn attempt(attacker: &Attacker, target: &Target, payload: Payload, someone: &Someone, room: &str) {
    match target {
        Target::Address { method, path } => {
            let session = if path == "/sign-out" {
                &someone.spare
            } else {
                &someone.session
            };
            let cookie = session.as_ref().map_or("", |session| &session.cookie);
            let host = attacker.dialer.host();
            let request = targets::request(method, path, payload, cookie, &host);
            if payload == Payload::Unfinished {
                let _held = attacker.stall(UNFINISHED, &request, false);
                attacker.hold();
            } else {
                attacker.requests(CONNECTIONS, &[request]);
            }
        }
        Target::Event(_) | Target::Message => {
            // Who has no session is refused by CONNECT, and asks for it again and again.
            let connect = match (target, &someone.session) {
                (Target::Message, _) => "40".to_owned(),
                (_, None) => "40/chat,{\"token\":\"none\"}".to_owned(),
                (_, Some(session)) => format!("40/chat,{{\"token\":\"{}\"}}", session.token),
            };
            let wait = match (target, &someone.session) {
                (Target::Message, _) => "40{",
                (_, None) => "44/chat",
                (_, Some(_)) => "42/chat,[\"welcome\"",
            };
            let chunk = events(target, payload, room);
            let flood = Flood {
                greeting: &[(&connect, wait)],
                chunk: &chunk,
                most: None,
                reads: true,
            };
            if payload == Payload::Unfinished {
                attacker.stall_sockets(UNFINISHED, &flood);
            } else {
                attacker.socket(&flood);
            }
        }
    }
    // What is under way when the time is over is answered before the next one begins.
    thread::sleep(Duration::from_millis(20));
}

/// Frames that are written at once; or one that lacks its end.
fn events(target: &Target, payload: Payload, room: &str) -> Vec<u8> {
    let one = |number| {
        frame(
            TEXT,
            targets::event(target, payload, room, number).as_bytes(),
        )
    };
    if payload == Payload::Unfinished {
        let mut frame = one(0);
        frame.pop();
        return frame;
    }
    (0..MESSAGES_TOGETHER).flat_map(one).collect()
}
