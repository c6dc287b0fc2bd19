//! A disk that is full, read-only or broken, and a database that somebody else holds: senders get
//! a typed error and nothing is acked; `/readyz` tells; when it is over the server goes on by
//! itself.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::{task::block_in_place, time::sleep};

use testkit::http;

use crate::{
    crowd::{Auditor, Pace, Writers, guests, members, until},
    failure::{Failure, PATIENCE, holds, same, within},
    member::{Follow, Records},
    natter::{Launch, Natter},
    scenario::{Plan, Scenario},
    shim::{Disk, EACCES, EIO, ENOSPC, EROFS, Shim},
};

pub const SCENARIO: Scenario = Scenario {
    part: "faults",
    name: "storage",
    run: |plan| Box::pin(run(plan)),
};

const WRITERS: usize = 8;
const RECEIVERS: usize = 2;

/// Refusals that are waited for where each send is refused at once.
const AT_ONCE: u64 = 2 * WRITERS as u64;
/// The same where the server waits some seconds for the database each time.
const AFTER_WAITING: u64 = WRITERS as u64 / 4;

/// What the disk does, and how it is called.
const FAULTS: &[(&str, Disk)] = &[
    (
        "disk full",
        Disk {
            room: 0,
            ..Disk::WHOLE
        },
    ),
    (
        "disk full amid a write",
        Disk {
            room: 5000,
            ..Disk::WHOLE
        },
    ),
    (
        "no space by fsync",
        Disk {
            sync_errno: ENOSPC,
            ..Disk::WHOLE
        },
    ),
    (
        "write error",
        Disk {
            write_errno: EIO,
            ..Disk::WHOLE
        },
    ),
    (
        "fsync error",
        Disk {
            sync_errno: EIO,
            ..Disk::WHOLE
        },
    ),
    (
        "read-only",
        Disk {
            write_errno: EROFS,
            open_errno: EROFS,
            ..Disk::WHOLE
        },
    ),
    (
        "no rights",
        Disk {
            write_errno: EACCES,
            open_errno: EACCES,
            ..Disk::WHOLE
        },
    ),
];

async fn run(plan: Plan) -> Result<String, Failure> {
    let shim = Shim::new()?;
    refuses_to_start_when_full(&shim)?;
    let natter = shim.under(Launch::for_load()).start()?;
    let mut trial = Trial::begin(natter).await?;
    let mut typed = 0;
    for _ in 0..plan.rounds.unwrap_or(plan.choose(1, 10)) {
        for (name, disk) in FAULTS {
            let hits = shim.hits()?;
            typed += trial
                .suffer(name, || shim.set(*disk), || shim.set(Disk::WHOLE))
                .await?;
            holds(*name, shim.hits()? > hits, "the shim has acted", "nothing")?;
        }
        // What was written and not synced may be there after the kill or not, but never twice.
        typed += trial
            .fail("fsync error", AT_ONCE, || {
                shim.set(Disk {
                    sync_errno: EIO,
                    ..Disk::WHOLE
                })
            })
            .await?;
        trial.natter.kill()?;
        shim.set(Disk::WHOLE)?;
        trial.natter.start()?;
        trial.recover("kill amid fsync errors").await?;
    }
    let database = trial.natter.data().join("natter.db");
    let mut holder = None;
    let hold = || {
        holder = Some(Holder::hold(&database)?);
        Ok(())
    };
    typed += trial.fail("held database", AFTER_WAITING, hold).await?;
    drop(holder);
    trial
        .recover("a database that another program holds")
        .await?;
    let figures = trial.finish().await?;
    Ok(format!(
        "{} kinds of failure, a kill amid one, a held database: {figures}; {typed} typed refusals, nothing acked meanwhile",
        FAULTS.len()
    ))
}

/// A new server finds no room for its database, and says what to do.
fn refuses_to_start_when_full(shim: &Shim) -> Result<(), Failure> {
    shim.set(Disk {
        room: 0,
        ..Disk::WHOLE
    })?;
    let started = shim.under(Launch::default()).start();
    shim.set(Disk::WHOLE)?;
    let said = match started {
        Err(Failure::Start(said)) => said,
        Err(other) => return Err(other),
        Ok(_) => "it started".into(),
    };
    let is_clear = said.lines().count() == 1 && said.contains("is full; free some space");
    holds(
        "a start on a full disk",
        is_clear,
        "one line that says so",
        said,
    )
}

