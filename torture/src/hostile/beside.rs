//! The well-behaved pair beside an attack, and what is looked at when the attack is over.

use std::time::Duration;

use tokio::{sync::watch, time::sleep};

use testkit::http;

use crate::{
    crowd::{Auditor, guests, members},
    failure::{Failure, PATIENCE, holds, same},
    member::{Follow, Records},
    natter::Natter,
};

/// Between two messages of the pair.
const PACE: Duration = Duration::from_millis(300);

/// What the allocator may keep after an attack.
const KEPT_MEMORY: u64 = 96 << 20;

/// Runs the attack beside the pair; its figures, and theirs.
pub async fn beside(
    natter: &Natter,
    attack: impl Future<Output = Result<String, Failure>>,
) -> Result<String, Failure> {
    let records = Records::default();
    let sessions = guests(natter, 2).await?;
    let mut auditor = Auditor::join(natter, &records).await?;
    let mut pair = members(natter, &sessions, 0, Follow::All, &records)?;
    for member in &mut pair {
        member.room().await?;
    }
    let before = natter.memory()?;
    let (stop, stopped) = watch::channel(false);
    let sender = pair.remove(0);
    let talking = tokio::spawn(async move {
        let mut sender = sender;
        while !*stopped.borrow() {
            sender.send().await?;
            sleep(PACE).await;
        }
        Ok::<_, Failure>(sender)
    });
    let attacked = attack.await;
    stop.send_replace(true);
    let sender = match talking.await {
        Ok(sender) => sender?,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    };
    natter.verify_no_panic()?;
    let attacked = attacked?;
    pair.push(sender);
    let tally = auditor.finish(&mut pair).await?.verdict()?;
    for member in &pair {
        same("connections of a member beside it", 1, member.welcomes())?;
    }
    same(
        "refusals of the pair beside it",
        0,
        records.refusals.count(),
    )?;
    let ready = http::get(natter.address(), "/readyz").await?;
    same("/readyz afterwards", 200, ready.status)?;
    let after = memory_comes_back(natter, before).await?;
    Ok(format!(
        "{attacked}; beside it {} sent, 0 lost; memory {} -> {} MB, peak {}",
        tally.acked,
        before >> 20,
        after >> 20,
        natter.peak_memory()? >> 20
    ))
}

async fn memory_comes_back(natter: &Natter, before: u64) -> Result<u64, Failure> {
    let started = std::time::Instant::now();
    loop {
        let now = natter.memory()?;
        if now <= before + KEPT_MEMORY {
            return Ok(now);
        }
        let limit = format!("at most {} MB", (before + KEPT_MEMORY) >> 20);
        holds(
            "memory afterwards",
            started.elapsed() < PATIENCE,
            limit,
            now >> 20,
        )?;
        sleep(Duration::from_millis(200)).await;
    }
}
