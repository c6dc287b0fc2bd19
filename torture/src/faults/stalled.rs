//! One client in twenty stops reading. The healthy ones go on as before, the server's memory is
//! bounded, and who reads again has everything.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{interval, sleep},
};

use testkit::people;

use crate::{
    crowd::{Auditor, guests, joined},
    failure::{Failure, holds, same},
    member::{Follow, Member, Records},
    natter::Launch,
    proxy::{Line, Proxy},
    raw::{Incoming, Raw},
    scenario::{Plan, Scenario, Size},
};

pub const SCENARIO: Scenario = Scenario {
    part: "faults",
    name: "stalled",
    run: |plan| Box::pin(run(plan)),
};

/// The server may need this much for those that do not read: 128 packets each, and change.
const MEMORY_FOR_STALLED: u64 = 256 << 20;

/// Long enough that queues and the system's buffers fill.
const BODY: usize = 4000;

async fn run(plan: Plan) -> Result<String, Failure> {
    let (clients, stalled, each, every) = plan.choose(
        (100, 5, 250, Duration::from_millis(5)),
        (1000, 50, 300, Duration::from_millis(50)),
    );
    let natter = Launch::for_load().start()?;
    let records = Records::default();
    let mut auditor = Auditor::join(&natter, &records).await?;
    let proxy = Proxy::before(natter.address(), Line::Good, plan.seed).await?;
    let mut slow = Vec::new();
    for (number, session) in guests(&natter, stalled).await?.iter().enumerate() {
        let mut member = Member::join(
            number,
            proxy.address(),
            session,
            Follow::All,
            records.clone(),
        )?;
        member.room().await?;
        slow.push(member);
    }
    let clock = Arc::new(Clock::default());
    let mut healthy = JoinSet::new();
    for session in guests(&natter, clients - stalled).await? {
        let mut raw = Raw::open_plain(natter.address(), Ipv4Addr::LOCALHOST).await?;
        raw.join_chat(&session.token).await?;
        healthy.spawn(listen(raw, 2 * each, Arc::clone(&clock)));
    }
    let mut speaker = Speaker::join(natter.address(), Arc::clone(&clock)).await?;

    speaker.speak(each, every).await?;
    let before = natter.memory()?;
    proxy.set(Line::Still);
    // What is on its way arrives before the second half is measured.
    sleep(Duration::from_millis(500)).await;
    speaker.speak(each, every).await?;
    let peak = natter.peak_memory()?;
    let mut late = [Vec::new(), Vec::new()];
    for heard in joined(healthy).await? {
        for (number, took) in heard.into_iter().enumerate() {
            late[usize::from(number as u64 >= each)].push(took);
        }
    }
    proxy.set(Line::Good);
    auditor.finish(&mut slow).await?;
    natter.verify_no_panic()?;
    let limit = before + MEMORY_FOR_STALLED;
    holds(
        "peak memory",
        peak <= limit,
        format!("at most {} MB", limit >> 20),
        peak >> 20,
    )?;
    let [baseline, with_stalled] = late.map(p99);
    if plan.size == Size::Full {
        let limit = format!("below twice the baseline of {baseline:?}");
        holds(
            "p99 of the healthy",
            with_stalled < 2 * baseline,
            limit,
            format!("{with_stalled:?}"),
        )?;
    }
    Ok(format!(
        "{stalled} of {clients} stopped reading: the others got all {} messages in order, p99 {:.1} ms, before {:.1} ms; memory {} MB, at most {} MB; the stalled ones caught up",
        2 * each,
        with_stalled.as_secs_f64() * 1000.0,
        baseline.as_secs_f64() * 1000.0,
        before >> 20,
        peak >> 20
    ))
}

fn p99(mut late: Vec<Duration>) -> Duration {
    late.sort_unstable();
    late.get(late.len() * 99 / 100).copied().unwrap_or_default()
}

/// When each message was sent, by its number.
#[derive(Default)]
struct Clock {
    start: OnceLock<Instant>,
    sent: Mutex<Vec<Duration>>,
}

impl Clock {
    fn now(&self) -> Duration {
        self.start.get_or_init(Instant::now).elapsed()
    }

    fn sent(&self, number: u64) -> Option<Duration> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.get(usize::try_from(number).ok()?).copied()
    }
}

/// Hears so many messages in order, and how long each was on its way.
async fn listen(mut raw: Raw, count: u64, clock: Arc<Clock>) -> Result<Vec<Duration>, Failure> {
    let mut late = Vec::new();
    for number in 0..count {
        let text = loop {
            match raw.next().await? {
                Incoming::Text(text) if text.starts_with("42/chat,[\"message\"") => break text,
                Incoming::Closed => {
                    return Err(Failure::Unexpected {
                        what: "a healthy client".into(),
                        expected: "an open connection".into(),
                        found: "its end".into(),
                    });
                }
                _ => {}
            }
        };
        let now = clock.now();
        // Its place in the text is found and not read as JSON: there are many of these clients.
        let found = text.split_once("\"text\":\"no ").map(|(_, rest)| rest);
        let found = found.and_then(|rest| rest.split(' ').next()?.parse().ok());
        same("the next message of a healthy client", Some(number), found)?;
        late.push(now.saturating_sub(clock.sent(number).unwrap_or(now)));
    }
    Ok(late)
}

/// Who says everything.
struct Speaker {
    raw: Raw,
    room: serde_json::Value,
    clock: Arc<Clock>,
    next: u64,
}

impl Speaker {
    async fn join(server: SocketAddr, clock: Arc<Clock>) -> Result<Self, Failure> {
        let session = people::visitor_session(server, Ipv4Addr::LOCALHOST).await?;
        let mut raw = Raw::open_plain(server, Ipv4Addr::LOCALHOST).await?;
        let mut welcome = raw.join_chat(&session.token).await?;
        Ok(Self {
            raw,
            room: welcome["heads"][0]["room"].take(),
            clock,
            next: 0,
        })
    }

    async fn speak(&mut self, count: u64, every: Duration) -> Result<(), Failure> {
        let mut pace = interval(every);
        for _ in 0..count {
            pace.tick().await;
            let number = self.next;
            self.next += 1;
            let now = self.clock.now();
            self.clock
                .sent
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(now);
            let message = json!({
                "room": self.room,
                "client_id": format!("number-{number:06}"),
                "body": format!("no {number} {}", "x".repeat(BODY)),
            });
            let answer = self.raw.ask(&json!(["send", message])).await?;
            holds("an ack", answer["ok"].is_object(), "ok", &answer)?;
        }
        Ok(())
    }
}
