//! The well-behaved beside an attack: two members who talk all the time, a page that is fetched
//! again and again, a client of the Socket.IO tutorial, and people who come in meanwhile. Each of
//! their answers is timed, and whatever is refused, late or lost is noted.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{
    client::{Http, Request, Session, Socket, Writer},
    fixture::{Fixture, HOME, Person, room_id},
};
use crate::failure::Failure;

/// Between two messages of the pair; each of them sends every second one, below their limit.
const MESSAGE_EVERY: Duration = Duration::from_millis(125);
/// Between two pages.
const PAGE_EVERY: Duration = Duration::from_millis(200);
/// Between two messages of the tutorial's client.
const TUTORIAL_EVERY: Duration = Duration::from_millis(500);
/// After this long a message that did not arrive is lost.
const LOST_AFTER: Duration = Duration::from_secs(10);
/// Faults that are shown.
const SHOWN: usize = 3;

/// What goes on while something is timed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Quiet,
    /// Somebody else needs the processor.
    Busy,
    Attack,
    /// What comes after it; not judged by time.
    After,
}

const PHASES: usize = 4;

/// Times of one kind, by phase.
#[derive(Default)]
pub struct Times(Mutex<[Vec<Duration>; PHASES]>);

impl Times {
    fn add(&self, phase: usize, took: Duration) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times[phase.min(PHASES - 1)].push(took);
    }

    /// What 99 of a hundred were quicker than.
    pub fn p99(&self, phase: Phase) -> Option<Duration> {
        self.p99_since(phase, 0)
    }

    /// The same of those that came after so many.
    pub fn p99_since(&self, phase: Phase, first: usize) -> Option<Duration> {
        let times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut times = times[phase as usize].get(first..)?.to_vec();
        times.sort_unstable();
        let last = times.len().checked_sub(1)?;
        times.get((times.len() * 99 / 100).min(last)).copied()
    }

    /// How many there are.
    pub fn count(&self, phase: Phase) -> usize {
        let times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times[phase as usize].len()
    }

    /// Forgets what was timed in a phase.
    pub fn clear(&self, phase: Phase) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times[phase as usize].clear();
    }
}

/// What they see.
#[derive(Default)]
pub struct Seen {
    phase: AtomicUsize,
    stop: AtomicBool,
    sent: AtomicU64,
    waiting: Mutex<HashMap<String, Waiting>>,
    faults: Mutex<Vec<String>>,
    /// From a send to when one of the pair has it.
    pub delivery: Times,
    /// From the request for a page to its last byte.
    pub page: Times,
}

/// A message that somebody has not got yet, or whose ack has not come.
struct Waiting {
    since: Instant,
    phase: usize,
    missing: u8,
}

impl Seen {
    /// What goes on from now.
    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as usize, Ordering::Relaxed);
    }

    /// Something that a well-behaved client must not meet.
    pub fn fault(&self, what: impl Into<String>) {
        // Connections that end with the trial are no fault.
        if !self.stop.load(Ordering::Relaxed) {
            let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            faults.push(what.into());
        }
    }

    /// Faults so far, in a few words; none if there are none.
    pub fn faults(&self) -> Option<String> {
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let first: Vec<&str> = faults.iter().take(SHOWN).map(String::as_str).collect();
        (!faults.is_empty()).then(|| format!("{} times: {}", faults.len(), first.join("; ")))
    }

    /// Messages that were sent.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    fn now(&self) -> usize {
        self.phase.load(Ordering::Relaxed)
    }

    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<String, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One of those who shall have it has it.
    fn arrived(&self, id: &str, is_message: bool) {
        let mut waiting = self.waiting();
        let Some(one) = waiting.get_mut(id) else {
            return;
        };
        one.missing -= 1;
        let (took, phase) = (one.since.elapsed(), one.phase);
        if one.missing == 0 {
            waiting.remove(id);
        }
        drop(waiting);
        if is_message {
            self.delivery.add(phase, took);
        }
    }
}

/// They, until this is dropped.
pub struct Bystanders {
    pub seen: Arc<Seen>,
    sockets: Vec<Writer>,
    threads: Vec<JoinHandle<()>>,
}

