//! Low-priority threads for heavy work. Each keeps its working memory for the next job, and frees
//! it when it has been idle for a while.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// A job, which gets the thread's working memory.
type Job<M> = Box<dyn FnOnce(&mut M) + Send>;

/// Idle time after which a thread frees its working memory.
const IDLE: Duration = Duration::from_secs(30);

/// A pool of threads, which end when it is dropped.
pub(crate) struct Workers<M>(Arc<Jobs<M>>);

struct Jobs<M> {
    state: Mutex<State<M>>,
    changed: Condvar,
}

impl<M> Default for Jobs<M> {
    fn default() -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                is_over: false,
            }),
            changed: Condvar::new(),
        }
    }
}

struct State<M> {
    waiting: VecDeque<Job<M>>,
    is_over: bool,
}

/// Lowers the thread's priority: heavy work uses all the processor time that it gets, and pages and
/// messages come first.
fn give_way() {
    // On Linux a priority is that of a thread, see setpriority(2).
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        tracing::debug!(%error, "heavy work is as urgent as all else");
    }
}

impl<M: Default + 'static> Workers<M> {
    /// Starts `count` threads with this name.
    pub(crate) fn start(name: &str, count: usize) -> Self {
        let jobs = Arc::<Jobs<M>>::default();
        for _ in 0..count {
            let jobs = Arc::clone(&jobs);
            let worker = thread::Builder::new().name(name.into());
            let work = move || {
                give_way();
                jobs.work(IDLE);
            };
            if let Err(error) = worker.spawn(work) {
                tracing::error!(%error, name, "a thread for heavy work does not start");
            }
        }
        Self(jobs)
    }
}

impl<M> Workers<M> {
    /// Runs a job on the next free thread. If it panics, the thread continues with the next job.
    pub(crate) fn give(&self, job: Job<M>) {
        let mut state = self.0.state();
        state.waiting.push_back(job);
        drop(state);
        self.0.changed.notify_one();
    }
}

impl<M> Drop for Workers<M> {
    fn drop(&mut self) {
        self.0.state().is_over = true;
        self.0.changed.notify_all();
    }
}

impl<M> Jobs<M> {
    fn state(&self) -> MutexGuard<'_, State<M>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job; `None` when the pool was dropped.
    fn next(&self, kept: &mut Option<M>, idle: Duration) -> Option<Job<M>> {
        let mut state = self.state();
        loop {
            if let Some(job) = state.waiting.pop_front() {
                return Some(job);
            }
            if state.is_over {
                return None;
            }
            if kept.is_none() {
                let woken = self.changed.wait(state);
                state = woken.unwrap_or_else(PoisonError::into_inner);
            } else {
                let woken = self.changed.wait_timeout(state, idle);
                let (again, waited) = woken.unwrap_or_else(PoisonError::into_inner);
                if waited.timed_out() && again.waiting.is_empty() {
                    *kept = None;
                }
                state = again;
            }
        }
    }
}

impl<M: Default> Jobs<M> {
    fn work(&self, idle: Duration) {
        let mut kept = None;
        while let Some(job) = self.next(&mut kept, idle) {
            let with = kept.get_or_insert_default();
            if catch_unwind(AssertUnwindSafe(|| job(with))).is_err() {
                kept = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_thread_with_nothing_to_do_gives_back_what_it_keeps_and_works_again() {
        let jobs = Arc::<Jobs<Vec<u8>>>::default();
        let workers = Workers(Arc::clone(&jobs));
        let worker = thread::spawn(move || jobs.work(Duration::ZERO));
        let (held, how_much) = mpsc::channel();
        // The length of the kept memory; the job then fills it.
        let ask = || {
            let held = held.clone();
            workers.give(Box::new(move |memory| {
                let _ = held.send(memory.capacity());
                memory.resize(100, 0);
            }));
            how_much.recv().expect("an answer")
        };
        assert_eq!(ask(), 0);
        // The thread may not have been idle for long enough yet.
        while ask() != 0 {
            thread::yield_now();
        }
        drop(workers);
        worker.join().expect("ends");
    }

    #[test]
    fn work_that_panics_takes_no_thread_with_it() {
        let workers = Workers::<()>::start("test", 1);
        workers.give(Box::new(|()| panic!("on purpose")));
        let (done, is_done) = mpsc::channel();
        workers.give(Box::new(move |()| done.send(()).expect("heard")));
        assert_eq!(is_done.recv_timeout(Duration::from_secs(10)), Ok(()));
    }
}
