//! Polls: messages that ask a question, with answers to choose from.

use serde::{Deserialize, Serialize};

use super::json_text_bytes;
use crate::{
    limits::{MAX_POLL_OPTION_CHARS, MAX_POLL_QUESTION_CHARS, POLL_OPTIONS},
    time::Timestamp,
    visible,
};

/// A poll as it stands.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Poll {
    /// What is asked, in one line.
    pub question: String,
    /// The answers: votes name them by their position, from 0 on.
    pub options: Vec<PollOption>,
    /// Whether one may choose several.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub multiple: bool,
    /// Whether nobody is told who chose what.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub anonymous: bool,
    /// When it closes, or was closed; left out if it is open until somebody closes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// How many people voted.
    pub voters: u32,
}

/// One answer of a poll.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct PollOption {
    /// The answer.
    pub text: String,
    /// How many chose it.
    pub count: u32,
    /// Whether the reader did: only in answers to one reader (`history`, `resume`); in what all
    /// readers of a room are sent it is left out, and clients keep what they know.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub mine: bool,
}

impl Poll {
    /// Whether it takes no votes any more.
    pub fn is_closed(&self, now: Timestamp) -> bool {
        self.closes_at.is_some_and(|closes_at| closes_at <= now)
    }

    /// Whether the reader is known to have voted.
    pub fn has_own_vote(&self) -> bool {
        self.options.iter().any(|option| option.mine)
    }

    /// Upper bound of its bytes in JSON.
    pub(super) fn max_json_bytes(&self) -> usize {
        /// Numbers and keys; and those of each answer.
        const AROUND: usize = 160;
        const OPTION: usize = 48;
        let options = self.options.iter();
        let options = options.map(|option| OPTION + json_text_bytes(&option.text));
        AROUND + json_text_bytes(&self.question) + options.sum::<usize>()
    }
}

/// A poll as somebody wrote it, before it is checked.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PollDraft {
    /// What is asked.
    pub question: String,
    /// The answers.
    pub options: Vec<String>,
    /// Whether one may choose several.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub multiple: bool,
    /// Whether nobody is told who chose what.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub anonymous: bool,
    /// When it closes by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
}

/// A poll that can be posted: a question of 1 to 300 characters and 2 to 12 different answers of 1
/// to 100, each a single line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "PollDraft", into = "PollDraft")]
pub struct NewPoll(PollDraft);

/// Why a draft is not a [`NewPoll`]. The messages say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidPoll {
    /// Nothing in the question can be seen.
    #[error("a poll needs a question")]
    NoQuestion,
    /// More than [`MAX_POLL_QUESTION_CHARS`] characters.
    #[error("the question is too long: at most {MAX_POLL_QUESTION_CHARS} characters")]
    LongQuestion,
    /// Fewer answers than [`POLL_OPTIONS`] begins with.
    #[error("a poll needs at least {} answers", POLL_OPTIONS.start())]
    FewOptions,
    /// More answers than [`POLL_OPTIONS`] ends with.
    #[error("a poll can have at most {} answers", POLL_OPTIONS.end())]
    ManyOptions,
    /// Nothing in an answer can be seen.
    #[error("an answer is empty: fill it in, or leave it out")]
    EmptyOption,
    /// More than [`MAX_POLL_OPTION_CHARS`] characters.
    #[error("an answer is too long: at most {MAX_POLL_OPTION_CHARS} characters")]
    LongOption,
    /// Two answers are the same.
    #[error("two answers are the same: each can be given once")]
    SameOptions,
}

impl InvalidPoll {
    /// Whether the question is at fault, and not the answers.
    pub const fn is_about_question(self) -> bool {
        matches!(self, Self::NoQuestion | Self::LongQuestion)
    }
}

impl NewPoll {
    /// Makes each text one line, and checks.
    pub fn parse(draft: PollDraft) -> Result<Self, InvalidPoll> {
        let question = visible::line(&draft.question);
        if !visible::is_visible(&question) {
            return Err(InvalidPoll::NoQuestion);
        }
        if question.chars().count() > MAX_POLL_QUESTION_CHARS {
            return Err(InvalidPoll::LongQuestion);
        }
        if draft.options.len() < *POLL_OPTIONS.start() {
            return Err(InvalidPoll::FewOptions);
        }
        if draft.options.len() > *POLL_OPTIONS.end() {
            return Err(InvalidPoll::ManyOptions);
        }
        let mut options: Vec<String> = Vec::with_capacity(draft.options.len());
        for option in &draft.options {
            let option = visible::line(option);
            if !visible::is_visible(&option) {
                return Err(InvalidPoll::EmptyOption);
            }
            if option.chars().count() > MAX_POLL_OPTION_CHARS {
                return Err(InvalidPoll::LongOption);
            }
            if options.contains(&option) {
                return Err(InvalidPoll::SameOptions);
            }
            options.push(option);
        }
        Ok(Self(PollDraft {
            question,
            options,
            ..draft
        }))
    }

    /// What was written, with each text as one line.
    pub fn draft(&self) -> &PollDraft {
        &self.0
    }

