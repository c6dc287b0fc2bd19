//! The common form of use cases: one permission, and what is done with it, in one transaction.

use std::future::ready;

use futures_util::FutureExt as _;
use protocol::{ErrorReply, MemberId, MessageId, Role, RoomId, Slug};

use crate::actions::{Actions, Actor, refusal};
use domain::authorise::ActionType;
use store::{Caller, Change, Granted, Named, Resource, StoreError, View, Work};

/// Who wants to do what, and on what. It is decided in the transaction that then does it.
#[must_use = "nothing is read or changed before that is asked for"]
pub(crate) struct AccessRequest<'a, A> {
    actions: &'a Actions,
    action: A,
    caller: Caller,
    on: Target,
}

/// A resource, or the name by which it is found in the transaction.
pub(crate) enum Target {
    Known(Resource),
    Room(Slug),
    Person(Named),
    /// A person, who is to get this role.
    PersonAs(Named, Role),
}

impl Target {
    async fn find(self, view: &mut View<'_>) -> Result<Resource, StoreError> {
        Ok(match self {
            Self::Known(resource) => resource,
            Self::Room(slug) => Resource::Room(view.find_room(&slug).await?),
            Self::Person(name) => Resource::Person(view.find_person(&name).await?),
            Self::PersonAs(name, role) => Resource::PersonAs(view.find_person(&name).await?, role),
        })
    }
}

impl From<Resource> for Target {
    fn from(resource: Resource) -> Self {
        Self::Known(resource)
    }
}

impl From<RoomId> for Target {
    fn from(room: RoomId) -> Self {
        Self::Known(Resource::Room(room))
    }
}

impl From<MessageId> for Target {
    fn from(message: MessageId) -> Self {
        Self::Known(Resource::Message(message))
    }
}

impl From<MemberId> for Target {
    fn from(person: MemberId) -> Self {
        Self::Known(Resource::Person(person))
    }
}

impl From<Slug> for Target {
    fn from(slug: Slug) -> Self {
        Self::Room(slug)
    }
}

impl From<Named> for Target {
    fn from(name: Named) -> Self {
        Self::Person(name)
    }
}

impl From<(Named, Role)> for Target {
    fn from((name, role): (Named, Role)) -> Self {
        Self::PersonAs(name, role)
    }
}

impl From<&Actor> for Caller {
    fn from(actor: &Actor) -> Self {
        actor.caller()
    }
}

impl Actions {
    /// Asks for one permission, with which something is then read or changed.
    pub(crate) fn request<A: ActionType>(
        &self,
        action: A,
        caller: impl Into<Caller>,
        on: impl Into<Target>,
    ) -> AccessRequest<'_, A> {
        AccessRequest {
            actions: self,
            action,
            caller: caller.into(),
            on: on.into(),
        }
    }
}

impl<A: ActionType + Send + 'static> AccessRequest<'_, A> {
    /// Reads one moment of the database. Somebody without a session waits for others without one.
    ///
    /// # Errors
    /// `unauthenticated`, `not_found`, `forbidden`, `storage_unavailable`.
    pub(crate) async fn read<T: Send + 'static>(
        self,
        work: impl for<'t, 'c> FnOnce(&'t mut View<'c>, &'t Granted<A>) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, ErrorReply> {
        let (store, caller) = (&self.actions.store, self.caller);
        let read = permitted(self.action, caller, self.on, work);
        let read = match caller {
            Caller::Nobody => store.read_for_anonymous(read).await,
            Caller::Session(..) | Caller::OnBehalfOf(_) | Caller::Operator => {
                store.read(read).await
            }
        };
        read.map_err(refusal)
    }

    /// Only asks.
    ///
    /// # Errors
    /// As [`AccessRequest::read`].
    pub(crate) async fn check(self) -> Result<(), ErrorReply> {
        self.read(|_, _| ready(Ok(())).boxed()).await
    }

    /// Reads what may be large; see [`Store::read_bulk`](store::Store::read_bulk).
    ///
    /// # Errors
    /// As [`AccessRequest::read`].
    pub(crate) async fn read_bulk<T: Send + 'static>(
        self,
        work: impl for<'t, 'c> FnOnce(&'t mut View<'c>, &'t Granted<A>) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, ErrorReply> {
        let read = permitted(self.action, self.caller, self.on, work);
        let read = self.actions.store.read_bulk(read);
        read.await.map_err(refusal)
    }

    /// Makes a change, completely or not at all. It is on disk when this returns.
    ///
    /// # Errors
    /// As [`AccessRequest::read`], and `shutting_down`; nothing is changed then.
    pub(crate) async fn change<T: Send + 'static>(
        self,
        work: impl for<'t, 'c> FnOnce(&'t mut Change<'c>, &'t Granted<A>) -> Work<'t, T>
        + Send
        + 'static,
    ) -> Result<T, ErrorReply> {
        self.try_change(work).await.map_err(refusal)
    }

    /// The same for use cases that have a reply of their own to some errors.
    ///
    /// # Errors
    /// As [`AccessRequest::change`].
    pub(crate) async fn try_change<T: Send + 'static>(
        self,
        work: impl for<'t, 'c> FnOnce(&'t mut Change<'c>, &'t Granted<A>) -> Work<'t, T>
        + Send
        + 'static,
    ) -> Result<T, StoreError> {
        if self.actions.is_stopping() {
            return Err(StoreError::Closed);
        }
        let (action, caller, on) = (self.action, self.caller, self.on);
        let change = self.actions.store.change(move |change| {
            Box::pin(async move {
                let on = on.find(change).await?;
                let granted = change.authorise(action, caller, on).await?;
                work(change, &granted).await
            })
        });
        change.await
    }
}

/// A read that asks for the permission first.
fn permitted<A: ActionType + Send + 'static, T: Send + 'static>(
    action: A,
    caller: Caller,
    on: Target,
    work: impl for<'t, 'c> FnOnce(&'t mut View<'c>, &'t Granted<A>) -> Work<'t, T> + Send + 'static,
) -> impl for<'t, 'c> FnOnce(&'t mut View<'c>) -> Work<'t, T> + Send {
    move |view| {
        Box::pin(async move {
            let on = on.find(view).await?;
            let granted = view.authorise(action, caller, on).await?;
            work(view, &granted).await
        })
    }
}
