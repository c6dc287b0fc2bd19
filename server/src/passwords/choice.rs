//! Which passwords may be chosen: long enough, and not among the first that are guessed.
//!
//! No rules of composition, as NIST SP 800-63B advises. What is guessed first is known to zxcvbn,
//! whose lists of common passwords, words and names are in the binary.

use protocol::{
    Strength, StrengthHint,
    limits::{MAX_ABOUT, MAX_ABOUT_CHARS, PASSWORD_CHARS},
};
use zxcvbn::{Entropy, Score, matching::patterns::MatchPattern, zxcvbn};

use super::Password;
use domain::copy::sentence;

/// Why a password cannot be chosen. The texts say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PasswordRefused {
    #[error(
        "use at least {} characters; a few words are easy to remember",
        PASSWORD_CHARS.start()
    )]
    TooShort,
    #[error("use at most {} characters", PASSWORD_CHARS.end())]
    TooLong,
    /// A character that no keyboard writes on purpose.
    #[error("a password cannot contain control characters; type it instead of pasting it")]
    Control,
    /// One of the first that are tried.
    #[error("this password is too easy to guess; choose one that no one else has")]
    Common,
    /// Hardly more than what everybody knows of them.
    #[error("this is too close to your name or the workspace's name; add other words")]
    Personal,
}

/// With fewer characters beside what is known of a person, it is no secret.
const LEAST_OWN: usize = 4;

/// Shorter words of the context are in many passwords by chance.
const SHORTEST_WORD: usize = 3;

/// What is judged of a long password: a start that is good enough is enough.
const MOST_JUDGED: usize = 32;

/// Signs that zxcvbn also reads as letters. It tries the meanings of all that are there together,
/// which takes 60 ms for 32 characters with all of them, and 3 ms with [`MOST_SIGNS`].
const SIGNS: &str = "4@8({[<369!1|70$5+%2";

/// With more different ones of [`SIGNS`] than these, less of a password is judged...
const MOST_SIGNS: usize = 8;

/// ...but so much in any case, which takes 5 ms whatever is in it.
const LEAST_JUDGED: usize = 16;

/// Reads a password that somebody wants for their own. `context` is what everybody knows of them:
/// handle, name, e-mail, what the at is called.
///
/// It computes for less than a millisecond, for a hostile text some five: what is judged of the
/// password and of the context is bounded here, whoever calls.
///
/// # Errors
/// [`PasswordRefused`].
pub fn check(text: &str, context: &[&str]) -> Result<Password, PasswordRefused> {
    judge(text, context).map(|(password, _)| password)
}

/// How good a password is, in words, whether it may be chosen or not. It computes as long as
/// [`check`].
pub fn hint(text: &str, context: &[&str]) -> StrengthHint {
    let estimate = match judge(text, context) {
        Ok((_, estimate)) => estimate,
        Err(refused) => {
            return StrengthHint {
                strength: Strength::Refused,
                advice: Some(sentence(&refused)),
            };
        }
    };
    let strength = match estimate.score() {
        Score::Three | Score::Four => Strength::Strong,
        Score::Two => Strength::Fair,
        _ => Strength::Weak,
    };
    let advice = estimate.feedback().and_then(|feedback| {
        feedback
            .warning()
            .map(|warning| warning.to_string())
            .or_else(|| Some(feedback.suggestions().first()?.to_string()))
    });
    StrengthHint { strength, advice }
}

fn judge(text: &str, context: &[&str]) -> Result<(Password, Entropy), PasswordRefused> {
    let password = Password::typed(text);
    let chosen = password.as_str();
    let length = chosen.chars().count();
    if length < *PASSWORD_CHARS.start() {
        return Err(PasswordRefused::TooShort);
    }
    if length > *PASSWORD_CHARS.end() {
        return Err(PasswordRefused::TooLong);
    }
    if chosen.chars().any(char::is_control) {
        return Err(PasswordRefused::Control);
    }
    let words = words(context);
    if is_personal(chosen, &words) {
        return Err(PasswordRefused::Personal);
    }
    let estimate = estimate(chosen, &words);
    if is_common(&estimate) {
        return Err(PasswordRefused::Common);
    }
    Ok((password, estimate))
}