    /// The same, closing by itself at that time, or only by hand.
    #[must_use]
    pub fn closing_at(self, closes_at: Option<Timestamp>) -> Self {
        Self(PollDraft {
            closes_at,
            ..self.0
        })
    }

    /// Whether a poll is the one that was made of this. When it closes may have changed since.
    pub fn has_become(&self, poll: &Poll) -> bool {
        let options = poll.options.iter().map(|option| &option.text);
        self.0.question == poll.question
            && self.0.multiple == poll.multiple
            && self.0.anonymous == poll.anonymous
            && self.0.options.iter().eq(options)
    }
}

impl TryFrom<PollDraft> for NewPoll {
    type Error = InvalidPoll;
    fn try_from(draft: PollDraft) -> Result<Self, Self::Error> {
        Self::parse(draft)
    }
}

impl From<NewPoll> for PollDraft {
    fn from(poll: NewPoll) -> Self {
        poll.0
    }
}

/// The poll as it begins.
impl From<&NewPoll> for Poll {
    fn from(new: &NewPoll) -> Self {
        let PollDraft {
            question,
            options,
            multiple,
            anonymous,
            closes_at,
        } = new.0.clone();
        let options = options.into_iter().map(|text| PollOption {
            text,
            count: 0,
            mine: false,
        });
        Self {
            question,
            options: options.collect(),
            multiple,
            anonymous,
            closes_at,
            voters: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(question: &str, options: &[&str]) -> PollDraft {
        PollDraft {
            question: question.into(),
            options: options.iter().map(|text| (*text).to_owned()).collect(),
            ..PollDraft::default()
        }
    }

    #[test]
    fn texts_of_a_poll_are_single_lines() {
        let poll = NewPoll::parse(draft(
            " When\ndo we\tmeet? ",
            &["Monday\r\n", "\u{200B}Friday"],
        ));
        let poll = poll.expect("valid");
        assert_eq!(
            poll.draft(),
            &draft("When do we meet?", &["Monday", "Friday"])
        );
    }

    #[test]
    fn a_poll_has_a_question_and_from_two_to_twelve_different_answers() {
        let (question, option) = ("?".repeat(301), "x".repeat(101));
        let many: Vec<String> = (0..13).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (draft, reason) in [
            (draft("", &["a", "b"]), InvalidPoll::NoQuestion),
            (draft("\u{200B}\n", &["a", "b"]), InvalidPoll::NoQuestion),
            (draft(&question, &["a", "b"]), InvalidPoll::LongQuestion),
            (draft("?", &["a"]), InvalidPoll::FewOptions),
            (draft("?", &many), InvalidPoll::ManyOptions),
            (draft("?", &["a", " "]), InvalidPoll::EmptyOption),
            (draft("?", &["a", &option]), InvalidPoll::LongOption),
            (draft("?", &["a", "b", "a "]), InvalidPoll::SameOptions),
        ] {
            assert_eq!(NewPoll::parse(draft), Err(reason));
        }
        let most = draft(&question[1..], &many[1..]);
        assert!(NewPoll::parse(most).is_ok());
    }

    #[test]
    fn a_poll_closes_at_its_time_and_not_before() {
        let mut poll = Poll::from(&NewPoll::parse(draft("?", &["a", "b"])).expect("valid"));
        assert!(!poll.is_closed(Timestamp(i64::MAX)));
        poll.closes_at = Some(Timestamp(5));
        assert!(!poll.is_closed(Timestamp(4)) && poll.is_closed(Timestamp(5)));
    }

    #[test]
    fn a_poll_reads_as_documented() {
        let mut poll = Poll::from(&NewPoll::parse(draft("Tea?", &["Yes", "No"])).expect("valid"));
        (poll.voters, poll.options[1].count, poll.options[1].mine) = (1, 1, true);
        let json = r#"{"question":"Tea?","options":[{"text":"Yes","count":0},{"text":"No","count":1,"mine":true}],"voters":1}"#;
        assert_eq!(serde_json::to_string(&poll).ok().as_deref(), Some(json));
        assert_eq!(serde_json::from_str(json).ok(), Some(poll));
    }

    proptest! {
        #[test]
        fn whatever_is_written_a_poll_that_is_taken_stays_as_it_is(
            question in any::<String>(),
            options in prop::collection::vec(any::<String>(), 0..14),
            closes_at in any::<Option<i64>>(),
            flags in any::<(bool, bool)>(),
        ) {
            let draft = PollDraft {
                question,
                options,
                multiple: flags.0,
                anonymous: flags.1,
                closes_at: closes_at.map(Timestamp),
            };
            if let Ok(new) = NewPoll::parse(draft) {
                prop_assert_eq!(NewPoll::parse(new.draft().clone()), Ok(new.clone()));
                let json = serde_json::to_string(&new).expect("encodes");
                prop_assert_eq!(serde_json::from_str::<NewPoll>(&json).ok(), Some(new.clone()));
                let mut poll = Poll::from(&new);
                prop_assert!(new.has_become(&poll));
                poll.voters = u32::MAX;
                for option in &mut poll.options {
                    (option.count, option.mine) = (u32::MAX, true);
                }
                let encoded = serde_json::to_vec(&poll).expect("encodes").len();
                prop_assert!(encoded <= poll.max_json_bytes());
            }
        }
    }
}
