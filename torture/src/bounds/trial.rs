//! One trial: the well-behaved alone, beside a busy processor, beside the attack, and after it; and
//! whether what was measured is within bounds.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::task::block_in_place;

use super::{
    bystanders::{Bystanders, Phase, Seen, come_in},
    fixture::{ATTACKER, Fixture, Setting},
    load::Attacker,
    memory::{Watch, anonymous, processor_time},
    report::{Latency, Megabytes, Row},
};
use crate::{failure::Failure, scenario::Plan};

/// What a trial may take of the server's memory.
pub const MEMORY: u64 = 32 << 20;

/// What a connection that does nothing may take beside that, where it was let in.
pub const IDLE_CONNECTION: u64 = 32 << 10;

/// What strangers, members and slow lines may write to the log at once.
const LOG: u64 = 128 << 10;

/// And in each minute of an attack.
const LOG_A_MINUTE: u64 = 16 << 10;

/// How far an attack may go over its time.
const GRACE: Duration = Duration::from_secs(60);

/// One row of the table.
pub struct Trial {
    /// What is attacked.
    pub name: &'static str,
    pub setting: Setting,
    /// How long the attack lasts.
    pub lasts: Duration,
    /// Whether answers of the others are timed. Not where the attack is all that the server's disk
    /// can do on behalf of somebody who may.
    pub is_timed: bool,
    /// What the attack may take of the server's memory.
    pub memory: u64,
}

impl Trial {
    /// One within the usual bounds.
    pub fn new(name: &'static str, plan: Plan) -> Self {
        Self {
            name,
            setting: Setting::default(),
            lasts: plan.choose(Duration::from_secs(4), Duration::from_secs(15)),
            is_timed: true,
            memory: MEMORY,
        }
    }
}

/// What an attack knows.
pub struct Scene<'a> {
    pub fixture: &'a Fixture,
    pub attacker: Attacker,
    /// What the others see.
    pub seen: &'a Seen,
    /// How long their messages and pages take when they are alone.
    pub quiet: P99s,
}

/// What an attack did.
#[derive(Default)]
pub struct Outcome {
    /// In one line.
    pub did: String,
    /// Memory that is due for what it was granted, beside the trial's.
    pub granted: u64,
    /// Promises that it found broken.
    pub broken: Vec<String>,
}

impl Outcome {
    /// It did that.
    pub fn new(did: impl Into<String>) -> Self {
        Self {
            did: did.into(),
            ..Self::default()
        }
    }

    /// Something has to hold.
    pub fn expect(&mut self, holds: bool, otherwise: impl Into<String>) {
        if !holds {
            self.broken.push(otherwise.into());
        }
    }
}

