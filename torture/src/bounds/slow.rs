//! Slow lines: bodies that never end, answers that are never read, and requests that outlive the
//! transport that they belong to.

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use super::{
    client::Request,
    fixture::{Fixture, Setting},
    load::Attacker,
    trial::{IDLE_CONNECTION, Outcome, Scene, Trial, run},
};
use crate::{
    failure::Failure,
    raw::HANDSHAKE,
    scenario::{Plan, Scenario, Size},
};

pub const BODIES: Scenario = Scenario {
    part: "bounds",
    name: "unfinished-bodies",
    run: |plan| Box::pin(async move { bodies(plan) }),
};

pub const ANSWERS: Scenario = Scenario {
    part: "bounds",
    name: "unread-answers",
    run: |plan| Box::pin(async move { answers(plan) }),
};

/// Requests whose body does not end: more than the server has open files.
const BODIES_AT_ONCE: usize = 1100;
/// Polled transports whose POST does not end: as many as one address may have connections.
const TRANSPORTS: usize = 500;
/// Whoever opens these.
const POLLER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 5);
/// After this long everything that makes no progress has to be cut.
const CUT_WITHIN: Duration = Duration::from_secs(75);

/// One byte of a thousand, from 1,100 connections, and POSTs of transports that end before them.
fn bodies(plan: Plan) -> Result<String, Failure> {
    let usual = Trial::new("unfinished-bodies", plan);
    let trial = Trial {
        lasts: plan.choose(usual.lasts, CUT_WITHIN),
        ..usual
    };
    let attack = |scene: &Scene<'_>, (): &()| {
        let attacker = &scene.attacker;
        let host = attacker.dialer.host();
        let mut stalled = attacker.stall(BODIES_AT_ONCE, &unfinished("/sign-in", &host), false);
        let pollers = Attacker {
            from: POLLER,
            ..attacker.clone()
        };
        let transports = plan.choose(0, TRANSPORTS);
        let mut posts = stall_transports(&pollers, transports);
        attacker.hold();
        let mut outcome = Outcome::new(format!(
            "{BODIES_AT_ONCE} bodies unfinished ({} refused), {transports} polled transports with an unfinished POST",
            stalled.refused
        ));
        outcome.granted = posts.len() as u64 * IDLE_CONNECTION;
        if plan.size == Size::Full {
            let open = stalled.still_open();
            outcome.expect(open == 0, format!("{open} unfinished bodies were not cut"));
            let open = posts.iter_mut().map(super::load::Stalled::still_open);
            let open: usize = open.sum();
            outcome.expect(open == 0, format!("{open} unfinished POSTs were not cut"));
            let again = handshake(&pollers).map(|(status, _)| status);
            let again = again.unwrap_or_default();
            outcome.expect(
                again == 200,
                format!("a handshake after them had status {again}"),
            );
        }
        Ok(outcome)
    };
    run(plan, trial, |_| Ok(()), attack)
}

/// A form of which one byte comes.
fn unfinished(path: &str, host: &str) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na"
    );
    head.into_bytes()
}

/// Opens transports, and begins a POST for each.
fn stall_transports(pollers: &Attacker, count: usize) -> Vec<super::load::Stalled> {
    let host = pollers.dialer.host();
    let mut posts = Vec::new();
    for _ in 0..count {
        let Ok((200, sid)) = handshake(pollers) else {
            break;
        };
        let path = format!("{HANDSHAKE}polling&sid={sid}");
        posts.push(pollers.stall(1, &unfinished(&path, &host), false));
    }
    posts
}

/// A handshake for polling: its status, and the transport's id.
fn handshake(pollers: &Attacker) -> Result<(u16, String), Failure> {
    let path = format!("{HANDSHAKE}polling");
    let request = Request {
        method: "GET",
        path: &path,
        ..Request::default()
    };
    let host = pollers.dialer.host();
    let answer = pollers.dialer.ask(pollers.from, &request.bytes(&host))?;
    let sid = answer.body.split_once("\"sid\":\"");
    let sid = sid.and_then(|(_, rest)| rest.split('"').next());
    Ok((answer.status, sid.unwrap_or_default().to_owned()))
}

/// Messages of the longest kind in the room: the page of a room holds fifty.
const MESSAGES: usize = 400;
const PAGES: usize = 60;
const DOWNLOADS: usize = 8;

/// Pages and downloads by a member who reads nothing of them.
fn answers(plan: Plan) -> Result<String, Failure> {
    let usual = Trial::new("unread-answers", plan);
    let trial = Trial {
        lasts: plan.choose(usual.lasts, CUT_WITHIN),
        setting: Setting {
            lobby_is_open: true,
            ..Setting::default()
        },
        ..usual
    };
    let prepare = |fixture: &Fixture| fixture.fill(&fixture.attacker, "lobby", MESSAGES).map(drop);
    let attack = |scene: &Scene<'_>, (): &()| {
        let attacker = &scene.attacker;
        let host = attacker.dialer.host();
        let cookie = &scene.fixture.attacker.session.cookie;
        let get = |method, path| {
            let request = Request {
                method,
                path,
                cookie,
                ..Request::default()
            };
            request.bytes(&host)
        };
        let started = Instant::now();
        let mut pages = attacker.stall(PAGES, &get("GET", "/r/lobby"), true);
        let mut downloads = attacker.stall(DOWNLOADS, &get("POST", "/settings/data/export"), true);
        attacker.hold();
        let mut outcome = Outcome::new(format!(
            "{PAGES} pages and {DOWNLOADS} downloads of 16 MB not read for {:.0} s",
            started.elapsed().as_secs_f64()
        ));
        if plan.size == Size::Full {
            let open = pages.still_open() + downloads.still_open();
            outcome.expect(open == 0, format!("{open} unread answers were not cut"));
        }
        Ok(outcome)
    };
    run(plan, trial, prepare, attack)
}