fn estimate(password: &str, words: &[String]) -> Entropy {
    zxcvbn(
        start(password),
        &words.iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

/// The start of a password that is judged.
fn start(password: &str) -> &str {
    let mut signs = Vec::new();
    for (count, (at, c)) in password.char_indices().enumerate() {
        if SIGNS.contains(c) && !signs.contains(&c) {
            signs.push(c);
        }
        let has_enough = count >= LEAST_JUDGED && signs.len() > MOST_SIGNS;
        if count == MOST_JUDGED || has_enough {
            return password.split_at(at).0;
        }
    }
    password
}

/// Among the first thousand guesses, or as a whole one of the list of common passwords.
fn is_common(estimate: &Entropy) -> bool {
    let is_listed = match estimate.sequence() {
        [only] => matches!(only.pattern, MatchPattern::Dictionary(_)),
        _ => false,
    };
    estimate.score() == Score::Zero || is_listed
}

/// What is known, in small letters: each text as a whole, without what divides it, and its words.
/// The longest first. Of more or longer texts than there are about anybody the start counts.
fn words(context: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for text in context.iter().take(MAX_ABOUT) {
        let text: String = text.chars().take(MAX_ABOUT_CHARS).collect();
        let text = text.to_lowercase();
        let parts: Vec<_> = text.split(|c: char| !c.is_alphanumeric()).collect();
        words.push(parts.concat());
        words.extend(parts.into_iter().map(str::to_owned));
        words.push(text);
    }
    words.retain(|word| word.chars().count() >= SHORTEST_WORD);
    words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    words
}

/// Whether hardly anything is left when all that is known is taken away.
fn is_personal(password: &str, words: &[String]) -> bool {
    let mut rest = password.to_lowercase();
    let whole = rest.len();
    for word in words {
        rest = rest.replace(word.as_str(), "");
    }
    rest.len() < whole && rest.chars().filter(|c| c.is_alphanumeric()).count() < LEAST_OWN
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ADA: [&str; 3] = ["ada.l", "Ada Lovelace", "Engine House"];

    fn refused(text: &str) -> Option<PasswordRefused> {
        check(text, &ADA).err()
    }

    #[test]
    fn ordinary_good_passwords_are_taken_without_rules_of_composition() {
        for good in [
            "correct horse battery staple",
            "kitchen window marmalade",
            "tr0ub4dor&3",
            "xk2vq9zt",
            "пароль от чердака",
            "ada sings in the rain",
        ] {
            assert_eq!(refused(good), None, "{good}");
        }
    }

    #[test]
    fn the_first_that_are_guessed_are_refused() {
        for bad in [
            "password",
            "Password1",
            "12345678",
            "qwertyuiop",
            "iloveyou1",
            "aaaaaaaa",
            "abcdefgh",
            "letmein1",
            "p@ssword",
            "sunshine",
            "drowssap",
            "jennifer1",
        ] {
            assert_eq!(refused(bad), Some(PasswordRefused::Common), "{bad}");
        }
    }

    #[test]
    fn what_everybody_knows_of_a_person_is_no_password() {
        for bad in [
            "adalovelace",
            "Ada.Lovelace!",
            "lovelace1",
            "enginehouse",
            "ada.l ada.l 7",
        ] {
            assert_eq!(refused(bad), Some(PasswordRefused::Personal), "{bad}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(refused("xk2vq9z"), Some(PasswordRefused::TooShort));
        assert_eq!(refused("é7щ"), Some(PasswordRefused::TooShort));
        assert_eq!(refused(&"a".repeat(129)), Some(PasswordRefused::TooLong));
        assert_eq!(refused("xk2v\0q9zt"), Some(PasswordRefused::Control));
        let longest = "щ7 marmalade kitchen "
            .repeat(7)
            .chars()
            .take(128)
            .collect::<String>();
        assert_eq!(refused(&longest), None);
    }

    #[test]
    fn a_hint_gets_better_with_the_password_and_says_what_is_wrong() {
        let weak = hint("password", &ADA);
        assert_eq!(weak.strength, Strength::Refused);
        assert!(
            weak.advice
                .is_some_and(|advice| advice.starts_with("This password is too easy"))
        );
        let fair = hint("marmalade7x", &ADA);
        assert_eq!(fair.strength, Strength::Fair, "{fair:?}");
        assert!(fair.advice.is_some());
        let weak = hint("monkey1987", &ADA);
        assert_eq!(weak.strength, Strength::Weak, "{weak:?}");
        let strong = hint("correct horse battery staple", &ADA);
        assert_eq!((strong.strength, strong.advice), (Strength::Strong, None));
    }

    /// The worst that a random search of some minutes has found, and what it takes as few changes to find again.
    const WORST: [&str; 5] = [
        "4@8({[<369q1|70$5+724@{(w!<i6911",
        "74A56|<3q70@<4[(!%[A@9{0(71.27+$",
        "<|0<(t01!@4-|(4!<S!<||0|u||a4b1@",
        "4@-({[<a69!1|709",
        "1[70!+@5|{$(64",
    ];

    #[test]
    fn the_worst_password_is_judged_quickly() {
        let long = WORST[0].repeat(4);
        let name = "word ".repeat(29_000);
        // The lists of words are read once.
        let _ = hint("warm it up first", &ADA);
        for text in WORST.into_iter().chain([&*long]) {
            let begun = std::time::Instant::now();
            let _ = hint(text, &[name.as_str(); 40]);
            let took = begun.elapsed();
            // In a release build 10 ms; unoptimised and beside other tests much more.
            assert!(took.as_millis() < 1500, "{text}: {took:?}");
        }
    }

    #[test]
    fn signs_that_stand_for_letters_cut_short_what_is_judged() {
        let plain = "correct horse battery staple and more";
        assert_eq!(start(plain), "correct horse battery staple and");
        let signs = "4@8({[<369!1|70$5+%24@8({[<369!1";
        assert_eq!(start(signs), "4@8({[<369!1|70$");
        assert_eq!(start("short"), "short");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_is_taken_or_refused_and_the_hint_agrees(text in any::<String>(), context in any::<String>()) {
            let hint = hint(&text, &[&context]);
            if let Err(refused) = check(&text, &[&context]) {
                prop_assert_eq!(hint.strength, Strength::Refused);
                prop_assert_eq!(hint.advice, Some(sentence(&refused)));
            }
        }
    }
}
