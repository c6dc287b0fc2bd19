//! `kill -9` at a random moment under 32 writers, again and again.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::{
    crowd::{Company, until},
    failure::Failure,
    natter::Launch,
    random::Random,
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "faults",
    name: "kill",
    run: |plan| Box::pin(run(plan)),
};

const WRITERS: usize = 32;
const RECEIVERS: usize = 3;

async fn run(plan: Plan) -> Result<String, Failure> {
    let rounds = plan.rounds.unwrap_or(plan.choose(20, 500));
    let mut random = Random::new(plan.seed);
    let mut natter = Launch::for_load().start()?;
    let Company {
        records,
        mut writers,
        mut receivers,
        mut auditor,
    } = Company::gather(&natter, WRITERS, RECEIVERS).await?;
    let mut shown = Instant::now();
    for round in 1..=rounds {
        let before = records.acks.count();
        until("somebody is acked", || records.acks.count() > before).await?;
        sleep(Duration::from_millis(random.of(0..=200))).await;
        natter.kill()?;
        // What is acked later than this is looked at in the next round.
        let acked = auditor.new_acks();
        natter.start()?;
        auditor.look_at(acked).await?;
        writers.verify()?;
        if shown.elapsed() > Duration::from_secs(30) {
            println!(
                "  round {round} of {rounds}, {} acked",
                records.acks.count()
            );
            shown = Instant::now();
        }
    }
    writers.stop().await?;
    let audit = auditor.finish(&mut receivers).await?;
    natter.verify_no_panic()?;
    Ok(format!(
        "{rounds} kills under {WRITERS} writers: {}; {RECEIVERS} receivers saw the same",
        audit.verdict()?
    ))
}