/// A server under load.
struct Trial {
    natter: Natter,
    records: Records,
    writers: Writers,
    receivers: Vec<crate::member::Member>,
    auditor: Auditor,
}

impl Trial {
    async fn begin(natter: Natter) -> Result<Self, Failure> {
        let records = Records::default();
        let sessions = guests(&natter, WRITERS + RECEIVERS).await?;
        let (writers, receivers) = sessions.split_at(WRITERS);
        let writers = members(&natter, writers, 0, Follow::None, &records)?;
        let receivers = members(&natter, receivers, WRITERS, Follow::All, &records)?;
        let auditor = Auditor::join(&natter, &records).await?;
        Ok(Self {
            natter,
            records,
            writers: Writers::start(writers, Pace::OneByOne),
            receivers,
            auditor,
        })
    }

    /// The whole of one fault; how many refusals there were.
    async fn suffer(
        &mut self,
        name: &str,
        begin: impl FnOnce() -> Result<(), Failure>,
        end: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let refused = self.fail(name, AT_ONCE, begin).await?;
        end()?;
        self.recover(name).await?;
        Ok(refused)
    }

    /// Breaks it, and holds the server to what it promises meanwhile.
    async fn fail(
        &mut self,
        name: &str,
        enough: u64,
        begin: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let before = self.records.acks.count();
        until("messages are acked", || {
            self.records.acks.count() > before + 50
        })
        .await?;
        self.records.refusals.take();
        begin()?;
        let refusals = self.records.refusals.clone();
        until(&format!("senders are refused: {name}"), || {
            refusals.count() >= enough
        })
        .await?;
        let acked = self.records.acks.count();
        // What it tells may be a second old.
        let noticed = async {
            loop {
                let ready = http::get(self.natter.address(), "/readyz").await?;
                if ready.status != 200 {
                    return Ok::<_, Failure>(ready);
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        let what = "/readyz notices that nothing can be stored";
        let ready = within(PATIENCE, what, noticed).await??;
        same("/readyz while nothing can be stored", 503, ready.status)?;
        let tells = ready.text().contains("storage_unavailable");
        holds("/readyz", tells, "storage_unavailable", ready.text())?;
        let alive = http::get(self.natter.address(), "/healthz").await?;
        same("/healthz while nothing can be stored", 200, alive.status)?;
        until(&format!("senders are refused again: {name}"), || {
            refusals.count() >= 2 * enough
        })
        .await?;
        same(
            "acks while nothing can be stored",
            acked,
            self.records.acks.count(),
        )?;
        let codes = self.records.refusals.take();
        let kinds: Vec<_> = codes.keys().copied().collect();
        same("codes of the refusals", vec!["storage_unavailable"], kinds)?;
        self.writers.verify()?;
        Ok(codes.values().sum())
    }

    /// Nothing is done here but waiting: the server has to come back by itself.
    async fn recover(&mut self, name: &str) -> Result<(), Failure> {
        let before = self.records.acks.count();
        let what = format!("messages are acked again after: {name}");
        until(&what, || self.records.acks.count() > before + 2 * WRITERS).await?;
        let ready = async {
            while http::get(self.natter.address(), "/readyz").await?.status != 200 {
                sleep(Duration::from_millis(20)).await;
            }
            Ok::<_, Failure>(())
        };
        within(PATIENCE, format!("/readyz is 200 after: {name}"), ready).await??;
        self.auditor.look().await?;
        self.writers.verify()
    }

    async fn finish(mut self) -> Result<String, Failure> {
        self.writers.stop().await?;
        let audit = self.auditor.finish(&mut self.receivers).await?;
        self.natter.verify_no_panic()?;
        Ok(audit.verdict()?.to_string())
    }
}

/// Another program that has begun to write to the database, and does not end.
struct Holder(Child);

const HOLD: &str = "
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
database.execute('BEGIN IMMEDIATE')
print('held', flush=True)
sys.stdin.read()
";

impl Holder {
    fn hold(database: &std::path::Path) -> Result<Self, Failure> {
        let mut child = Command::new("python3")
            .args(["-c", HOLD])
            .arg(database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::io("run python3"))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            let read = block_in_place(|| BufReader::new(stdout).read_line(&mut line));
            read.map_err(Failure::io("hear python3"))?;
        }
        same("what python3 says", "held", line.trim())?;
        Ok(Self(child))
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
