//! One socket that asks for more than it is due: the tutorial's namespace as fast as it goes, and
//! history by the megabyte.

use super::{
    client::Session,
    fixture::{Fixture, Setting},
    load::Flood,
    trial::{Outcome, Scene, Trial, run},
};
use crate::{
    failure::Failure,
    raw::{TEXT, frame},
    scenario::{Plan, Scenario},
};

pub const TUTORIAL_CLOSED: Scenario = Scenario {
    part: "bounds",
    name: "tutorial-closed",
    run: |plan| Box::pin(async move { tutorial(plan, "tutorial-closed", false) }),
};

pub const TUTORIAL_OPEN: Scenario = Scenario {
    part: "bounds",
    name: "tutorial-open",
    run: |plan| Box::pin(async move { tutorial(plan, "tutorial-open", true) }),
};

pub const RESUME_UNREAD: Scenario = Scenario {
    part: "bounds",
    name: "resume-unread",
    run: |plan| Box::pin(async move { resume(plan, "resume-unread", 40, false) }),
};

pub const RESUME_READ: Scenario = Scenario {
    part: "bounds",
    name: "resume-read",
    run: |plan| Box::pin(async move { resume(plan, "resume-read", 120, true) }),
};

/// Events that are written at once.
const TOGETHER: usize = 1000;

/// One anonymous socket, `message` as fast as it goes.
fn tutorial(plan: Plan, name: &'static str, lobby_is_open: bool) -> Result<String, Failure> {
    let trial = Trial {
        setting: Setting {
            lobby_is_open,
            ..Setting::default()
        },
        ..Trial::new(name, plan)
    };
    let attack = |scene: &Scene<'_>, (): &()| {
        let event = frame(TEXT, b"42[\"message\",\"x\"]");
        let chunk = event.repeat(TOGETHER);
        let written = scene.attacker.socket(&Flood {
            greeting: &[("40", "40{")],
            chunk: &chunk,
            most: None,
            reads: true,
        });
        let events = written.bytes / event.len() as u64;
        Ok(Outcome::new(format!("{events} events: {written}")))
    };
    run(plan, trial, |_| Ok(()), attack)
}

/// Messages that the lobby holds: below what one `resume` answers.
const MESSAGES: usize = 420;

/// A visitor asks again and again for all that they missed, which is 17 MB.
fn resume(plan: Plan, name: &'static str, times: usize, reads: bool) -> Result<String, Failure> {
    let trial = Trial {
        setting: Setting {
            lobby_is_open: true,
            ..Setting::default()
        },
        ..Trial::new(name, plan)
    };
    let prepare = |fixture: &Fixture| {
        let room = fixture.fill(&fixture.attacker, "lobby", MESSAGES)?;
        Ok((room, fixture.visitor()?))
    };
    let attack = |scene: &Scene<'_>, (room, visitor): &(String, Session)| {
        let event =
            format!("42/chat,1[\"resume\",{{\"rooms\":[{{\"room\":\"{room}\",\"seq\":0}}]}}]");
        let connect = format!("40/chat,{{\"token\":\"{}\"}}", visitor.token);
        let written = scene.attacker.socket(&Flood {
            greeting: &[(&connect, "42/chat,[\"welcome\"")],
            chunk: &frame(TEXT, event.as_bytes()),
            most: Some(times),
            reads,
        });
        let read = if reads { "read" } else { "not read" };
        Ok(Outcome::new(format!(
            "{times} times 17 MB asked for on each socket, {read}: {written}"
        )))
    };
    run(plan, trial, prepare, attack)
}
