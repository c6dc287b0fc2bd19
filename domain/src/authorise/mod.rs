//! Authorisation: a single [`table`] of who may do what, asked before every use of the store.
//!
//! The question is `(action, subject, resource)`; the answer is a [`Permit`] or the reason for the
//! denial. A permit can only be created here, and its type says what it is for. Every statement
//! that reads or writes something that is not allowed for everyone takes one, so forgetting to ask
//! does not compile, and neither does asking for another action. The facts are read in the same
//! transaction that performs the action, so facts that were true earlier and no longer are do not
//! count.
//!
//! `docs/permissions.md` shows the same to people; a test compares the two cell by cell.

mod facts;
mod subjects;
mod table;

use core::marker::PhantomData;

pub use facts::{
    Consent, EditPeriod, MessageFacts, PersonFacts, Relation, ResourceFacts, RoomFacts, Subject,
    Visitors,
};
pub use table::{Action, action};

/// Why the table denies an action.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Denied {
    /// A session is needed.
    #[error("Sign in first.")]
    NoSession,
    /// The session has ended.
    #[error("Your session has ended. Sign in again.")]
    Ended,
    /// They are banned.
    #[error("You are banned from this workspace. Contact an admin.")]
    Banned,
    /// It does not exist, or they may not know of it.
    #[error("This does not exist, or you do not have access to it.")]
    Unknown,
    /// The room is archived.
    #[error("The room is archived: you can read it, but nothing in it can be changed.")]
    Archived,
    /// The room is the lobby, which cannot be deleted.
    #[error(
        "This room cannot be deleted: everyone who is new joins it. You can rename or archive it."
    )]
    Lobby,
    /// The workspace lets people edit what they wrote for some time only, or not at all.
    #[error("This message can no longer be edited.")]
    TooLate,
    /// The person does not allow it.
    #[error("This person does not accept new direct messages or being added to rooms.")]
    Declined,
    /// They do not have the permission.
    #[error("You do not have permission to do that.")]
    Forbidden,
}

/// An action as a type. [`action`] has one for each [`Action`].
pub trait ActionType {
    /// Its row in the table.
    const ACTION: Action;
}

/// Evidence that the table allowed one action.
#[derive(Debug)]
#[must_use = "it is what the store wants to see"]
pub struct Permit<A: ActionType>(PhantomData<fn() -> A>);

/// # Errors
/// Why it is denied. A subject that may not know that the resource exists gets [`Denied::Unknown`].
pub fn authorise<A: ActionType>(
    _: A,
    subject: Subject,
    resource: ResourceFacts,
) -> Result<Permit<A>, Denied> {
    decide(A::ACTION, subject, resource).map(|()| Permit(PhantomData))
}

/// The same without a permit, for callers that only show what is possible.
///
/// # Errors
/// As [`authorise`].
pub fn decide(action: Action, subject: Subject, resource: ResourceFacts) -> Result<(), Denied> {
    table::rule(action).check(subject, resource)
}
