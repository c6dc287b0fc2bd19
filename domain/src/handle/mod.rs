//! Which handles may be chosen, and when two of them are the same.
//!
//! People sign in with a handle and are mentioned by it, so nobody may have one that can be read as
//! somebody else's. Source: Unicode UTS #39 (restriction levels, confusables), by the crates of the
//! `unicode-rs` project.

mod marks;
mod reserved;

use protocol::{Handle, handle::InvalidHandle, limits::HANDLE_CHARS, visible};
use unicode_normalization::UnicodeNormalization;
use unicode_security::{
    GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection, skeleton as prototypes,
};

/// Why a handle cannot be chosen. The messages say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HandleRefused {
    /// It is not a valid handle.
    #[error(transparent)]
    Invalid(#[from] InvalidHandle),
    /// A letter that is not in everyday use in any language, or a symbol.
    #[error("{0:?} cannot be used in a handle; use everyday letters")]
    RareCharacter(char),
    /// More marks than a letter has in any language, or the same one twice.
    #[error("a letter has too many accents; use fewer")]
    StackedMarks,
    /// Letters of several scripts, which can imitate another handle.
    #[error("a handle must use one script; write all of it in the same alphabet")]
    MixedScripts,
    /// With these capitals it looks like a Latin word of other letters.
    #[error("with these capitals it looks like a word in Latin letters; use lower case")]
    LooksLatin,
    /// Reserved for the workspace itself.
    #[error("this handle is reserved; choose another")]
    Reserved,
}

/// Longest text that can be a handle in any script; the longest handle has 32 characters.
const MOST_TYPED: usize = 4 * *HANDLE_CHARS.end();

/// Most rounds of folding and prototypes until nothing changes; two are usual.
const MOST_ROUNDS: usize = 8;

/// Reads a handle that somebody typed: drops what cannot be seen, normalises it to NFKC, so that
/// `é`, which one keyboard writes as one character and another as `e` and an accent, is the same,
/// and parses it.
///
/// # Errors
/// [`InvalidHandle`].
pub fn read(text: &str) -> Result<Handle, InvalidHandle> {
    let text = text.trim();
    if text.chars().nth(MOST_TYPED).is_some() {
        return Err(InvalidHandle::Length);
    }
    // Joiners only change how the letters beside them are drawn.
    let text = visible::line(text).replace(['\u{200C}', '\u{200D}'], "");
    Handle::parse(&text.nfkc().collect::<String>())
}

/// Reads a handle that somebody chooses for themselves.
///
/// It is normalised to NFKC instead of being refused if it is not: wide letters and ligatures
/// become what they stand for, and the person sees the result. Then it has to consist of characters
/// recommended for identifiers, in one script (Latin together with Chinese, Japanese or Korean
/// counts as one, by UTS #39's "highly restrictive"), and not be
/// [reserved](HandleRefused::Reserved). Whether it looks like somebody else's is found by comparing
/// [`skeleton`]s.
///
/// # Errors
/// [`HandleRefused`].
pub fn choose(text: &str) -> Result<Handle, HandleRefused> {
    let handle = read(text)?;
    let text = handle.as_str();
    if let Some(rare) = text.chars().find(|c| !c.identifier_allowed()) {
        return Err(HandleRefused::RareCharacter(rare));
    }
    marks::check(text)?;
    let level = text.detect_restriction_level();
    if level > RestrictionLevel::HighlyRestrictive {
        return Err(HandleRefused::MixedScripts);
    }
    let skeleton = skeleton(&handle);
    if reserved::is_reserved(&skeleton) {
        return Err(HandleRefused::Reserved);
    }
    let seen = one_stroke(&fold(&prototypes(text).collect::<String>()));
    if level > RestrictionLevel::ASCIIOnly && seen.is_ascii() && seen != skeleton {
        return Err(HandleRefused::LooksLatin);
    }
    Ok(handle)
}

/// The skeleton of a handle: what it looks like, without case. Two handles are the same if their
/// skeletons are, so skeletons are stored as unique, and mentions and sign-ins are looked up by
/// them. It is not for display.
///
/// It is UTS #39's skeleton of the case-folded text, folded again until it is stable. As a capital
/// `I` looks like a small `l`, and folds to a small `i`, these three are the same: otherwise
/// `AIice` could pass for `Alice`. A capital of another script that looks like a Latin letter which
/// its small form does not look like (Cyrillic `В` like `B`, `в` unlike `b`) is
/// [refused](HandleRefused::LooksLatin) if the whole handle looks Latin because of it.
pub fn skeleton(handle: &Handle) -> String {
    skeleton_of(handle.as_str())
}

pub(super) fn skeleton_of(text: &str) -> String {
    let bare = |text: String| -> String { text.chars().filter(|c| !marks::is_point(*c)).collect() };
    let mut stable = fold(&bare(text.nfkc().collect()));
    for _ in 0..MOST_ROUNDS {
        let next = one_stroke(&fold(&bare(prototypes(&stable).collect())));
        if next == stable {
            break;
        }
        stable = next;
    }
    stable
}

/// Full case folding, letter by letter, via the capital, so that `ß` is `ss` and both forms of
/// sigma are the same.
fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

