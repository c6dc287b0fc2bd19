//! Threads that compute hashes, each with memory of its own that it uses again.
//!
//! A hash fills 19 MiB. Asked for so much, aligned, for each hash anew, the system's allocator does
//! not find what it has freed before, and keeps hundreds of megabytes after a busy minute. A thread
//! that has nothing to do gives all of it back.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use argon2::{
    Argon2, Block,
    password_hash::phc::{Output, Salt},
};
use zeroize::Zeroize;

use super::Busy;

/// What one thread computes with.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// The hash of a password, in so many bytes as the settings say. Nothing of it stays.
    pub(super) fn output(
        &mut self,
        hasher: &Argon2<'_>,
        password: &[u8],
        salt: &Salt,
    ) -> Result<Output, Busy> {
        let params = hasher.params();
        let length = params
            .output_len()
            .unwrap_or(argon2::Params::DEFAULT_OUTPUT_LEN);
        let mut buffer = [0; Output::MAX_LENGTH];
        let out = buffer.get_mut(..length).ok_or(Busy)?;
        let count = params.block_count();
        let missing = count.saturating_sub(self.0.len());
        self.0.try_reserve_exact(missing).map_err(|_| Busy)?;
        self.0.resize(self.0.len() + missing, Block::default());
        let blocks = self.0.get_mut(..count).ok_or(Busy)?;
        let hashed = hasher.hash_password_into_with_memory(password, salt, out, &mut *blocks);
        blocks.iter_mut().for_each(Zeroize::zeroize);
        hashed.map_err(|_| Busy)?;
        Output::new(out).map_err(|_| Busy)
    }
}

/// Something to compute.
pub(super) type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// A thread that has had nothing to compute for so long gives its memory back.
const IDLE: Duration = Duration::from_secs(30);

/// Threads that compute. They end when nobody can ask them any more.
pub(super) struct Workers(Arc<Jobs>);

#[derive(Default)]
struct Jobs {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    is_over: bool,
}

/// Hashes take all the time of the processors that they get: whoever waits for a page or a message
/// comes first.
fn give_way() {
    // Where a priority is that of a thread, see setpriority(2).
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        tracing::debug!(%error, "password hashes are as urgent as all else");
    }
}

impl Workers {
    /// Starts so many threads.
    pub(super) fn start(count: usize) -> Self {
        let jobs = Arc::<Jobs>::default();
        for _ in 0..count {
            let jobs = Arc::clone(&jobs);
            let worker = thread::Builder::new().name("passwords".into());
            let work = move || {
                give_way();
                jobs.work(IDLE);
            };
            if let Err(error) = worker.spawn(work) {
                tracing::error!(%error, "a thread for passwords does not start");
            }
        }
        Self(jobs)
    }

    /// Has something computed by the next thread that is free.
    pub(super) fn give(&self, job: Job) {
        let mut state = self.0.state();
        state.waiting.push_back(job);
        drop(state);
        self.0.changed.notify_one();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.0.state().is_over = true;
        self.0.changed.notify_all();
    }
}

impl Jobs {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, idle: Duration) {
        let mut memory = Memory::default();
        while let Some(job) = self.next(&mut memory, idle) {
            job(&mut memory);
        }
    }

    /// What to compute next; nothing when all is over.
    fn next(&self, memory: &mut Memory, idle: Duration) -> Option<Job> {
        let mut state = self.state();
        loop {
            if let Some(job) = state.waiting.pop_front() {
                return Some(job);
            }
            if state.is_over {
                return None;
            }
            if memory.0.is_empty() {
                let woken = self.changed.wait(state);
                state = woken.unwrap_or_else(PoisonError::into_inner);
            } else {
                let woken = self.changed.wait_timeout(state, idle);
                let (again, waited) = woken.unwrap_or_else(PoisonError::into_inner);
                if waited.timed_out() && again.waiting.is_empty() {
                    *memory = Memory::default();
                }
                state = again;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_thread_with_nothing_to_do_gives_its_memory_back_and_works_again() {
        let jobs = Arc::<Jobs>::default();
        let workers = Workers(Arc::clone(&jobs));
        let worker = thread::spawn(move || jobs.work(Duration::ZERO));
        let (held, how_much) = mpsc::channel();
        // How much it held before, and how much it takes.
        let ask = || {
            let held = held.clone();
            workers.give(Box::new(move |memory| {
                let _ = held.send(memory.0.capacity());
                memory.0.resize(100, Block::default());
            }));
            how_much.recv().expect("an answer")
        };
        assert_eq!(ask(), 0);
        // It may be asked before it was idle for long enough.
        while ask() != 0 {
            thread::yield_now();
        }
        drop(workers);
        worker.join().expect("ends");
    }
}
