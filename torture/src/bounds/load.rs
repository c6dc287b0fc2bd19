//! What attackers do, as cheap for them as it can be made: bytes are prepared, and threads block.

use std::{
    collections::BTreeMap,
    fmt,
    io::{BufReader, Read, Write},
    net::{Ipv4Addr, Shutdown, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::client::{Dialer, Http, Socket, is_timeout};
use crate::failure::Failure;

/// Before somebody who was refused tries again.
const BREATH: Duration = Duration::from_millis(10);

/// Who attacks, from where, and until when.
#[derive(Clone)]
pub struct Attacker {
    pub dialer: Dialer,
    pub from: Ipv4Addr,
    pub until: Instant,
}

impl Attacker {
    /// Whether there is time left.
    pub fn goes_on(&self) -> bool {
        Instant::now() < self.until
    }

    /// Waits until the end of the attack.
    pub fn hold(&self) {
        thread::sleep(self.until.saturating_duration_since(Instant::now()));
    }

    /// Sends requests over so many connections, each when the one before is answered, the next
    /// one of the list in turn.
    pub fn requests(&self, connections: usize, requests: &[Vec<u8>]) -> Answers {
        let next = AtomicUsize::new(0);
        let one = || {
            let mut answers = Answers::default();
            while self.goes_on() {
                let Ok(stream) = self.dialer.connect(self.from) else {
                    answers.cut += 1;
                    thread::sleep(BREATH);
                    continue;
                };
                let mut http = Http::new(stream);
                while self.goes_on() {
                    let at = next.fetch_add(1, Ordering::Relaxed) % requests.len().max(1);
                    let started = Instant::now();
                    match http.ask(&requests[at], &mut |_| {}) {
                        Ok(head) => answers.add(head.status, started.elapsed()),
                        Err(_) => {
                            answers.cut += 1;
                            thread::sleep(BREATH);
                            break;
                        }
                    }
                }
            }
            answers
        };
        let mut all = Answers::default();
        thread::scope(|scope| {
            let threads: Vec<_> = (0..connections).map(|_| scope.spawn(one)).collect();
            for thread in threads {
                if let Ok(answers) = thread.join() {
                    all.merge(answers);
                }
            }
        });
        all
    }

    /// Writes the same bytes to one socket as fast as they go; a new one when it is closed. The
    /// greeting is sent first, and its answer waited for.
    pub fn socket(&self, flood: &Flood<'_>) -> Written {
        let mut written = Written::default();
        while self.goes_on() {
            let Ok(stream) = self.greeted(flood) else {
                written.refused += 1;
                thread::sleep(BREATH);
                continue;
            };
            written.sockets += 1;
            let Ok(writer) = stream.get_ref().try_clone() else {
                continue;
            };
            thread::scope(|scope| {
                let reader = flood.reads.then(|| scope.spawn(move || drain(stream)));
                written.bytes += self.write_on(&writer, flood.chunk, flood.most);
                if flood.most.is_some() {
                    self.hold_while_open(&writer, flood.reads);
                }
                // It may be closed already.
                let _ = writer.shutdown(Shutdown::Both);
                written.read += reader.and_then(|reader| reader.join().ok()).unwrap_or(0);
            });
        }
        written
    }

    /// Opens so many sockets, writes each the chunk, and holds them until the end.
    pub fn stall_sockets(&self, count: usize, flood: &Flood<'_>) -> usize {
        let mut open = Vec::new();
        while open.len() < count && self.goes_on() {
            match self.greeted(flood) {
                Ok(stream) => {
                    // It may be closed already.
                    let _ = stream.get_ref().write_all(flood.chunk);
                    open.push(stream);
                }
                Err(_) => thread::sleep(BREATH),
            }
        }
        self.hold();
        open.len()
    }

    fn greeted(&self, flood: &Flood<'_>) -> Result<BufReader<TcpStream>, Failure> {
        let stream = if flood.reads {
            self.dialer.connect(self.from)?
        } else {
            self.dialer.connect_deaf(self.from)?
        };
        let mut socket = Socket::on(stream, &self.dialer.host(), "")?;
        for (say, wait) in flood.greeting {
            socket.say(say)?;
            if !wait.is_empty() {
                socket.after(wait)?;
            }
        }
        Ok(socket.into_stream())
    }

    /// Writes until the end, or that often, or until the server closes; how many bytes.
    fn write_on(&self, mut stream: &TcpStream, chunk: &[u8], most: Option<usize>) -> u64 {
        let (mut written, mut at, mut times) = (0, 0, 0);
        while self.goes_on() && most.is_none_or(|most| times < most) {
            match stream.write(&chunk[at..]) {
                Ok(0) => break,
                Ok(some) => {
                    written += some as u64;
                    at += some;
                    if at == chunk.len() {
                        (at, times) = (0, times + 1);
                    }
                }
                Err(error) if is_timeout(&error) => {}
                Err(_) => break,
            }
        }
        written
    }

    /// Waits until the end, or until the server has closed. Who reads finds that out by reading.
    fn hold_while_open(&self, stream: &TcpStream, is_read: bool) {
        let mut one = [0];
        while self.goes_on() {
            thread::sleep(BREATH);
            if is_read && matches!(stream.peek(&mut one), Ok(0)) {
                return;
            }
        }
    }

    /// Opens so many connections, sends each the same unfinished bytes, and holds them.
    pub fn stall(&self, count: usize, bytes: &[u8], deaf: bool) -> Stalled {
        let mut stalled = Stalled::default();
        for _ in 0..count {
            let stream = if deaf {
                self.dialer.connect_deaf(self.from)
            } else {
                self.dialer.connect(self.from)
            };
            match stream {
                Ok(mut stream) => {
                    // It may be refused at once.
                    let _ = stream.write_all(bytes);
                    stalled.open.push(stream);
                }
                Err(_) => stalled.refused += 1,
            }
        }
        stalled
    }
}

/// What is written to a socket.
pub struct Flood<'a> {
    /// What is sent first, and with what the text begins that is waited for.
    pub greeting: &'a [(&'a str, &'a str)],
    pub chunk: &'a [u8],
    /// How often the chunk is written to one socket; as often as it goes, if that is not said.
    pub most: Option<usize>,
    /// Whether the answers are read.
    pub reads: bool,
}

/// What became of a flood.
#[derive(Default)]
pub struct Written {
    pub bytes: u64,
    pub read: u64,
    pub sockets: u64,
    pub refused: u64,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (written, read) = (self.bytes >> 10, self.read >> 10);
        write!(
            f,
            "{written} kB written and {read} kB read on {} sockets, {} refused",
            self.sockets, self.refused
        )
    }
}

