//! Five members download all that is kept of them at once.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::{
    client::{Http, Request},
    fixture::{ATTACKER, Fixture, LONGEST_BODY_BYTES, Person},
    trial::{Outcome, Scene, Trial, run},
};
use crate::{
    failure::Failure,
    scenario::{Plan, Scenario},
};

pub const EXPORTS: Scenario = Scenario {
    part: "bounds",
    name: "exports",
    run: |plan| Box::pin(async move { exports(plan) }),
};

/// Downloads at once.
const AT_ONCE: usize = 5;
/// What each may take of the server's memory.
const MEMORY_EACH: u64 = 16 << 20;

fn exports(plan: Plan) -> Result<String, Failure> {
    // 100 MB each.
    let messages = plan.choose(250, 2500);
    let usual = Trial::new("exports", plan);
    let trial = Trial {
        memory: MEMORY_EACH * AT_ONCE as u64,
        ..usual
    };
    let people = |fixture: &Fixture| -> [Person; AT_ONCE] {
        let [ada, grace] = fixture.pair.clone();
        [
            ada,
            grace,
            fixture.attacker.clone(),
            fixture.bystander.clone(),
            fixture.owner.clone(),
        ]
    };
    let prepare = move |fixture: &Fixture| {
        for person in people(fixture) {
            fixture.fill(&person, "lobby", messages)?;
        }
        Ok(())
    };
    let attack = move |scene: &Scene<'_>, (): &()| {
        let (bytes, is_broken) = (AtomicU64::new(0), AtomicBool::new(false));
        let started = Instant::now();
        thread::scope(|scope| {
            for person in people(scene.fixture) {
                let (bytes, is_broken) = (&bytes, &is_broken);
                scope.spawn(move || match download(scene, &person) {
                    Ok(size) => drop(bytes.fetch_add(size, Ordering::Relaxed)),
                    Err(_) => is_broken.store(true, Ordering::Relaxed),
                });
            }
        });
        let took = started.elapsed();
        let mut outcome = Outcome::new(format!(
            "{AT_ONCE} downloads of {} MB of texts at once, {} MB in {:.1} s",
            (messages * LONGEST_BODY_BYTES) >> 20,
            bytes.into_inner() >> 20,
            took.as_secs_f64()
        ));
        outcome.expect(!is_broken.into_inner(), "a download was not whole");
        Ok(outcome)
    };
    run(plan, trial, prepare, attack)
}

/// How the record at the end of a zip begins (APPNOTE 4.3.16).
const END_OF_ZIP: &[u8] = b"PK\x05\x06";
/// Its length without a comment.
const END_LENGTH: usize = 22;
/// How long a download may wait for its next bytes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads one to its end, which has to be that of a zip; its size.
fn download(scene: &Scene<'_>, person: &Person) -> Result<u64, Failure> {
    let dialer = &scene.attacker.dialer;
    let request = Request {
        method: "POST",
        path: "/settings/data/export",
        cookie: &person.session.cookie,
        ..Request::default()
    };
    let stream = dialer.connect(ATTACKER)?;
    stream
        .set_read_timeout(Some(PATIENCE))
        .map_err(Failure::io("give a download time"))?;
    let (mut size, mut end) = (0, Vec::new());
    let mut keep_end = |part: &[u8]| {
        size += part.len() as u64;
        end.extend_from_slice(&part[part.len().saturating_sub(END_LENGTH)..]);
        let surplus = end.len().saturating_sub(END_LENGTH);
        end.drain(..surplus);
    };
    let head = Http::new(stream).ask(&request.bytes(&dialer.host()), &mut keep_end);
    let head = head.map_err(Failure::io("read a download"))?;
    crate::failure::same("status of a download", 200, head.status)?;
    crate::failure::holds(
        "the end of a download",
        end.starts_with(END_OF_ZIP),
        "the end of a zip",
        format!("{end:?}"),
    )?;
    Ok(size)
}