impl Bystanders {
    pub fn start(fixture: &Fixture) -> Result<Self, Failure> {
        let seen = Arc::new(Seen::default());
        let mut all = Self {
            seen: Arc::clone(&seen),
            sockets: Vec::new(),
            threads: Vec::new(),
        };
        let mut room = String::new();
        for member in &fixture.pair {
            let mut socket = Socket::open(&fixture.dialer, HOME, "")?;
            room = room_id(&socket.join_chat(&member.session.token)?, "beside")?;
            all.listen(socket, member, Seen::hear_member);
        }
        let mut tutorial = Socket::open(&fixture.dialer, HOME, "")?;
        tutorial.say("40")?;
        tutorial.after("40{")?;
        all.listen(tutorial, &fixture.bystander, Seen::hear_tutorial);
        let (pair, tutorial) = (all.sockets[..2].to_vec(), all.sockets[2].clone());
        let talking = Arc::clone(&seen);
        all.spawn(move || talking.talk(&pair, &room));
        let learning = Arc::clone(&seen);
        all.spawn(move || learning.learn(&tutorial));
        let (reading, dialer) = (seen, fixture.dialer.clone());
        let page = page(&fixture.pair[0].session, &dialer.host());
        all.spawn(move || {
            reading.read(|| {
                let mut http = Http::new(dialer.connect(HOME)?);
                let head = http.ask(&page, &mut |_| {});
                head.map_err(Failure::io("get a page"))
            });
        });
        Ok(all)
    }

    fn spawn(&mut self, work: impl FnOnce() + Send + 'static) {
        self.threads.push(thread::spawn(work));
    }

    fn listen(&mut self, mut socket: Socket, who: &Person, hear: fn(&Seen, &str)) {
        self.sockets.push(socket.writer.clone());
        let (seen, who) = (Arc::clone(&self.seen), who.handle);
        self.spawn(move || {
            loop {
                match socket.next() {
                    Ok(text) => hear(&seen, &text),
                    Err(error) if super::client::is_timeout(&error) && seen.goes_on() => {
                        seen.fault(format!("{who} heard nothing for 10 s"));
                    }
                    Err(error) => return seen.fault(format!("{who} lost the connection: {error}")),
                }
            }
        });
    }

    /// They end; what never arrived is a fault. How many messages they sent.
    pub fn finish(mut self) -> u64 {
        let started = Instant::now();
        self.seen.enter(Phase::After);
        // Talking goes on meanwhile, so only what was sent before counts.
        let overdue = |seen: &Seen| {
            let waiting = seen.waiting();
            let before = waiting.values().filter(|one| one.since < started);
            before.count()
        };
        while overdue(&self.seen) > 0 && started.elapsed() < LOST_AFTER {
            thread::sleep(Duration::from_millis(20));
        }
        let lost = overdue(&self.seen);
        if lost > 0 {
            self.seen
                .fault(format!("{lost} messages or acks were lost"));
        }
        self.end();
        self.seen.sent()
    }

    fn end(&mut self) {
        self.seen.stop.store(true, Ordering::Relaxed);
        for socket in &self.sockets {
            socket.close();
        }
        for thread in self.threads.drain(..) {
            // A panic of theirs was printed.
            let _ = thread.join();
        }
    }
}

impl Drop for Bystanders {
    fn drop(&mut self) {
        self.end();
    }
}

/// The request for the page that one of the pair looks at.
fn page(session: &Session, host: &str) -> Vec<u8> {
    let request = Request {
        method: "GET",
        path: "/r/beside",
        cookie: &session.cookie,
        headers: "Connection: close\r\n",
        ..Request::default()
    };
    request.bytes(host)
}

impl Seen {
    fn talk(&self, pair: &[Writer], room: &str) {
        let mut next = Instant::now();
        for number in 0_u64.. {
            if !self.goes_on() {
                return;
            }
            let id = format!("beside-{number:08}");
            let message = format!(
                "42/chat,{number}[\"send\",{{\"room\":\"{room}\",\"client_id\":\"{id}\",\"body\":\"message {number}\"}}]"
            );
            let waiting = Waiting {
                since: Instant::now(),
                phase: self.now(),
                // An ack, and the message at both.
                missing: 3,
            };
            self.waiting().insert(id, waiting);
            self.sent.fetch_add(1, Ordering::Relaxed);
            let by = &pair[usize::from(number % 2 == 1)];
            if let Err(error) = by.text(&message) {
                return self.fault(format!("a message could not be written: {error}"));
            }
            next = wait_for(next + MESSAGE_EVERY);
        }
    }

