//! Members who send many messages without waiting, short and long ones, while every core is busy
//! many times over: each is stored where it was sent, after the one before it.

use std::{
    hint,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use tokio::task::JoinSet;

use crate::{
    crowd::{Auditor, guests, joined, members},
    failure::{Failure, same},
    member::{Follow, Records},
    natter::Launch,
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "faults",
    name: "order",
    run: |plan| Box::pin(run(plan)),
};

/// Threads that do nothing and never rest.
const BUSY_THREADS: usize = 20;

/// Messages that a member sends without waiting.
const TOGETHER: u64 = 32;

async fn run(plan: Plan) -> Result<String, Failure> {
    let (count, rounds) = plan.choose((8, 4), (40, 20));
    let natter = Launch::for_load().start()?;
    let records = Records::default();
    let sessions = guests(&natter, count).await?;
    let mut auditor = Auditor::join(&natter, &records).await?;
    let mut sending = JoinSet::new();
    for mut member in members(&natter, &sessions, 0, Follow::None, &records)? {
        sending.spawn(async move {
            member.room().await?;
            for _ in 0..rounds {
                member.send_together(TOGETHER).await?;
            }
            Ok::<_, Failure>(member.welcomes())
        });
    }
    let busy = Busy::start();
    let connections = joined(sending).await?;
    drop(busy);
    // Over two connections nobody promises an order.
    same("connections of a member", vec![1; count], connections)?;
    let tally = auditor.finish(&mut []).await?.verdict()?;
    same("messages", count as u64 * rounds * TOGETHER, tally.stored)?;
    natter.verify_no_panic()?;
    Ok(format!(
        "{count} members sent {TOGETHER} at once, {rounds} times, beside {BUSY_THREADS} busy threads: {tally}"
    ))
}

/// Keeps the processor busy until it is dropped.
struct Busy {
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Busy {
    fn start() -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let threads = (0..BUSY_THREADS).map(|_| {
            let is_over = Arc::clone(&is_over);
            thread::spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            })
        });
        Self {
            threads: threads.collect(),
            is_over,
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // A thread that only spins has not panicked.
            let _ = thread.join();
        }
    }
}
