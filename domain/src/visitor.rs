//! Generated names for people without an account.

use protocol::DisplayName;

const FIRST: [&str; 32] = [
    "Amber", "Bold", "Brave", "Bright", "Calm", "Clever", "Coral", "Cosy", "Eager", "Early",
    "Fair", "Fond", "Gentle", "Glad", "Golden", "Happy", "Honest", "Jolly", "Kind", "Light",
    "Lively", "Lucky", "Merry", "Mild", "Neat", "Noble", "Quick", "Quiet", "Silver", "Sunny",
    "Warm", "Witty",
];

const SECOND: [&str; 32] = [
    "Badger", "Beaver", "Bison", "Crane", "Curlew", "Dolphin", "Falcon", "Ferret", "Finch", "Fox",
    "Gecko", "Hare", "Heron", "Ibis", "Jackdaw", "Koala", "Lark", "Lemur", "Lynx", "Magpie",
    "Marten", "Otter", "Owl", "Panda", "Plover", "Puffin", "Raven", "Robin", "Seal", "Swift",
    "Tern", "Wren",
];

/// A name like "Merry Otter 42", from 24 random bits: short enough to say aloud, and seldom the
/// same.
pub fn name(bits: u32) -> Option<DisplayName> {
    let pick =
        |words: &[&'static str; 32], shift: u32| words.get((bits >> shift & 31) as usize).copied();
    let (first, second) = (pick(&FIRST, 0)?, pick(&SECOND, 5)?);
    let number = 2 + (bits >> 10) % 98;
    DisplayName::parse(&format!("{first} {second} {number}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_of_bits_makes_a_name() {
        for bits in (0..u32::MAX).step_by(99_991) {
            assert!(name(bits).is_some(), "{bits}");
        }
        assert_eq!(name(0).map(String::from), Some("Amber Badger 2".into()));
    }
}
