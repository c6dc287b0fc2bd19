//! Memory and processor time of a process, from `/proc`.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::failure::Failure;

/// Between two looks.
const EVERY: Duration = Duration::from_millis(25);

/// Ticks of a second in `/proc/PID/stat`: the same on every Linux that is not built by hand.
const TICKS: f64 = 100.0;

/// Anonymous memory of a process in bytes: what it holds itself, without files that the system
/// could drop.
pub fn anonymous(process: u32) -> Result<u64, Failure> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))
        .map_err(Failure::io("read /proc of natter"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes: Option<u64> =
        line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    kilobytes
        .map(|kilobytes| kilobytes * 1024)
        .ok_or_else(|| Failure::Unexpected {
            what: "/proc of natter".into(),
            expected: "RssAnon".into(),
            found: status,
        })
}

/// Processor time that a process, or this one, has used so far.
pub fn processor_time(process: Option<u32>) -> Duration {
    let path = process.map_or("/proc/self/stat".into(), |id| format!("/proc/{id}/stat"));
    let stat = fs::read_to_string(path).unwrap_or_default();
    // The name, in parentheses, may hold anything.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields = after_name.split_whitespace();
    let ticks = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok());
    Duration::from_secs_f64(ticks.sum::<f64>() / TICKS)
}

/// Watches the memory of a process until it is dropped.
pub struct Watch {
    most: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    pub fn start(process: u32) -> Self {
        let (most, stop) = (
            Arc::new(AtomicU64::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (noted, stopped) = (Arc::clone(&most), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                if let Ok(now) = anonymous(process) {
                    noted.fetch_max(now, Ordering::Relaxed);
                }
                thread::sleep(EVERY);
            }
        });
        Self {
            most,
            stop,
            thread: Some(thread),
        }
    }

    /// The most since the last call.
    pub fn take(&self) -> u64 {
        self.most.swap(0, Ordering::Relaxed)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It cannot panic.
            let _ = thread.join();
        }
    }
}

/// Bytes that a process has caused to be written to disk so far; nothing where they are not counted.
pub fn written(process: u32) -> u64 {
    let io = fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
    let line = io
        .lines()
        .find_map(|line| line.strip_prefix("write_bytes:"));
    line.and_then(|line| line.trim().parse().ok()).unwrap_or(0)
}