    fn hear_member(&self, text: &str) {
        if text.starts_with("42/chat,[\"message\"") {
            if let Some((_, rest)) = text.split_once("\"client_id\":\"") {
                self.arrived(rest.split('"').next().unwrap_or_default(), true);
            }
        } else if let Some(ack) = text.strip_prefix("43/chat,") {
            let (number, answer) = ack.split_once('[').unwrap_or_default();
            if !answer.starts_with("{\"ok\"") {
                self.fault(format!("a message was refused: {answer:.200}"));
            }
            let number: u64 = number.parse().unwrap_or(u64::MAX);
            self.arrived(&format!("beside-{number:08}"), false);
        } else if text.starts_with("42/chat,[\"behind\"") {
            self.fault("a member was told that it is behind");
        } else if text.starts_with("41/chat") || text.starts_with("44/chat") {
            self.fault(format!("a member was put out: {text:.200}"));
        }
    }

    fn learn(&self, tutorial: &Writer) {
        let mut next = Instant::now();
        for number in 0_u64.. {
            if !self.goes_on() {
                return;
            }
            let id = format!("lesson {number:08}");
            let waiting = Waiting {
                since: Instant::now(),
                phase: self.now(),
                missing: 1,
            };
            self.waiting().insert(id.clone(), waiting);
            if let Err(error) = tutorial.text(&format!("42[\"message\",\"{id}\"]")) {
                return self.fault(format!("the tutorial's client could not write: {error}"));
            }
            next = wait_for(next + TUTORIAL_EVERY);
        }
    }

    fn hear_tutorial(&self, text: &str) {
        if let Some((_, said)) = text.split_once(" said lesson ") {
            let number = said.split('"').next().unwrap_or_default();
            self.arrived(&format!("lesson {number}"), false);
        }
    }

    fn read(&self, get: impl Fn() -> Result<super::client::Head, Failure>) {
        let mut next = Instant::now();
        while self.goes_on() {
            let (started, phase) = (Instant::now(), self.now());
            match get() {
                Ok(head) if head.status == 200 => {}
                Ok(head) => self.fault(format!("a page had status {}", head.status)),
                Err(failure) => self.fault(format!("a page did not come: {failure}")),
            }
            self.page.add(phase, started.elapsed());
            next = wait_for(next + PAGE_EVERY);
        }
    }
}

/// Waits until then, unless it is over; from when to count on.
fn wait_for(then: Instant) -> Instant {
    let now = Instant::now();
    thread::sleep(then.saturating_duration_since(now));
    then.max(now)
}

/// Somebody signs in, somebody opens a socket, somebody looks whether the server lives: all must be
/// served.
pub fn come_in(fixture: &Fixture, handle: &str, seen: &Seen) {
    match fixture.sign_in(handle) {
        Ok(200) => {}
        Ok(status) => seen.fault(format!("{handle}'s sign-in had status {status}")),
        Err(failure) => seen.fault(format!("{handle} could not sign in: {failure}")),
    }
    let joined = Socket::open(&fixture.dialer, HOME, "")
        .and_then(|mut socket| socket.join_chat(&fixture.bystander.session.token));
    if let Err(failure) = joined {
        seen.fault(format!("a member could not open a socket: {failure}"));
    }
    let request = Request {
        method: "GET",
        path: "/healthz",
        ..Request::default()
    };
    let health = fixture
        .dialer
        .ask(HOME, &request.bytes(&fixture.dialer.host()));
    match health {
        Ok(answer) if answer.status == 200 => {}
        Ok(answer) => seen.fault(format!("/healthz had status {}", answer.status)),
        Err(failure) => seen.fault(format!("/healthz did not answer: {failure}")),
    }
}
