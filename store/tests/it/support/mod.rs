//! The store, as a visitor of an open lobby uses it.

use std::time::Duration;

use domain::authorise::action;
use domain::markup::RenderedBody;
use protocol::{
    DisplayName, Emoji, Member, MemberId, Message, MessageId, Rev, RoomHead, RoomId, Slug,
    event::{Cursor, HistoryPage, Part, ResumeRoom, ResumedRoom},
};
use store::{
    Account, Budget, Caller, Device, Lobby, Resource, SessionId, Store, StoreError, TokenHash,
};

pub fn caller(account: &Account) -> Caller {
    Caller::Session(account.member.id, account.session)
}

pub fn device() -> Device {
    Device {
        network: "127.0.0.0/24".into(),
        agent: "A test".into(),
    }
}

/// Opens the lobby to visitors; its room.
pub async fn open_lobby(store: &Store) -> RoomId {
    let settled = store.change(|change| {
        Box::pin(async move {
            let granted = change.authorise(
                action::ChangeWorkspace,
                Caller::Operator,
                Resource::Workspace,
            );
            let granted = granted.await?;
            change.settle_lobby(&granted, Lobby::Open).await
        })
    });
    settled.await.expect("stores");
    let lobby = store.read(|view| Box::pin(async { view.find_room(&Slug::lobby()).await }));
    lobby.await.expect("reads")
}

/// Who a session belongs to.
pub async fn session(store: &Store, token: TokenHash) -> Option<Account> {
    let found = store.read(|view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::SignIn, Caller::Nobody, Resource::Workspace)
                .await?;
            view.session(&granted, token).await
        })
    });
    found.await.expect("reads")
}

pub async fn create_visitor(store: &Store, name: DisplayName, token: TokenHash) -> Account {
    let made = store.change(move |change| {
        Box::pin(async move {
            let granted = change
                .authorise(action::Register, Caller::Nobody, Resource::Workspace)
                .await?;
            let device = device();
            change.create_visitor(&granted, name, token, &device).await
        })
    });
    made.await.expect("stores")
}

/// Opens another session of a member.
pub async fn sign_in(store: &Store, member: MemberId, token: TokenHash) -> SessionId {
    let opened = sign_in_by(store, member, None, token);
    opened.await.expect("stores")
}

/// The same, for whoever gave the password of that hash.
pub async fn sign_in_by(
    store: &Store,
    member: MemberId,
    password: Option<&'static str>,
    token: TokenHash,
) -> Result<SessionId, StoreError> {
    let opened = store.change(move |change| {
        Box::pin(async move {
            let granted = change
                .authorise(action::SignIn, Caller::Nobody, Resource::Workspace)
                .await?;
            let device = device();
            let signed = change.sign_in(&granted, member, password, token, &device);
            Ok(signed.await?.session)
        })
    });
    opened.await
}

/// Ends the session of that token, if there is one.
pub async fn sign_out(store: &Store, token: TokenHash) {
    let ended = store.change(move |change| {
        Box::pin(async move {
            let granted = change
                .authorise(action::SignIn, Caller::Nobody, Resource::Workspace)
                .await?;
            change.sign_out(&granted, token).await
        })
    });
    ended.await.expect("stores");
}

pub async fn rename(store: &Store, by: Caller, name: DisplayName) -> Result<Member, StoreError> {
    let renamed = store.change(move |change| {
        Box::pin(async move {
            let granted = change
                .authorise(action::RenameSelf, by, Resource::Workspace)
                .await?;
            change.rename(&granted, &name).await
        })
    });
    renamed.await
}

pub async fn history(
    store: &Store,
    by: Caller,
    room: RoomId,
    at: Cursor,
    limit: u32,
) -> Result<HistoryPage, StoreError> {
    history_of(store, by, (room, Part::All), at, limit).await
}

