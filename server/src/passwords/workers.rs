//! Threads that compute hashes, each with memory of its own that it uses again.
//!
//! A hash fills 19 MiB. Asked for so much, aligned, for each hash anew, the system's allocator does
//! not find what it has freed before, and keeps hundreds of megabytes after a busy minute.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
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

/// Starts so many threads; they end when nobody can ask them any more.
pub(super) fn start(count: usize) -> mpsc::Sender<Job> {
    let (sender, jobs) = mpsc::channel::<Job>();
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..count {
        let jobs = Arc::clone(&jobs);
        let next = move || jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let worker = thread::Builder::new().name("passwords".into());
        let started = worker.spawn(move || {
            let mut memory = Memory::default();
            while let Ok(job) = next() {
                job(&mut memory);
            }
        });
        if let Err(error) = started {
            tracing::error!(%error, "a thread for passwords does not start");
        }
    }
    sender
}