fn one_stroke(text: &str) -> String {
    text.replace('i', "l")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::is_nfkc;

    use super::*;

    fn chosen(text: &str) -> Handle {
        choose(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn names_of_many_scripts_can_be_chosen() {
        for good in [
            "ada",
            "Ada.L",
            "jean-luc",
            "josé",
            "Zoë",
            "Ελένη",
            "владимир",
            "Саша",
            "李小龍",
            "さくら",
            "サクラ",
            "김민준",
            "محمد",
            "דוד",
            "नेहा",
            "विक्रम",
            "தமிழ்",
            "శ్రీ",
            "കൃഷ്ണൻ",
            "ਸਿੰਘ",
            "মুক্তা",
            "ગુજરાતી",
            "ကျော်",
            "សុខា",
            "བསྟན",
            "จันทร์",
            "አበበ",
            "ẹ\u{301}tù",
            "مُحَمَّد",
            "สมชาย",
            "r2-d2",
            "Ian",
            "ß1",
        ] {
            assert_eq!(chosen(good).as_str(), good);
        }
    }

    #[test]
    fn what_is_chosen_is_nfkc() {
        assert_eq!(chosen("jose\u{301}").as_str(), "josé");
        assert_eq!(chosen("ａｄａ").as_str(), "ada");
        assert_eq!(chosen(" @ﬁona ").as_str(), "fiona");
    }

    #[test]
    fn marks_belong_to_letters() {
        assert_eq!(chosen("ශ්\u{200D}රී").as_str(), "ශ්රී");
        for (bad, reason) in [
            ("\u{93F}क", InvalidHandle::Characters.into()),
            ("क.\u{93F}क", InvalidHandle::Characters.into()),
            ("x\u{301}\u{301}", HandleRefused::StackedMarks),
            ("x\u{301}\u{300}\u{302}\u{304}", HandleRefused::StackedMarks),
            ("di\u{307}na", HandleRefused::RareCharacter('\u{307}')),
        ] {
            assert_eq!(choose(bad), Err(reason), "{bad}");
        }
        for (one, other) in [("مُحَمَّد", "محمد"), ("מֹשֶׁה", "משה")] {
            assert_eq!(skeleton_of(one), skeleton_of(other), "{one} {other}");
        }
        for (one, other) in [("विक्रम", "विकरम"), ("தமிழ்", "தமிழ")]
        {
            assert_ne!(skeleton_of(one), skeleton_of(other), "{one} {other}");
        }
    }

    #[test]
    fn mixed_scripts_are_refused() {
        for bad in ["\u{430}da", "ad\u{3b1}", "раypal", "adaд", "Ada李д"] {
            assert_eq!(choose(bad), Err(HandleRefused::MixedScripts), "{bad}");
        }
    }

    #[test]
    fn letters_out_of_use_are_refused() {
        for (bad, rare) in [("ᚠᚢᚦ", 'ᚠ'), ("ꓐꓑꓒ", 'ꓐ')] {
            assert_eq!(
                choose(bad),
                Err(HandleRefused::RareCharacter(rare)),
                "{bad}"
            );
        }
    }

    #[test]
    fn what_the_workspace_is_called_is_nobodys_handle() {
        for bad in ["admin", "@Everyone", "HERE", "adm1n", "Natter", "deleted"] {
            assert_eq!(choose(bad), Err(HandleRefused::Reserved), "{bad}");
        }
    }

    #[test]
    fn handles_that_look_alike_are_the_same() {
        for (one, other) in [
            ("ada", "ADA"),
            ("ada", "\u{430}da"),
            ("scope", "ѕсоре"),
            ("Alice", "AIice"),
            ("bo", "b0"),
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("paul", "pau1"),
            ("kim", "Kim"),
        ] {
            assert_eq!(skeleton_of(one), skeleton_of(other), "{one} {other}");
        }
        for (one, other) in [
            ("ada", "eda"),
            ("jose", "josé"),
            ("anna", "ana"),
            ("u2", "u3"),
        ] {
            assert_ne!(skeleton_of(one), skeleton_of(other), "{one} {other}");
        }
    }

    #[test]
    fn capitals_that_make_it_look_latin_are_refused_and_small_letters_are_not() {
        for (bad, good) in [("Вера", "вера"), ("ΝΙΝΑ", "νινα")] {
            assert_eq!(choose(bad), Err(HandleRefused::LooksLatin), "{bad}");
            assert!(choose(good).is_ok(), "{good}");
        }
    }

    /// Texts of characters that are letters in some script, so that many of them are handles.
    fn likely() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-zA-Z0-9._-]{0,34}",
            "\\PC{0,12}",
            "[\\p{Latin}\\p{Nd}]{1,10}",
            "[\\p{Greek}]{1,10}",
            "[\\p{Cyrillic}]{1,10}",
            "[\\p{L}\\p{N}]{2,10}",
            "[\\p{L}\\p{M}]{2,10}",
        ]
    }

    proptest! {
        #[test]
        fn choosing_again_changes_nothing(text in likely()) {
            if let Ok(handle) = choose(&text) {
                prop_assert!(is_nfkc(handle.as_str()));
                prop_assert_eq!(choose(handle.as_str()), Ok(handle));
            }
        }

        #[test]
        fn a_skeleton_is_its_own_skeleton_and_knows_no_case(text in likely()) {
            if let Ok(handle) = read(&text) {
                let skeleton = skeleton(&handle);
                prop_assert_eq!(&skeleton_of(&skeleton), &skeleton);
                prop_assert_eq!(&skeleton_of(&handle.as_str().to_lowercase()), &skeleton);
                prop_assert_eq!(&skeleton_of(&handle.as_str().to_uppercase()), &skeleton);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = choose(&text);
        }
    }
}