fn drain(mut stream: BufReader<TcpStream>) -> u64 {
    let (mut read, mut buffer) = (0, vec![0; 256 << 10]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return read,
            Ok(some) => read += some as u64,
            Err(error) if is_timeout(&error) => {}
            Err(_) => return read,
        }
    }
}

/// Answers by status.
#[derive(Default)]
pub struct Answers {
    pub by_status: BTreeMap<u16, u64>,
    /// Connections that could not be opened, or were closed amid a request.
    pub cut: u64,
    /// The longest that an answer took.
    pub slowest: Duration,
}

impl Answers {
    fn add(&mut self, status: u16, took: Duration) {
        *self.by_status.entry(status).or_default() += 1;
        self.slowest = self.slowest.max(took);
    }

    /// Adds those of another.
    pub fn merge(&mut self, other: Self) {
        for (status, count) in other.by_status {
            *self.by_status.entry(status).or_default() += count;
        }
        self.cut += other.cut;
        self.slowest = self.slowest.max(other.slowest);
    }

    /// Answers that say that the server failed: 5xx, but for 503 where it says to come back later.
    pub fn failed(&self) -> u64 {
        let failed = self.by_status.iter().filter(|(status, _)| **status >= 500);
        failed.map(|(_, count)| count).sum()
    }
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: u64 = self.by_status.values().sum();
        write!(f, "{total} requests (")?;
        for (at, (status, count)) in self.by_status.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{status}: {count}")?;
        }
        write!(f, "), {} cut", self.cut)
    }
}

/// Connections that are held.
#[derive(Default)]
pub struct Stalled {
    pub open: Vec<TcpStream>,
    pub refused: usize,
}

/// What is on its way from a server on this machine is there after that.
const ARRIVES: Duration = Duration::from_secs(1);

impl Stalled {
    /// How many of them the server has not closed. What it sent before that is read.
    pub fn still_open(&mut self) -> usize {
        let is_open = |stream: &mut TcpStream| {
            let mut buffer = [0; 16 << 10];
            // What the system holds of a connection that was cut comes bit by bit.
            if stream.set_read_timeout(Some(ARRIVES)).is_err() {
                return false;
            }
            loop {
                match stream.read(&mut buffer) {
                    Ok(0) => return false,
                    Ok(_) => {}
                    Err(error) => return is_timeout(&error),
                }
            }
        };
        self.open
            .iter_mut()
            .filter_map(|stream| is_open(stream).then_some(()))
            .count()
    }
}
