//! `/m/{id}`.

use app::pages::{
    form::FormState,
    messages::message::{MessagePage, MessagePowers, PollDetails, ShownReaction, Version},
};
use axum::{extract::State, http::StatusCode};
use domain::{authorise::Action, reactions};
use protocol::{MessageContent, MessageId};
use store::{VERSIONS, Voters};

use super::{Next, frame, id_of};
use crate::{
    actions::messages::MessageDetails,
    clock::now,
    http::{
        HttpState,
        error::PageResult,
        extract::{Path, Query},
        pages::render,
        viewer::Viewer,
    },
};

/// Reactions that are offered first.
const QUICK: usize = 6;

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(next): Query<Next>,
) -> PageResult {
    let (id, form) = (id_of(&id)?, FormState::default());
    render_page(&state, &viewer, id, &next.next, StatusCode::OK, form).await
}

/// The page, with its form as it stands.
pub(super) async fn render_page(
    state: &HttpState,
    viewer: &Viewer,
    id: MessageId,
    next: &str,
    status: StatusCode,
    form: FormState,
) -> PageResult {
    let details = state.actions.message_details(&viewer.actor, id).await?;
    let page = page(viewer, &details, next, form);
    Ok(render(state, status, page).await)
}

fn page(viewer: &Viewer, details: &MessageDetails, next: &str, form: FormState) -> MessagePage {
    let MessageDetails {
        seen,
        versions,
        reactors,
        is_saved,
        emoji_used,
        voters,
    } = details;
    let is_there = seen.message.content != MessageContent::Deleted;
    let is_text = matches!(seen.message.content, MessageContent::Text(_));
    let may = |action| is_there && seen.may(action);
    let mine = |emoji: &protocol::Emoji| {
        let mut all = seen.message.reactions.iter();
        all.any(|one| one.emoji == *emoji && one.mine)
    };
    MessagePage {
        frame: frame(viewer, seen, next),
        powers: MessagePowers {
            edit: is_text && may(Action::EditMessage),
            delete: may(Action::DeleteMessage),
            restore: seen.message.undo_until.is_some() && seen.may(Action::RestoreMessage),
            react: may(Action::React),
            remind: may(Action::SetReminder),
            pin: may(Action::PinMessage),
            save: may(Action::SaveMessage),
            forward: is_text && may(Action::ForwardMessage),
            vote: may(Action::Vote),
            close_poll: may(Action::ClosePoll),
        },
        poll: poll_details(&seen.message.content, voters),
        form,
        quick: reactions::quick(emoji_used, QUICK),
        is_saved: *is_saved,
        reactions: reactors
            .iter()
            .map(|one| ShownReaction {
                emoji: one.emoji.as_str().to_owned(),
                names: one.members.iter().map(|who| who.name.to_string()).collect(),
                count: one.count,
                mine: mine(&one.emoji),
            })
            .collect(),
        has_more_versions: versions.len() >= VERSIONS as usize,
        versions: versions
            .iter()
            .map(|version| Version {
                text: version.body.clone(),
                written_at: version.written_at,
            })
            .collect(),
    }
}

/// Who voted, for each answer, if that is told.
fn poll_details(content: &MessageContent, voters: &[Voters]) -> Option<PollDetails> {
    let MessageContent::Poll(poll) = content else {
        return None;
    };
    let names = |option: usize| {
        let found = voters.iter().filter(|one| one.option == option);
        let members = found.flat_map(|one| &one.members);
        members.map(|member| member.name.to_string()).collect()
    };
    let options = if voters.is_empty() {
        0
    } else {
        poll.options.len()
    };
    Some(PollDetails {
        now: now(),
        voters: (0..options).map(names).collect(),
    })
}
