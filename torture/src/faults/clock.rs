//! The wall clock jumps back and forward: order, ids and sessions hold.

use crate::{
    crowd::{Auditor, Pace, Writers, guests, members, until},
    failure::{Failure, holds},
    member::{Follow, Member, Records},
    natter::Launch,
    scenario::{Plan, Scenario},
    shim::Shim,
};

pub const SCENARIO: Scenario = Scenario {
    part: "faults",
    name: "clock",
    run: |plan| Box::pin(run(plan)),
};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Seconds off, one after the other.
const JUMPS: &[i64] = &[
    -1,
    HOUR,
    -HOUR,
    400 * DAY,
    -DAY,
    -10 * 365 * DAY,
    30 * DAY,
    0,
];

const WRITERS: usize = 8;

async fn run(_: Plan) -> Result<String, Failure> {
    let shim = Shim::new()?;
    let mut natter = shim.under(Launch::for_load()).start()?;
    let records = Records::default();
    let sessions = guests(&natter, WRITERS + 2).await?;
    let writers = members(&natter, &sessions[..WRITERS], 0, Follow::None, &records)?;
    let mut receivers = members(
        &natter,
        &sessions[WRITERS..=WRITERS],
        50,
        Follow::All,
        &records,
    )?;
    let mut probe = Member::join(
        60,
        natter.address(),
        &sessions[WRITERS + 1],
        Follow::None,
        records.clone(),
    )?;
    let mut auditor = Auditor::join(&natter, &records).await?;
    let mut writers = Writers::start(writers, Pace::Mixed);
    let start = probe.send().await?.sent_at.millis();
    for &off in JUMPS {
        shim.set_clock(off)?;
        let before = records.acks.count();
        until("messages are acked after a jump", || {
            records.acks.count() > before + 100
        })
        .await?;
        // The whole trial lasts minutes at most, so this tells that the server saw the jump.
        let seen = (probe.send().await?.sent_at.millis() - start) / 1000 - off;
        holds(
            "the server's clock",
            (0..600).contains(&seen),
            format!("{off} s off"),
            seen,
        )?;
        auditor.look().await?;
        writers.verify()?;
    }
    let mut all = writers.stop().await?;
    auditor.finish(&mut receivers).await?;
    all.append(&mut receivers);
    all.push(probe);
    for member in &all {
        holds(
            "welcomes",
            member.welcomes() == 1,
            "no lost connection",
            member.welcomes(),
        )?;
    }
    // Sessions live on, also when the clock says that they are not made yet.
    for off in [-20 * 365 * DAY, 20 * 365 * DAY] {
        natter.kill()?;
        shim.set_clock(off)?;
        natter.start()?;
        for member in &mut all {
            member.send().await?;
        }
    }
    let audit = auditor.look().await?;
    natter.verify_no_panic()?;
    Ok(format!(
        "{} jumps and 2 restarts: {}; no session and no connection lost",
        JUMPS.len(),
        audit.verdict()?
    ))
}
