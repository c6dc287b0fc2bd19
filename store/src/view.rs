//! The transactions that statements run in: a [`View`] to read one moment; a [`Change`] to write.
//!
//! Both authorise actions from the facts in that very transaction, and return a [`Granted`].
//! Statements that are not allowed for everyone take one.

use std::ops::{Deref, DerefMut};

use protocol::{MemberId, MessageId, Role, RoomId};
use sqlx::SqliteConnection;

use crate::{SessionId, StoreError, StoreEvent, audit, facts};
use domain::authorise::{Action, ActionType, Denied, Permit, ResourceFacts, Subject, authorise};

/// Who wants to do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// Somebody without a session.
    Nobody,
    /// The member of a session, as long as it lives.
    Session(MemberId, SessionId),
    /// A member for whom this is done later, and who need not be signed in now. They may do what
    /// their account may do at this moment.
    OnBehalfOf(MemberId),
    /// The operator of the server, at the command line: has an owner's rights.
    Operator,
}

impl Caller {
    /// The member, if it is one.
    pub const fn member(self) -> Option<MemberId> {
        match self {
            Self::Session(member, _) | Self::OnBehalfOf(member) => Some(member),
            Self::Nobody | Self::Operator => None,
        }
    }
}

/// What an action concerns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resource {
    /// The workspace, or the caller's own data.
    Workspace,
    Room(RoomId),
    Message(MessageId),
    Person(MemberId),
    /// A person, who is to get this role.
    PersonAs(MemberId, Role),
}

/// Evidence that the table of permissions allowed an action, for whom, and on what.
#[derive(Debug)]
#[must_use = "it is what statements want to see"]
pub struct Granted<A: ActionType> {
    caller: Caller,
    subject: Subject,
    on: Resource,
    facts: ResourceFacts,
    _permit: Permit<A>,
}

impl<A: ActionType> Granted<A> {
    /// Who it was granted to.
    pub fn caller(&self) -> Caller {
        self.caller
    }

    /// Who it was granted to; `None` for the operator and for people without a session.
    pub fn by(&self) -> Option<MemberId> {
        self.caller.member()
    }

    /// What was true when it was granted, for callers that show what else is possible.
    pub fn facts(&self) -> (Subject, ResourceFacts) {
        (self.subject, self.facts)
    }

    /// Asks for another permission of the same caller on the same resource. It is decided on the
    /// same facts, so use it in the same transaction, before anything is changed there.
    ///
    /// # Errors
    /// Why it is denied.
    pub fn also<B: ActionType>(&self, action: B) -> Result<Granted<B>, Denied> {
        let permit = authorise(action, self.subject, self.facts)?;
        Ok(Granted {
            caller: self.caller,
            subject: self.subject,
            on: self.on,
            facts: self.facts,
            _permit: permit,
        })
    }

    /// Whether it was granted for this room.
    pub fn is_on(&self, room: RoomId) -> bool {
        self.on == Resource::Room(room)
    }

    /// The member whom it was granted to.
    pub(crate) fn member(&self) -> Result<MemberId, StoreError> {
        self.by().ok_or(StoreError::NoSuchMember)
    }

    /// The role of the member whom it was granted to.
    pub(crate) fn role(&self) -> Option<Role> {
        self.subject.role()
    }

    /// The room that it was granted for.
    pub(crate) fn room(&self) -> Result<RoomId, StoreError> {
        match self.on {
            Resource::Room(room) => Ok(room),
            _ => Err(StoreError::NoSuchRoom),
        }
    }

    /// The person whom it was granted for.
    pub(crate) fn whom(&self) -> Result<MemberId, StoreError> {
        match self.on {
            Resource::Person(whom) | Resource::PersonAs(whom, _) => Ok(whom),
            _ => Err(StoreError::NoSuchMember),
        }
    }

    /// The message it was granted for.
    pub(crate) fn message(&self) -> Result<MessageId, StoreError> {
        match self.on {
            Resource::Message(message) => Ok(message),
            _ => Err(StoreError::NoSuchMessage),
        }
    }

    pub(crate) fn on(&self) -> Resource {
        self.on
    }
}

/// A read transaction: one moment of the database.
pub struct View<'c> {
    pub(crate) connection: &'c mut SqliteConnection,
}

impl View<'_> {
    /// Asks the table of permissions whether the caller may do something, with the current facts.
    ///
    /// # Errors
    /// [`StoreError::Denied`], [`StoreError::Unavailable`].
    pub async fn authorise<A: ActionType>(
        &mut self,
        action: A,
        caller: Caller,
        on: Resource,
    ) -> Result<Granted<A>, StoreError> {
        let (subject, facts) = self.facts(caller, on).await?;
        let permit = authorise(action, subject, facts)?;
        Ok(Granted {
            caller,
            subject,
            on,
            facts,
            _permit: permit,
        })
    }

    /// The facts that the table decides on, for callers that show what is possible.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn facts(
        &mut self,
        caller: Caller,
        on: Resource,
    ) -> Result<(Subject, ResourceFacts), StoreError> {
        let who = facts::subject(self.connection, caller).await?;
        let target = facts::resource(self.connection, caller, on).await?;
        Ok((who, target))
    }
}

/// A write, made completely or not at all.
pub struct Change<'c> {
    pub(crate) view: View<'c>,
    /// The events that are published once it is committed.
    pub(crate) events: Vec<StoreEvent>,
}

impl Change<'_> {
    pub(crate) fn publish(&mut self, events: StoreEvent) {
        self.events.push(events);
    }

    /// Adds an entry to the audit log.
    pub(crate) async fn note<A: ActionType>(
        &mut self,
        granted: &Granted<A>,
        detail: &str,
    ) -> Result<(), StoreError> {
        let (by, line) = (granted.by(), audit::Line::of::<A>(granted.on, detail));
        audit::note(self.connection, by, granted.role(), line).await
    }

    /// The same, for something done to a person in a room.
    pub(crate) async fn note_about<A: ActionType>(
        &mut self,
        granted: &Granted<A>,
        whom: MemberId,
        detail: &str,
    ) -> Result<(), StoreError> {
        let mut line = audit::Line::of::<A>(granted.on, detail);
        line.member = Some(whom);
        audit::note(self.connection, granted.by(), granted.role(), line).await
    }

    /// The same, for an action on somebody's message in a room.
    pub(crate) async fn note_message<A: ActionType>(
        &mut self,
        granted: &Granted<A>,
        room: RoomId,
        author: MemberId,
    ) -> Result<(), StoreError> {
        let mut line = audit::Line::of::<A>(granted.on, "");
        (line.room, line.member) = (Some(room), Some(author));
        audit::note(self.connection, granted.by(), granted.role(), line).await
    }

    /// The same, for somebody who had no account before.
    pub(crate) async fn note_by<A: ActionType>(
        &mut self,
        granted: &Granted<A>,
        by: Option<MemberId>,
        detail: &str,
    ) -> Result<(), StoreError> {
        let line = audit::Line::of::<A>(granted.on, detail);
        // The person who sets up the workspace is its owner from then on.
        let role = (A::ACTION == Action::SetUp).then_some(Role::Owner);
        audit::note(self.connection, by, role, line).await
    }
}

impl<'c> Deref for Change<'c> {
    type Target = View<'c>;
    fn deref(&self) -> &View<'c> {
        &self.view
    }
}

impl<'c> DerefMut for Change<'c> {
    fn deref_mut(&mut self) -> &mut View<'c> {
        &mut self.view
    }
}
