//! Detects display names that can be confused with somebody else's.
//!
//! People with an account may share a name: their handles distinguish them. People without one
//! could use anybody's name, so their names are compared with all names and handles of accounts.

use protocol::DisplayName;

use super::handle;

/// The skeleton of a name: what it looks like, without case, spaces and a leading `@`, for
/// comparison with other names and with the [skeletons of handles](handle::skeleton). It is not for
/// display.
pub fn skeleton(name: &DisplayName) -> String {
    let name = name.as_str().trim_start_matches('@');
    let joined: String = name.split_whitespace().collect();
    handle::skeleton_of(&joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skeleton_of(name: &str) -> String {
        skeleton(&DisplayName::parse(name).unwrap_or_else(|error| panic!("{name}: {error}")))
    }

    #[test]
    fn names_that_can_be_taken_for_each_other_look_the_same() {
        for other in [
            "ada lovelace",
            "Ada\u{200B} Lovelace",
            "Ada Love\u{2060}lace",
            "\u{410}da Lovelace",
            "Ada Lоvelасe",
            "AdaLovelace",
            "@Ada Lovelace",
            "Ada L0velace",
            "Ada  Lovelace\u{3164}",
        ] {
            assert_eq!(skeleton_of(other), skeleton_of("Ada Lovelace"), "{other:?}");
        }
        assert_ne!(skeleton_of("Ada B"), skeleton_of("Ada L"));
    }

    #[test]
    fn a_name_is_compared_with_handles() {
        let handle = protocol::Handle::parse("ada.l").expect("valid");
        assert_eq!(skeleton_of("@Ada.L"), handle::skeleton(&handle));
    }
}
