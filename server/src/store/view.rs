//! What statements run on: a [`View`] of one moment, to read; a [`Change`], to write.
//!
//! Both answer whether somebody may do something, from what is true in that very transaction, and
//! give a [`Granted`] for it. Statements that are not for everybody take one.

use std::ops::{Deref, DerefMut};

use protocol::{MemberId, Role, RoomId};
use sqlx::SqliteConnection;

use super::{News, SessionId, StoreError, audit, facts};
use domain::authorise::{Act, Action, Permit, Target, Who, authorise};

/// Who wants to do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    /// Somebody without a session.
    Nobody,
    /// The member of a session, as long as it lives.
    Session(MemberId, SessionId),
    /// A member who left this to be done later, and need not be signed in now. They may what their
    /// account may at this moment.
    OnBehalfOf(MemberId),
    /// Whoever runs the server, from its command line: has an owner's rights.
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

/// What something is to be done with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// The place, or the caller's own things.
    Place,
    Room(RoomId),
    Person(MemberId),
    /// A person, who shall have that role.
    PersonAs(MemberId, Role),
}

/// Proof that the table said yes, to whom, and for what.
#[derive(Debug)]
#[must_use = "it is what statements want to see"]
pub struct Granted<A: Act> {
    by: Option<MemberId>,
    who: Who,
    on: On,
    _permit: Permit<A>,
}

impl<A: Act> Granted<A> {
    /// Who it was granted to; nobody for the operator and for those without a session.
    pub fn by(&self) -> Option<MemberId> {
        self.by
    }

    /// The member it was granted to.
    pub(super) fn member(&self) -> Result<MemberId, StoreError> {
        self.by.ok_or(StoreError::NoSuchMember)
    }

    /// What the member it was granted to is to the place.
    pub(super) fn role(&self) -> Option<Role> {
        self.who.role()
    }

    /// The room it was granted for.
    pub(super) fn room(&self) -> Result<RoomId, StoreError> {
        match self.on {
            On::Room(room) => Ok(room),
            On::Place | On::Person(_) | On::PersonAs(..) => Err(StoreError::NoSuchRoom),
        }
    }

    /// The person it was granted for.
    pub(super) fn whom(&self) -> Result<MemberId, StoreError> {
        match self.on {
            On::Person(whom) | On::PersonAs(whom, _) => Ok(whom),
            On::Place | On::Room(_) => Err(StoreError::NoSuchMember),
        }
    }

    pub(super) fn on(&self) -> On {
        self.on
    }
}

/// One moment of the database.
pub struct View<'c> {
    pub(super) connection: &'c mut SqliteConnection,
}

impl View<'_> {
    /// Asks the table whether the caller may, with what is true now.
    ///
    /// # Errors
    /// [`StoreError::Denied`], [`StoreError::Unavailable`].
    pub async fn allow<A: Act>(
        &mut self,
        act: A,
        caller: Caller,
        on: On,
    ) -> Result<Granted<A>, StoreError> {
        let (who, target) = self.facts(caller, on).await?;
        let permit = authorise(act, who, target).map_err(StoreError::Denied)?;
        Ok(Granted {
            by: caller.member(),
            who,
            on,
            _permit: permit,
        })
    }

    /// The facts that the table is asked with, for those who show what is possible.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn facts(&mut self, caller: Caller, on: On) -> Result<(Who, Target), StoreError> {
        let who = facts::who(self.connection, caller).await?;
        let target = facts::target(self.connection, caller, on).await?;
        Ok((who, target))
    }
}

/// A change that is made whole or not at all.
pub struct Change<'c> {
    pub(super) view: View<'c>,
    /// What is told once it is committed.
    pub(super) news: Vec<News>,
}

impl Change<'_> {
    pub(super) fn tell(&mut self, news: News) {
        self.news.push(news);
    }

    /// Notes in the log of what admins did.
    pub(super) async fn note<A: Act>(
        &mut self,
        granted: &Granted<A>,
        detail: &str,
    ) -> Result<(), StoreError> {
        let (by, line) = (granted.by, audit::Line::of::<A>(granted.on, detail));
        audit::note(self.connection, by, granted.role(), line).await
    }

    /// The same, of what was done to a person in a room.
    pub(super) async fn note_about<A: Act>(
        &mut self,
        granted: &Granted<A>,
        whom: MemberId,
        detail: &str,
    ) -> Result<(), StoreError> {
        let mut line = audit::Line::of::<A>(granted.on, detail);
        line.member = Some(whom);
        audit::note(self.connection, granted.by, granted.role(), line).await
    }

    /// The same, of somebody who had no account before.
    pub(super) async fn note_by<A: Act>(
        &mut self,
        granted: &Granted<A>,
        by: Option<MemberId>,
        detail: &str,
    ) -> Result<(), StoreError> {
        let line = audit::Line::of::<A>(granted.on, detail);
        // Whoever sets a place up is its owner from then on.
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
