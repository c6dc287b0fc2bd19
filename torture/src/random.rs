//! Random numbers that a seed repeats: SplitMix64 (Steele, Lea and Flood, "Fast splittable
//! pseudorandom number generators", 2014).

use std::ops::RangeInclusive;

/// A generator. The same seed gives the same numbers on every machine.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    /// Starts at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A generator of its own for a part that runs beside others, so that their interleaving
    /// changes nothing.
    pub fn fork(&mut self) -> Self {
        Self(self.next())
    }

    /// A number of the range. The bias is below 2⁻³² for the small ranges that are asked for here.
    pub fn of(&mut self, range: RangeInclusive<u64>) -> u64 {
        let size = range.end().wrapping_sub(*range.start()).wrapping_add(1);
        match self.next().checked_rem(size) {
            Some(offset) => range.start() + offset,
            None => self.next(),
        }
    }

    /// An index into something of that length, which must not be 0.
    pub fn index(&mut self, length: usize) -> usize {
        let last = u64::try_from(length.saturating_sub(1)).unwrap_or(u64::MAX);
        usize::try_from(self.of(0..=last)).unwrap_or(0)
    }

    /// True in so many cases of a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.of(0..=99) < chance
    }

    /// One of them; there must be some.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.index(of.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_numbers_and_a_fork_has_its_own() {
        let (mut one, mut two) = (Random::new(7), Random::new(7));
        let mut fork = one.fork();
        assert_eq!(fork.next(), two.fork().next());
        assert_eq!(one.next(), two.next());
        assert_ne!(one.next(), fork.next());
    }

    #[test]
    fn numbers_stay_within_their_range() {
        let mut random = Random::new(1);
        assert!((0..1000).all(|_| (3..=5).contains(&random.of(3..=5))));
        assert_eq!(random.of(9..=9), 9);
    }
}
