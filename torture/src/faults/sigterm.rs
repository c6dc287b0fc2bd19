//! SIGTERM under load: nothing that was acked is lost, and clients come back by themselves.

use std::time::Duration;

use tokio::time::sleep;

use crate::{
    crowd::{Company, until},
    failure::{Failure, holds},
    natter::Launch,
    random::Random,
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "faults",
    name: "sigterm",
    run: |plan| Box::pin(run(plan)),
};

const WRITERS: usize = 32;
const RECEIVERS: usize = 8;

async fn run(plan: Plan) -> Result<String, Failure> {
    let rounds = plan.rounds.unwrap_or(plan.choose(3, 50));
    let mut random = Random::new(plan.seed);
    let mut natter = Launch::for_load().start()?;
    let Company {
        records,
        mut writers,
        mut receivers,
        mut auditor,
    } = Company::gather(&natter, WRITERS, RECEIVERS).await?;
    for _ in 0..rounds {
        let before = records.acks.count();
        until("somebody is acked", || records.acks.count() > before).await?;
        sleep(Duration::from_millis(random.of(100..=500))).await;
        let status = natter.terminate().await?;
        holds("how natter ends", status.success(), "success", status)?;
        let folded = !natter.data().join("natter.db-wal").exists();
        holds(
            "the data folder",
            folded,
            "one database file",
            "a write-ahead log",
        )?;
        let acked = auditor.new_acks();
        natter.start()?;
        auditor.look_at(acked).await?;
        writers.verify()?;
    }
    let mut writers = writers.stop().await?;
    let audit = auditor.finish(&mut receivers).await?;
    writers.extend(receivers);
    for member in &writers {
        let welcomes = member.welcomes();
        holds(
            "welcomes of a member",
            welcomes > rounds,
            format!("more than {rounds}"),
            welcomes,
        )?;
    }
    natter.verify_no_panic()?;
    Ok(format!(
        "{rounds} stops under {WRITERS} writers: {}; all {} clients came back each time",
        audit.verdict()?,
        writers.len()
    ))
}
