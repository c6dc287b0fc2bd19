//! Members behind a line that cuts, halves, stalls and delays: whatever it does, each message is
//! there once and in order, for who sent it and for who reads.

use std::time::Duration;

use tokio::task::JoinSet;

use crate::{
    crowd::{Auditor, guests, joined},
    failure::{Failure, same},
    member::{Follow, Member, Records},
    natter::Launch,
    proxy::{Line, Proxy},
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "faults",
    name: "chaos",
    run: |plan| Box::pin(run(plan)),
};

/// For everybody to show everything, once the line is good again.
const CATCH_UP: Duration = Duration::from_secs(300);

async fn run(plan: Plan) -> Result<String, Failure> {
    let (count, each) = plan.choose((40, 60), (200, 500));
    let natter = Launch::for_load().start()?;
    let proxy = Proxy::before(natter.address(), Line::Chaos, plan.seed).await?;
    let records = Records::default();
    let sessions = guests(&natter, count).await?;
    let mut auditor = Auditor::join(&natter, &records).await?;
    let mut sending = JoinSet::new();
    for (number, session) in sessions.iter().enumerate() {
        let mut member = Member::join(
            number,
            proxy.address(),
            session,
            Follow::All,
            records.clone(),
        )?;
        sending.spawn(async move {
            while member.acked() < each {
                // One by one: of several that go out at once the first may be lost with the old
                // connection, and the next be sent on a new one.
                member.send().await?;
            }
            Ok::<_, Failure>(member)
        });
    }
    let mut members = joined(sending).await?;
    let figures = proxy.figures();
    proxy.set(Line::Good);
    let rev = auditor.rev().await?;
    for member in &mut members {
        member.knows(rev, CATCH_UP).await?;
    }
    let tally = auditor.finish(&mut members).await?.verdict()?;
    same("messages", count as u64 * each, tally.stored)?;
    natter.verify_no_panic()?;
    let of = |count: fn(&Member) -> u64| members.iter().map(count).sum::<u64>();
    Ok(format!(
        "{count} members sent {each} each over {figures}: {tally}; all {count} saw the same, after {} reconnects and {} gaps filled",
        of(Member::welcomes) - count as u64,
        of(Member::gaps)
    ))
}
