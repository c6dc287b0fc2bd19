//! Tells everybody what was stored, in the order in which it was.
//!
//! One task, so that order cannot be lost. A packet that does not fit into a slow reader's queue
//! is dropped for that reader alone; its next message or comparison of heads shows it the gap, and
//! it catches up from the store. Nobody waits for it.

use protocol::{
    CHAT_NAMESPACE, Member, MemberId, Message, RoomId,
    event::{Event, MemberChanged, MessagePosted},
};
use socketioxide::SocketIo;
use tokio::sync::mpsc;

use super::{LobbyMode, tutorial};
use crate::store::Committed;

/// The Socket.IO room of a room's members.
pub(super) fn of_room(room: RoomId) -> String {
    format!("room:{room}")
}

/// The Socket.IO room of one member's sockets.
pub(super) fn of_member(member: MemberId) -> String {
    format!("member:{member}")
}

/// Runs until the store is closed.
pub(super) async fn run(io: SocketIo, mut committed: mpsc::Receiver<Committed>, lobby: LobbyMode) {
    while let Some(one) = committed.recv().await {
        match one {
            Committed::Message(message) => {
                if lobby == LobbyMode::Open {
                    tell_tutorial_clients(&io, &message).await;
                }
                tell_message(&io, message).await;
            }
            Committed::MemberChanged(member) => tell_member(&io, member).await,
        }
    }
}

async fn tell_message(io: &SocketIo, message: Message) {
    let Some(chat) = io.of(CHAT_NAMESPACE) else {
        return;
    };
    let (room, seq) = (of_room(message.room), message.seq);
    let sent = chat
        .within(room)
        .emit(MessagePosted::NAME, &MessagePosted(message))
        .await;
    if sent.is_err() {
        tracing::debug!(%seq, "some readers are behind");
    }
}

async fn tell_member(io: &SocketIo, member: Member) {
    let Some(chat) = io.of(CHAT_NAMESPACE) else {
        return;
    };
    if chat
        .emit(MemberChanged::NAME, &MemberChanged(member))
        .await
        .is_err()
    {
        tracing::debug!("some readers are behind");
    }
}

/// Whoever said it has had the tutorial's answer already.
async fn tell_tutorial_clients(io: &SocketIo, message: &Message) {
    let text = format!("{} said {}", message.author.name, message.body);
    let sent = io
        .within(tutorial::room_of(message.room))
        .except(of_member(message.author.id))
        .emit(tutorial::MESSAGE, &text)
        .await;
    if sent.is_err() {
        tracing::debug!("some tutorial clients are behind");
    }
}