pub async fn history_of(
    store: &Store,
    by: Caller,
    (room, part): (RoomId, Part),
    at: Cursor,
    limit: u32,
) -> Result<HistoryPage, StoreError> {
    let page = store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::ReadRoom, by, Resource::Room(room))
                .await?;
            view.history(&granted, part, at, limit, Budget::answer())
                .await
        })
    });
    page.await
}

pub async fn missed(
    store: &Store,
    by: Caller,
    held: ResumeRoom,
) -> Result<ResumedRoom, StoreError> {
    let missed = store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::ReadRoom, by, Resource::Room(held.room))
                .await?;
            view.missed(&granted, held, &mut Budget::answer()).await
        })
    });
    missed.await
}

pub async fn edit(
    store: &Store,
    by: Caller,
    message: MessageId,
    body: RenderedBody,
) -> Result<Message, StoreError> {
    let edited = store.change(move |change| {
        Box::pin(async move {
            let on = Resource::Message(message);
            let granted = change.authorise(action::EditMessage, by, on).await?;
            change.edit_message(&granted, &body).await
        })
    });
    edited.await
}

pub async fn delete(store: &Store, by: Caller, message: MessageId) -> Result<Message, StoreError> {
    let deleted = store.change(move |change| {
        Box::pin(async move {
            let on = Resource::Message(message);
            let granted = change.authorise(action::DeleteMessage, by, on).await?;
            change.delete_message(&granted, UNDO_FOR).await
        })
    });
    deleted.await
}

/// How long what `delete` deletes can be restored.
const UNDO_FOR: Duration = Duration::from_secs(3600);

pub async fn restore(store: &Store, by: Caller, message: MessageId) -> Result<Message, StoreError> {
    let restored = store.change(move |change| {
        Box::pin(async move {
            let on = Resource::Message(message);
            let granted = change.authorise(action::RestoreMessage, by, on).await?;
            change.restore_message(&granted).await
        })
    });
    restored.await
}

/// Adds a reaction, or takes it back.
pub async fn react(
    store: &Store,
    by: Caller,
    message: MessageId,
    (emoji, on): (Emoji, bool),
) -> Result<Rev, StoreError> {
    let reacted = store.change(move |change| {
        Box::pin(async move {
            let on_message = Resource::Message(message);
            let granted = change.authorise(action::React, by, on_message).await?;
            if on {
                change.add_reaction(&granted, &emoji).await
            } else {
                change.remove_reaction(&granted, &emoji).await
            }
        })
    });
    reacted.await
}

/// Pins a message, or unpins it.
pub async fn pin(
    store: &Store,
    by: Caller,
    message: MessageId,
    on: bool,
) -> Result<Rev, StoreError> {
    let pinned = store.change(move |change| {
        Box::pin(async move {
            let on_message = Resource::Message(message);
            let granted = change.authorise(action::PinMessage, by, on_message).await?;
            if on {
                change.pin(&granted).await
            } else {
                change.unpin(&granted).await
            }
        })
    });
    pinned.await
}

/// Makes this the whole choice of somebody.
pub async fn vote(
    store: &Store,
    by: Caller,
    message: MessageId,
    options: Vec<u8>,
) -> Result<Rev, StoreError> {
    let voted = store.change(move |change| {
        Box::pin(async move {
            let on = Resource::Message(message);
            let granted = change.authorise(action::Vote, by, on).await?;
            change.vote(&granted, &options).await
        })
    });
    voted.await
}

pub async fn close_poll(
    store: &Store,
    by: Caller,
    message: MessageId,
) -> Result<Message, StoreError> {
    let closed = store.change(move |change| {
        Box::pin(async move {
            let on = Resource::Message(message);
            let granted = change.authorise(action::ClosePoll, by, on).await?;
            change.close_poll(&granted).await
        })
    });
    closed.await
}

pub async fn heads(store: &Store, by: Caller) -> Vec<RoomHead> {
    let heads = store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::SeeOwnRooms, by, Resource::Workspace)
                .await?;
            view.heads(&granted, None).await
        })
    });
    heads.await.expect("reads")
}
