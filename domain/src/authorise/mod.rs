//! Who may do what: one [`table`], asked before every use of the store.
//!
//! The question is `(who, action, target)`; the answer is a [`Permit`] or the reason why not. A
//! permit can be made here only, says what it is for in its type, and every statement that reads or
//! writes what is not everybody's takes one: forgetting to ask does not compile, and neither does
//! asking for something else. The facts of the question come from the transaction that does the
//! deed, so that what was true when somebody looked, and is not any more, does not count.
//!
//! `docs/permissions.md` shows the same for people, and a test compares the two cell by cell.

mod facts;
mod table;

use core::marker::PhantomData;

pub use facts::{Consent, RoomFacts, Target, Tie, Visitors, Who, WhomFacts};
pub use table::{Action, act};

/// Why the table said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Denied {
    /// A session is needed.
    #[error("Sign in first.")]
    NoSession,
    /// The session has ended.
    #[error("Your session has ended. Sign in again.")]
    Ended,
    /// They are kept out.
    #[error("You are banned from here. Ask whoever runs this place.")]
    Banned,
    /// There is no such thing for them.
    #[error("There is no such thing here, or none that you may see.")]
    Unknown,
    /// The room is archived.
    #[error("The room is archived: it can be read, and nothing changes any more.")]
    Archived,
    /// The room is the lobby, which stays.
    #[error("This room stays: everybody who is new arrives in it. You can rename or archive it.")]
    Lobby,
    /// The person does not want it.
    #[error("They do not accept new direct messages, or being added to rooms.")]
    Declined,
    /// It is possible, and not for them.
    #[error("You may not do that here.")]
    Forbidden,
}

/// A kind of thing that can be done, as a type. [`act`] has one for each [`Action`].
pub trait Act {
    /// Its row in the table.
    const ACTION: Action;
}

/// Proof that the table said yes to one action.
#[derive(Debug)]
#[must_use = "it is what the store wants to see"]
pub struct Permit<A: Act>(PhantomData<fn() -> A>);

/// Asks the table.
///
/// # Errors
/// Why not. Whoever may not know that the target exists is told that it does not.
pub fn authorise<A: Act>(_: A, who: Who, target: Target) -> Result<Permit<A>, Denied> {
    decide(A::ACTION, who, target).map(|()| Permit(PhantomData))
}

/// The same as a plain answer, for those who only show what is possible.
///
/// # Errors
/// As [`authorise`].
pub fn decide(action: Action, who: Who, target: Target) -> Result<(), Denied> {
    table::rule(action).ask(who, target)
}
