//! Somebody who has many addresses: a proxy that is believed says that they come from everywhere.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use super::{
    client::{Http, Request, Socket},
    fixture::{ATTACKER, Setting},
    load::{Answers, Attacker},
    trial::{IDLE_CONNECTION, Outcome, Scene, Trial, run},
};
use crate::{
    failure::Failure,
    scenario::{Plan, Scenario},
};

pub const SIGN_INS: Scenario = Scenario {
    part: "bounds",
    name: "sign-ins",
    run: |plan| Box::pin(async move { sign_ins(plan) }),
};

pub const CONNECTIONS: Scenario = Scenario {
    part: "bounds",
    name: "connections",
    run: |plan| Box::pin(async move { connections(plan) }),
};

/// The attacker's address is that of the proxy.
const BEHIND_PROXY: Setting = Setting {
    lobby_is_open: false,
    args: &["--trusted-proxy", "127.0.0.2"],
};

/// Sign-ins that are under way all the time.
const AT_ONCE: usize = 150;

/// Wrong passwords, each from an address of its own and for a handle of its own.
fn sign_ins(plan: Plan) -> Result<String, Failure> {
    debug_assert_eq!(ATTACKER.to_string(), BEHIND_PROXY.args[1]);
    let trial = Trial {
        setting: BEHIND_PROXY,
        ..Trial::new("sign-ins", plan)
    };
    let attack = |scene: &Scene<'_>, (): &()| {
        let next = AtomicU32::new(0);
        let mut all = Answers::default();
        thread::scope(|scope| {
            let threads: Vec<_> = (0..AT_ONCE)
                .map(|_| scope.spawn(|| guess(&scene.attacker, &next)))
                .collect();
            for thread in threads {
                if let Ok(answers) = thread.join() {
                    all.merge(answers);
                }
            }
        });
        Ok(Outcome::new(format!(
            "{AT_ONCE} sign-ins under way from as many addresses: {all}"
        )))
    };
    run(plan, trial, |_| Ok(()), attack)
}

fn guess(attacker: &Attacker, next: &AtomicU32) -> Answers {
    let host = attacker.dialer.host();
    let mut answers = Answers::default();
    while attacker.goes_on() {
        let Ok(stream) = attacker.dialer.connect(attacker.from) else {
            answers.cut += 1;
            continue;
        };
        let mut http = Http::new(stream);
        while attacker.goes_on() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            // Spread over all networks, a /24 each.
            let [_, a, b, c] = number.wrapping_mul(0x9e37_79b1).to_be_bytes();
            let from = format!("X-Forwarded-For: {}.{a}.{b}.{c}\r\n", 11 + number % 100);
            let body = format!("{{\"handle\":\"nobody{number}\",\"password\":\"a wrong lamp\"}}");
            let request = Request {
                method: "POST",
                path: "/api/session",
                headers: &from,
                json: true,
                body: &body,
                ..Request::default()
            };
            match http.ask(&request.bytes(&host), &mut |_| {}) {
                Ok(head) => *answers.by_status.entry(head.status).or_default() += 1,
                Err(_) => {
                    answers.cut += 1;
                    break;
                }
            }
        }
    }
    answers
}

/// Networks of 64 bits, of the 256 in one of 56.
const NETWORKS: usize = 25;
/// Connections that one address may have.
const OF_ONE: usize = 500;

/// One household opens all connections that there may be.
fn connections(plan: Plan) -> Result<String, Failure> {
    let usual = Trial::new("connections", plan);
    let trial = Trial {
        setting: BEHIND_PROXY,
        // Shorter than a connection lives that answers no heartbeat.
        lasts: plan.choose(Duration::from_secs(8), Duration::from_secs(18)),
        ..usual
    };
    let attack = |scene: &Scene<'_>, (): &()| {
        let attacker = &scene.attacker;
        let (mut open, mut refused) = (Vec::new(), 0);
        'networks: for network in 0..NETWORKS {
            for host in 0..OF_ONE {
                if !attacker.goes_on() {
                    break 'networks;
                }
                let from = format!("X-Forwarded-For: 2001:db8:0:1{network:02x}::{host:x}\r\n");
                match Socket::open(&attacker.dialer, attacker.from, &from) {
                    // One that joins nothing is closed soon.
                    Ok(socket) if socket.say("40").is_ok() => open.push(socket),
                    Ok(_) | Err(_) => {
                        refused += 1;
                        break;
                    }
                }
            }
        }
        attacker.hold();
        Ok(Outcome {
            did: format!(
                "{} connections from {NETWORKS} networks (/64) of one household (/56), {refused} networks refused",
                open.len()
            ),
            granted: open.len() as u64 * IDLE_CONNECTION,
            ..Outcome::default()
        })
    };
    run(plan, trial, |_| Ok(()), attack)
}
