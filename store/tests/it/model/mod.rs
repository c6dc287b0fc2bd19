//! The store against a model that fits in memory: whatever is sent, repeated, renamed, read and
//! cut off in whatever order, the store answers as the model does; and a page that applies what it
//! is told shows what a fresh page would.
//!
//! The cases come from a fixed seed. `PROPTEST_CASES=1000` tries more of them.

mod deeds;
mod expected;
mod page;
mod trial;

use self::{expected::AUTHORS, trial::Trial};
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use protocol::limits::MAX_HISTORY;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    /// A member sends. A client id that was used is a retry if the text is the one of that time; else
    /// it is refused.
    Send(Author, u16, u8),
    /// Several at once, on a connection each.
    SendAtOnce(Vec<(Author, u16, u8)>),
    /// Somebody gives a message another text: its author may, the others may not.
    Edit(Author, Author, u16, u8),
    /// The same, and it is deleted.
    Delete(Author, Author, u16),
    /// The same, and that is undone.
    Restore(Author, Author, u16),
    Rename(Author, u8),
    /// A member's session ends, if it has not: what they do from then on is refused.
    SignOut(Author),
    /// They come back, in another session.
    SignIn(Author),
    Page(At, u32),
    /// What was missed since a revision and a `seq`, counted from where the room stands, by
    /// somebody who holds the messages from that one on.
    Missed(u8, i8, u8),
    /// Somebody reacts to a message, or takes that back: the last one of the first is the reader.
    React(usize, (Author, u16), usize, bool),
    /// Somebody pins a message, or unpins it.
    Pin(Author, (Author, u16), bool),
    /// Somebody votes in a poll: the last one of the first is the reader, and each bit an answer.
    Vote(usize, (Author, u16), u8),
    /// Somebody closes a poll: its author may, the others may not.
    ClosePoll(Author, Author, u16),
    /// Power goes while nothing is being written: what is on disk is what there is.
    PowerCut,
    /// The process goes in the midst of sends, after it was given so many turns.
    Crash(Vec<(Author, u16, u8)>, u8),
    /// It stops in good order.
    Restart,
    /// The page looks away, and learns afterwards what it missed.
    Sleep,
    /// The page is told what happened.
    Wake,
}

#[derive(Clone, Copy, Debug)]
struct Author(usize);

/// A cursor; they are counted from the head, some beyond it.
#[derive(Clone, Copy, Debug)]
enum At {
    Latest,
    Before(i8),
    After(i8),
    Around(i8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let author = || (0..AUTHORS).prop_map(Author);
    // Each id has a text that it is sent with again and again, and now and then another.
    let send = move || {
        (author(), 0..400_u16, any::<Option<u8>>())
            .prop_map(|(author, id, other)| (author, id, other.unwrap_or(id.to_le_bytes()[0])))
    };
    let at = prop_oneof![
        Just(At::Latest),
        any::<i8>().prop_map(At::Before),
        any::<i8>().prop_map(At::After),
        any::<i8>().prop_map(At::Around),
    ];
    // Most of them are polls.
    let polls = prop_oneof![4 => (0..36_u16).prop_map(|number| number * 11 + 7), 1 => 0..400_u16];
    let step = prop_oneof![
        8 => send().prop_map(|(author, id, text)| Step::Send(author, id, text)),
        4 => prop::collection::vec(send(), 1..40).prop_map(Step::SendAtOnce),
        4 => (author(), author(), 0..400_u16, any::<u8>())
            .prop_map(|(by, author, id, text)| Step::Edit(by, author, id, text)),
        6 => (author(), 0..400_u16, any::<u8>())
            .prop_map(|(author, id, text)| Step::Edit(author, author, id, text)),
        2 => (author(), author(), 0..400_u16)
            .prop_map(|(by, author, id)| Step::Delete(by, author, id)),
        2 => (author(), 0..400_u16).prop_map(|(author, id)| Step::Delete(author, author, id)),
        1 => (author(), author(), 0..400_u16)
            .prop_map(|(by, author, id)| Step::Restore(by, author, id)),
        3 => (author(), 0..400_u16).prop_map(|(author, id)| Step::Restore(author, author, id)),
        8 => (0..=AUTHORS, (author(), 0..400_u16), 0..4_usize, any::<bool>())
            .prop_map(|(by, message, kind, on)| Step::React(by, message, kind, on)),
        4 => (author(), (author(), 0..400_u16), any::<bool>())
            .prop_map(|(by, message, on)| Step::Pin(by, message, on)),
        8 => (0..=AUTHORS, (author(), polls.clone()), 0..16_u8)
            .prop_map(|(by, message, bits)| Step::Vote(by, message, bits)),
        1 => (author(), author(), polls)
            .prop_map(|(by, author, id)| Step::ClosePoll(by, author, id)),
        2 => (author(), any::<u8>()).prop_map(|(author, name)| Step::Rename(author, name)),
        1 => author().prop_map(Step::SignOut),
        2 => author().prop_map(Step::SignIn),
        4 => (at, 0..=MAX_HISTORY + 20).prop_map(|(at, limit)| Step::Page(at, limit)),
        3 => (any::<u8>(), any::<i8>(), any::<u8>())
            .prop_map(|(rev, seq, from)| Step::Missed(rev, seq, from)),
        1 => Just(Step::PowerCut),
        1 => (prop::collection::vec(send(), 1..40), any::<u8>())
            .prop_map(|(sends, turns)| Step::Crash(sends, turns)),
        1 => Just(Step::Restart),
        2 => Just(Step::Sleep),
        3 => Just(Step::Wake),
    ];
    prop::collection::vec(step, 1..40)
}

#[test]
fn whatever_happens_the_store_is_what_its_model_is() {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(proptest_cases())
    };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    println!("the generator's fixed seed, {} cases", config.cases);
    let mut runner = TestRunner::new_with_rng(config, seed);
    let tried = runner.run(&steps(), |steps| {
        let mut trial = Trial::begin();
        for step in &steps {
            trial.step(step);
        }
        trial.expect_model();
        trial.step(&Step::Wake);
        Ok(())
    });
    tried.unwrap_or_else(|failed| panic!("{failed}"));
}

fn proptest_cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(40)
}
