//! Pages about one message: its permalink, and what can be done with it.

mod delete;
mod edit;
mod forward;
mod page;
mod pin;
mod react;
mod remind;
mod reply;
mod restore;
mod saved;
pub(super) mod thread;
mod vote;

use app::pages::{
    form::{Form, RawForm},
    messages::{
        MessageFrame, NEXT, RESTORE,
        delete::form::DeleteMessage,
        edit::form::EditMessage,
        forward::form::ForwardMessage,
        message::{
            MessagePage,
            form::{ClosePoll, PinMessage, ReactToMessage, SaveMessage, Vote},
        },
        remind::RemindPage,
        saved::SavedPage,
    },
};
use domain::authorise::{Action, Denied};
use protocol::{ErrorCode, ErrorReply, MessageId};
use serde::Deserialize;

use super::{redirect::own_path, routes::Routes, viewer::Viewer};
use crate::actions::messages::SeenMessage;

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(MessagePage::ROUTE, &[Action::ReadMessage], page::show)
        .get(reply::REPLY, &[Action::ReadMessage], reply::show)
        .get(thread::THREAD, &[Action::ReadMessage], thread::show)
        .post(thread::FOLLOW, &[Action::FollowThread], thread::follow)
        .get(EditMessage::ROUTE, &[Action::EditMessage], edit::show)
        .post(EditMessage::ROUTE, &[Action::EditMessage], edit::edit)
        .get(DeleteMessage::ROUTE, &[Action::DeleteMessage], delete::show)
        .post(
            DeleteMessage::ROUTE,
            &[Action::DeleteMessage],
            delete::delete,
        )
        .post(RESTORE, &[Action::RestoreMessage], restore::restore)
        .post(ReactToMessage::ROUTE, &[Action::React], react::react)
        .get(RemindPage::ROUTE, &[Action::SetReminder], remind::show)
        .post(RemindPage::ROUTE, &[Action::SetReminder], remind::remind)
        .post(PinMessage::ROUTE, &[Action::PinMessage], pin::pin)
        .post(SaveMessage::ROUTE, &[Action::SaveMessage], saved::save)
        .get(
            ForwardMessage::ROUTE,
            &[Action::ForwardMessage],
            forward::show,
        )
        .post(
            ForwardMessage::ROUTE,
            &[Action::ForwardMessage],
            forward::forward,
        )
        .get(SavedPage::PATH, &[Action::SeeSaved], saved::list)
        .post(Vote::ROUTE, &[Action::Vote], vote::vote)
        .post(ClosePoll::ROUTE, &[Action::ClosePoll], vote::close)
}

/// Where the forms of a page lead; empty if nowhere else than by themselves.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// An id as written in paths; any other text names nothing.
pub(super) fn id_of(text: &str) -> Result<MessageId, ErrorReply> {
    let id = text.parse().ok().filter(|_| text.len() == 36);
    id.ok_or_else(|| ErrorReply::new(ErrorCode::NotFound, Denied::Unknown.to_string()))
}

pub(super) fn frame(viewer: &Viewer, seen: &SeenMessage, next: &str) -> MessageFrame {
    MessageFrame {
        workspace: viewer.workspace.name.to_string(),
        me: viewer.actor.member.id,
        room: seen.room.clone(),
        message: seen.message.clone(),
        next: own_next(next),
    }
}

/// A wish as a path of our own; nothing if there is none.
fn own_next(next: &str) -> Option<String> {
    (!next.is_empty()).then(|| own_path(next).to_owned())
}

/// Where a form without a wish leads: to the page of its message.
pub(super) fn after(id: MessageId, fields: &RawForm) -> String {
    own_next(fields.get(NEXT)).unwrap_or_else(|| format!("/m/{id}"))
}
