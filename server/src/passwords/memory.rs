//! What a thread computes hashes with.
//!
//! A hash fills 19 MiB. Asked for so much, aligned, again and again, the system's allocator does not
//! find what it has freed before, and keeps hundreds of megabytes. Of glibc this is so up to 32 MiB
//! (`DEFAULT_MMAP_THRESHOLD_MAX`); more than that is mapped on its own, and given back whole. So
//! more is asked for than is used: what is never written to takes no memory.

use argon2::{
    Argon2, Block,
    password_hash::phc::{Output, Salt},
};
use zeroize::Zeroize;

use super::Busy;

/// More than 32 MiB.
const MAPPED_BLOCKS: usize = 33 * 1024 * 1024 / Block::SIZE;

/// Used again from hash to hash.
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
        let spare = MAPPED_BLOCKS.saturating_sub(self.0.len());
        self.0
            .try_reserve_exact(missing.max(spare))
            .map_err(|_| Busy)?;
        self.0.resize(self.0.len() + missing, Block::default());
        let blocks = self.0.get_mut(..count).ok_or(Busy)?;
        let hashed = hasher.hash_password_into_with_memory(password, salt, out, &mut *blocks);
        blocks.iter_mut().for_each(Zeroize::zeroize);
        hashed.map_err(|_| Busy)?;
        Output::new(out).map_err(|_| Busy)
    }
}
