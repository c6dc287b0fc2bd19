//! Another program reads the database, and holds what it reads, while much is written: the
//! write-ahead log grows meanwhile, and has to shrink when it has gone.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{
    fixture::{Fixture, Setting},
    trial::{Outcome, Scene, Trial, run},
};
use crate::{
    failure::{Failure, same},
    scenario::{Plan, Scenario},
};

pub const HELD: Scenario = Scenario {
    part: "bounds",
    name: "held-database",
    run: |plan| Box::pin(async move { held(plan) }),
};

/// Most that the write-ahead log may be once nobody holds it.
const LOG_LIMIT: u64 = 64 << 20;

fn held(plan: Plan) -> Result<String, Failure> {
    // 40 kB each, and the log is larger than that.
    let messages = plan.choose(2500, 8000);
    let trial = Trial {
        setting: Setting {
            args: &["--rate-limits", "off"],
            ..Setting::default()
        },
        is_timed: false,
        ..Trial::new("held-database", plan)
    };
    let attack = move |scene: &Scene<'_>, (): &()| {
        let fixture = scene.fixture;
        let reader = Reader::open(fixture)?;
        fixture.fill(&fixture.attacker, "workshop", messages)?;
        let grown = log_size(fixture)?;
        reader.close()?;
        let (started, patience) = (Instant::now(), Duration::from_secs(30));
        let mut shrunk = log_size(fixture)?;
        while shrunk > LOG_LIMIT && started.elapsed() < patience {
            thread::sleep(Duration::from_millis(100));
            shrunk = log_size(fixture)?;
        }
        let mut outcome = Outcome::new(format!(
            "{messages} messages of 40 kB while the database was held: the log was {} MB, and {} MB when it was let go",
            grown >> 20,
            shrunk >> 20
        ));
        outcome.expect(
            shrunk <= LOG_LIMIT,
            format!("the log stays at {} MB", shrunk >> 20),
        );
        outcome.expect(
            grown > LOG_LIMIT,
            "the log did not grow, so nothing was tried",
        );
        Ok(outcome)
    };
    run(plan, trial, |_| Ok(()), attack)
}

fn log_size(fixture: &Fixture) -> Result<u64, Failure> {
    let log = fixture.natter.data().join("natter.db-wal");
    match fs::metadata(log) {
        Ok(log) => Ok(log.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(Failure::io("look at the write-ahead log")(error)),
    }
}

/// Begins to read, says so, and goes on until there is a line for it.
const READ: &str = "
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
database.execute('BEGIN')
database.execute('SELECT COUNT(*) FROM messages').fetchone()
print('held', flush=True)
sys.stdin.readline()
";

struct Reader(Child);

impl Reader {
    fn open(fixture: &Fixture) -> Result<Self, Failure> {
        let child = Command::new("python3")
            .args(["-c", READ])
            .arg(fixture.natter.data().join("natter.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::io("run python3"))?;
        let mut reader = Self(child);
        let mut line = String::new();
        if let Some(said) = reader.0.stdout.as_mut() {
            let read = BufReader::new(said).read_line(&mut line);
            read.map_err(Failure::io("hear python3"))?;
        }
        same("what python3 says", "held", line.trim())?;
        Ok(reader)
    }

    fn close(mut self) -> Result<(), Failure> {
        if let Some(stdin) = self.0.stdin.as_mut() {
            let told = stdin.write_all(b"\n");
            told.map_err(Failure::io("tell python3 to end"))?;
        }
        self.0
            .wait()
            .map(drop)
            .map_err(Failure::io("wait for python3"))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It has ended already, unless something failed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
