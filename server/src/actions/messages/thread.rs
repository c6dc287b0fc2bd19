//! Threads: their pages, and following them.

use futures_util::FutureExt as _;
use protocol::{
    ErrorReply, MessageId,
    event::{Cursor, Draft, HistoryPage, Part},
    limits::DEFAULT_HISTORY,
};

use crate::actions::{
    Actions, Actor,
    rooms::page::{PageOf, RoomPage, draft, room_page},
};
use domain::authorise::action;
use store::{Budget, Resource, StoreError};

/// What the page of a thread shows: the thread beside its room.
#[derive(Debug)]
pub struct ThreadPage {
    pub room: RoomPage,
    /// Where the room's messages are.
    pub at: Cursor,
    /// The message that the thread is about.
    pub root: MessageId,
    /// It, and those of the thread.
    pub history: HistoryPage,
    /// Whether the member follows it.
    pub follows: bool,
    /// What the member has typed there and not sent.
    pub draft: Option<Draft>,
}

impl Actions {
    /// The thread that a message is the root of, or is in, at the cursor.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn thread_page(
        &self,
        actor: &Actor,
        message: MessageId,
        at: Cursor,
    ) -> Result<ThreadPage, ErrorReply> {
        let caller = actor.caller();
        self.request(action::ReadMessage, actor, message)
            .read(move |view, granted| {
                async move {
                    let thread = view.thread(granted).await?;
                    let root = thread.root;
                    let (of, mut at_room) = (PageOf::Room(root.room), Cursor::Latest);
                    let room = room_page(view, caller, of, at_room).await?;
                    let mut room = room.ok_or(StoreError::NoSuchRoom)?;
                    let readable = view
                        .authorise(action::ReadRoom, caller, Resource::Room(root.room))
                        .await?;
                    let first = room.history.messages.first();
                    if first.is_some_and(|first| first.seq > root.seq) {
                        at_room = Cursor::Around(root.seq);
                        let (log, most) = (Part::Log, Budget::page());
                        let around = view.history(&readable, log, at_room, DEFAULT_HISTORY, most);
                        room.history = around.await?;
                    }
                    let seen = readable.also(action::SeeRoom)?;
                    let draft = draft(view, &seen, Some(root.id)).await?;
                    let part = Part::Thread(root.id);
                    let history =
                        view.history(&readable, part, at, DEFAULT_HISTORY, Budget::page());
                    Ok(ThreadPage {
                        history: history.await?,
                        room,
                        at: at_room,
                        root: root.id,
                        follows: thread.follows,
                        draft,
                    })
                }
                .boxed()
            })
            .await
    }

    /// Follows a thread, or no longer.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn follow_thread(
        &self,
        actor: &Actor,
        message: MessageId,
        follows: bool,
    ) -> Result<(), ErrorReply> {
        self.request(action::FollowThread, actor, message)
            .change(move |change, granted| change.follow_thread(granted, follows).boxed())
            .await
    }
}