/// Runs it; the row of the table. `prepare` is done without limits, before anything is measured.
pub fn run<T: Sync>(
    plan: Plan,
    trial: Trial,
    prepare: impl FnOnce(&Fixture) -> Result<T, Failure>,
    attack: impl FnOnce(&Scene<'_>, &T) -> Result<Outcome, Failure> + Send,
) -> Result<String, Failure> {
    block_in_place(|| {
        let mut fixture = Fixture::start(trial.setting)?;
        let prepared = prepare(&fixture)?;
        fixture.serve()?;
        measure(plan, &trial, &fixture, |scene| attack(scene, &prepared))
    })
}

fn measure(
    plan: Plan,
    trial: &Trial,
    fixture: &Fixture,
    attack: impl FnOnce(&Scene<'_>) -> Result<Outcome, Failure> + Send,
) -> Result<String, Failure> {
    let process = fixture.natter.process();
    let bystanders = Bystanders::start(fixture)?;
    let seen = &bystanders.seen;
    let watch = Watch::start(process);
    warm_up(fixture, &bystanders);
    let quiet = timed_alone(plan, &bystanders);
    let before = watch.take().max(anonymous(process)?);

    let scene = Scene {
        fixture,
        attacker: Attacker {
            dialer: fixture.dialer.clone(),
            from: ATTACKER,
            until: Instant::now() + trial.lasts,
        },
        seen,
        quiet,
    };
    let (log_before, errors_before) = fixture.natter.logged();
    let (server_before, client_before) = (processor_time(Some(process)), processor_time(None));
    seen.enter(Phase::Attack);
    let started = Instant::now();
    let attacked = thread::scope(|scope| {
        let attacking = scope.spawn(|| attack(&scene));
        for (handle, part) in ["ada", "trent", "grace"].into_iter().zip([1, 3, 5]) {
            let then = started + trial.lasts * part / 6;
            thread::sleep(then.saturating_duration_since(Instant::now()));
            come_in(fixture, handle, seen);
        }
        attacking.join()
    });
    let lasted = started.elapsed();
    seen.enter(Phase::After);
    let cores = |since: Duration, now: Duration| (now - since).as_secs_f64() / lasted.as_secs_f64();
    let server_cores = cores(server_before, processor_time(Some(process)));
    let client_cores = cores(client_before, processor_time(None));
    let mut outcome = match attacked {
        Ok(outcome) => outcome?,
        Err(panic) => std::panic::resume_unwind(panic),
    };
    let most = watch.take();
    let limit = before + trial.memory + outcome.granted;
    let after = settle(plan, process, limit)?;
    let (log_after, errors_after) = fixture.natter.logged();
    let busy = timed_beside_work(plan, &bystanders, client_cores);

    let delivery = Latency {
        quiet: quiet.0,
        busy: busy.0,
        during: seen.delivery.p99(Phase::Attack),
    };
    let page = Latency {
        quiet: quiet.1,
        busy: busy.1,
        during: seen.page.p99(Phase::Attack),
    };
    let seen = std::sync::Arc::clone(seen);
    let sent = bystanders.finish();
    fixture.natter.verify_no_panic()?;

    let row = Row {
        name: trial.name,
        did: std::mem::take(&mut outcome.did),
        memory: Megabytes {
            before,
            most,
            after,
        },
        delivery,
        page,
        sent,
        log: log_after - log_before,
        server_cores,
    };
    outcome.expect(
        lasted <= trial.lasts + GRACE,
        format!("the attack was held up for {:.0} s", lasted.as_secs_f64()),
    );
    for (what, found) in [("at most", most), ("afterwards", after)] {
        outcome.expect(
            found <= limit,
            format!(
                "memory {what}: expected {} MB, found {} MB",
                limit >> 20,
                found >> 20
            ),
        );
    }
    // A test run shares its machine, and has few samples: what it is to find takes seconds.
    let floor = plan.choose(Duration::from_secs(1), Duration::from_millis(25));
    for (what, latency) in [("messages", &row.delivery), ("the page", &row.page)] {
        let allowed = latency.allowed(floor);
        outcome.expect(
            !trial.is_timed || latency.during.is_some_and(|during| during <= allowed),
            format!("p99 of {what}: expected {allowed:.1?} at most, found {latency}"),
        );
    }
    let log = LOG + LOG_A_MINUTE * (trial.lasts.as_secs() / 60);
    outcome.expect(
        row.log <= log,
        format!("the log grew by {} kB", row.log >> 10),
    );
    let errors = errors_after - errors_before;
    outcome.expect(errors == 0, format!("{errors} errors in the log"));
    if let Some(faults) = seen.faults() {
        outcome.expect(false, format!("the others: {faults}"));
    }
    row.finish(outcome.broken)
}

/// Everything that is made once is there before memory is compared: threads that check passwords,
/// connections to the database, pages of its cache.
fn warm_up(fixture: &Fixture, bystanders: &Bystanders) {
    let seen = &bystanders.seen;
    thread::scope(|scope| {
        for handle in ["trent", "grace"] {
            scope.spawn(move || come_in(fixture, handle, seen));
        }
    });
}

/// Of messages, and of the page.
pub type P99s = (Option<Duration>, Option<Duration>);

/// The quick form measures what does not depend on the trial once.
static QUIET: OnceLock<P99s> = OnceLock::new();
static BUSY: OnceLock<P99s> = OnceLock::new();

fn timed_alone(plan: Plan, bystanders: &Bystanders) -> P99s {
    let seen = &bystanders.seen;
    let measured = |lasts| {
        seen.delivery.clear(Phase::Quiet);
        seen.page.clear(Phase::Quiet);
        thread::sleep(lasts);
        let quiet = Phase::Quiet;
        (seen.delivery.p99(quiet), seen.page.p99(quiet))
    };
    if let (true, Some(known)) = (plan.choose(true, false), QUIET.get()) {
        thread::sleep(Duration::from_millis(500));
        return *known;
    }
    let quiet = measured(plan.choose(Duration::from_secs(3), Duration::from_secs(10)));
    // Measured before: the first one counts.
    let _ = QUIET.set(quiet);
    quiet
}

/// Beside somebody who uses as much of the processor as the attacker did, and does no harm: what
/// the machine makes of it is not the server's doing.
fn timed_beside_work(plan: Plan, bystanders: &Bystanders, cores: f64) -> P99s {
    if let (true, Some(known)) = (plan.choose(true, false), BUSY.get()) {
        return *known;
    }
    let cores = plan.choose(1.0, cores);
    let seen = &bystanders.seen;
    seen.enter(Phase::Busy);
    work(
        cores,
        plan.choose(Duration::from_secs(3), Duration::from_secs(10)),
    );
    seen.enter(Phase::After);
    let busy = (seen.delivery.p99(Phase::Busy), seen.page.p99(Phase::Busy));
    let _ = BUSY.set(busy);
    busy
}

/// Uses that many cores for a time.
fn work(cores: f64, lasts: Duration) {
    const SLICE: Duration = Duration::from_millis(10);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let mut left = cores.clamp(0.0, 4.0);
        while left > 0.01 {
            let share = left.min(1.0);
            left -= share;
            let stop = &stop;
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let started = Instant::now();
                    while started.elapsed() < SLICE.mul_f64(share) {
                        std::hint::spin_loop();
                    }
                    thread::sleep(SLICE.mul_f64(1.0 - share));
                }
            });
        }
        thread::sleep(lasts);
        stop.store(true, Ordering::Relaxed);
    });
}

/// Memory a minute after; in the quick form as soon as it is within bounds, or after ten seconds.
fn settle(plan: Plan, process: u32, limit: u64) -> Result<u64, Failure> {
    let started = Instant::now();
    let patience = plan.choose(Duration::from_secs(10), Duration::from_secs(60));
    loop {
        let now = anonymous(process)?;
        let is_over = started.elapsed() >= patience;
        if is_over || plan.choose(now <= limit, false) {
            return Ok(now);
        }
        thread::sleep(Duration::from_millis(100));
    }
}
