//! A room's page, and its plain form to post with.

use app::{
    page_data::{ComposerForm, MayPost, RoomPageData},
    pages::{
        form::{Form, RawForm},
        rooms::room::form::{BODY, CLIENT_ID, IN_ROOM, PostMessage, REPLY_TO, THREAD},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    authorise::{Denied, action},
    reactions,
};
use protocol::{
    Ack, ClientMessageId, ErrorCode, ErrorReply, Quote, Role, Room, RoomId, RoomState, Seq, Slug,
    event::{Cursor, Draft, SendRequest},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    actions::{
        commands::Done,
        rooms::page::{PageOf, RoomPage},
    },
    http::{
        HttpState,
        error::{self, JsonError, PageResult},
        extract::{Path, Posted, Query},
        messages::thread,
        pages::render,
        redirect::see,
        viewer::Viewer,
    },
};

/// Reactions that are one press away.
const QUICK: usize = 3;

#[derive(Deserialize)]
pub(in crate::http) struct At {
    before: Option<String>,
    around: Option<String>,
    /// A message that the viewer has posted by the form, which mentions somebody in vain.
    sent: Option<String>,
}

/// The lobby; for people who may not see it, the first of their own rooms.
pub(crate) async fn first(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(at): Query<At>,
) -> PageResult {
    show(&state, &viewer, PageOf::First, &at).await
}

/// A room: its latest messages, or those before or around a `seq`.
pub(crate) async fn by_slug(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Query(at): Query<At>,
) -> PageResult {
    let room = PageOf::Slug(slug_of(&slug)?);
    show(&state, &viewer, room, &at).await
}

/// Reads a room's slug from a path.
pub(crate) fn slug_of(text: &str) -> Result<Slug, ErrorReply> {
    Slug::parse(text).map_err(|_| ErrorReply::new(ErrorCode::NotFound, Denied::Unknown.to_string()))
}

async fn show(state: &HttpState, viewer: &Viewer, room: PageOf, at: &At) -> PageResult {
    let cursor = cursor(at)?;
    let page = state.actions.room_page(&viewer.actor, room.clone(), cursor);
    let page = page.await?;
    let slug = &page.seen.room.slug;
    if matches!(&room, PageOf::Slug(asked) if asked != slug) {
        return Ok(see(&format!("/r/{slug}")).into_response());
    }
    let form = form_after(state, viewer, page.seen.room.id, at).await?;
    let page = page_data(state, viewer, page, cursor, form);
    Ok(render(state, StatusCode::OK, page).await)
}

/// An empty message box; it says whom the message that was posted by it last mentions in vain.
pub(in crate::http) async fn form_after(
    state: &HttpState,
    viewer: &Viewer,
    room: RoomId,
    at: &At,
) -> Result<ComposerForm, ErrorReply> {
    let mut form = new_form();
    if let Some(message) = at.sent.as_deref().and_then(|sent| sent.parse().ok()) {
        form.not_told = state.actions.not_told(&viewer.actor, room, message).await?;
    }
    Ok(form)
}

pub(in crate::http) fn cursor(at: &At) -> Result<Cursor, ErrorReply> {
    let (text, cursor): (_, fn(Seq) -> Cursor) = match (&at.before, &at.around) {
        (Some(before), _) => (before, Cursor::Before),
        (None, Some(around)) => (around, Cursor::Around),
        (None, None) => return Ok(Cursor::Latest),
    };
    let seq = text.parse().ok().and_then(Seq::new);
    seq.map(cursor).ok_or_else(|| {
        ErrorReply::new(
            ErrorCode::InvalidPayload,
            "There is no such position in the room: `before` and `around` must be the number of a \
             message.",
        )
    })
}

/// An empty message box.
pub(in crate::http) fn new_form() -> ComposerForm {
    ComposerForm {
        draft_rev: 0,
        other_draft: String::new(),
        client_id: Uuid::new_v4().into(),
        reply: None,
        in_room: false,
        text: String::new(),
        error: None,
        confirms: false,
        not_told: Vec::new(),
    }
}

/// A message box with the member's draft in it, unless a form brings something else back.
pub(in crate::http) fn with_draft(form: ComposerForm, draft: Option<Draft>) -> ComposerForm {
    match draft {
        Some(draft) if form.error.is_none() && form.text.is_empty() => ComposerForm {
            // Browsers drop a line break at the beginning of a text area.
            text: draft.body.as_str().trim_start_matches('\n').to_owned(),
            draft_rev: draft.rev,
            other_draft: draft.other.into(),
            ..form
        },
        _ => form,
    }
}

/// What the page shows.
pub(in crate::http) fn page_data(
    state: &HttpState,
    viewer: &Viewer,
    page: RoomPage,
    at: Cursor,
    composer: ComposerForm,
) -> RoomPageData {
    let RoomPage {
        seen,
        own,
        history,
        draft,
        emoji_used,
    } = page;
    let (own, ignored, reminders) = (own.rooms.rooms, own.ignored, own.reminders);
    let preferences = own.iter().filter_map(|one| one.preference).collect();
    let mut rooms: Vec<Room> = own.into_iter().map(|one| one.room).collect();
    if seen.is_in && rooms.iter().all(|room| room.id != seen.room.id) {
        // The sidebar always shows the current room.
        rooms.push(seen.room.clone());
    }
    RoomPageData {
        workspace: viewer.workspace.name.to_string(),
        me: viewer.actor.member.clone(),
        role: viewer.actor.role,
        ignored,
        reminders,
        preferences,
        rooms,
        may_post: match (seen.may_post, seen.is_in) {
            (Ok(()), _) => MayPost::Yes,
            // Nobody may post in an archived room, so that reason comes first.
            (Err(_), _) if seen.room.state == RoomState::Archived => MayPost::Archived,
            (Err(_), true) => MayPost::AdminsOnly,
            (Err(_), false) => MayPost::NotIn,
        },
        room: seen.room,
        timeline: state.actions.timeline(),
        page: history,
        is_older_page: at != Cursor::Latest,
        edit_window: viewer.workspace.edit_window,
        composer: with_draft(composer, draft),
        quick: reactions::quick(&emoji_used, QUICK),
        thread: None,
    }
}

/// Posts a message. The client id in a hidden field makes a double click or a resent form harmless.
/// Where somebody is mentioned in vain, the page to which it leads says so.
pub(crate) async fn post_message(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Posted(fields): Posted,
) -> PageResult {
    let done = post(&state, &viewer, &slug, &fields).await;
    if headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept == "application/json")
    {
        return Ok(for_script(done));
    }
    match done {
        Ok((path, Done::Posted(sent))) if !sent.not_told.is_empty() => {
            Ok(see(&format!("{path}?sent={}", sent.id)).into_response())
        }
        Ok((path, _)) => Ok(see(&path).into_response()),
        Err(error) if error.code == ErrorCode::NotFound => Err(error.into()),
        Err(error) => refused(&state, &viewer, &slug, &fields, error).await,
    }
}

/// Where to go on, and what was done.
async fn post(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
) -> Result<(String, Done), ErrorReply> {
    let seen = state
        .actions
        .room_by_slug(&viewer.actor, &slug_of(slug)?)
        .await?;
    let form = PostMessage::parse(fields).map_err(|errors| match errors.get(BODY) {
        Some(sentence) => ErrorReply::new(ErrorCode::InvalidBody, sentence),
        None => ErrorReply::new(
            ErrorCode::InvalidPayload,
            errors.general.unwrap_or_default(),
        ),
    })?;
    let request = SendRequest {
        room: seen.room.id,
        client_id: form.client_id,
        body: form.body,
        reply_to: form.reply_to,
        thread: form.thread,
        in_room: form.in_room,
        confirmed: form.confirmed,
    };
    let done = state.actions.enter(&viewer.actor, request).await?;
    if viewer.actor.role != Role::Visitor {
        // Posted it is, whatever becomes of the draft.
        let gone = state
            .actions
            .draft_sent(&viewer.actor, seen.room.id, form.thread);
        if let Err(error) = gone.await {
            tracing::warn!(code = ?error.code, "a draft stays although it was sent");
        }
    }
    let slug = &seen.room.slug;
    let path = match (&done, form.thread) {
        (Done::Form(page), None) => format!("/r/{slug}/{page}"),
        (Done::Form(page), Some(root)) => format!("/r/{slug}/{page}?thread={root}"),
        (_, Some(root)) => format!("/m/{root}/thread"),
        (_, None) => format!("/r/{slug}"),
    };
    Ok((path, done))
}

/// The answer to `public/composer/commands.js`, which stays on the page.
fn for_script(done: Result<(String, Done), ErrorReply>) -> Response {
    #[derive(Serialize)]
    struct Answer {
        #[serde(skip_serializing_if = "Option::is_none")]
        done: Option<&'static str>,
        /// A page to be shown.
        #[serde(skip_serializing_if = "Option::is_none")]
        open: Option<String>,
    }
    let (done, open) = match done {
        Ok((_, Done::Posted(_))) => (None, None),
        Ok((_, Done::Changed(words))) => (Some(words), None),
        Ok((path, Done::Form(_))) => (None, Some(path)),
        Err(error) => return JsonError(error).into_response(),
    };
    Json(Ack::Ok(Answer { done, open })).into_response()
}

/// The room's page again, with the text that was not sent and the reason.
async fn refused(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    fields: &RawForm,
    error: ErrorReply,
) -> PageResult {
    let status = error::status(error.code);
    let is_reused = error.code == ErrorCode::ClientIdReused;
    let client_id = ClientMessageId::parse(fields.get(CLIENT_ID)).ok();
    let reply = match fields.get(REPLY_TO).parse() {
        Ok(id) => {
            let quoted = state
                .actions
                .message(action::ReadMessage, &viewer.actor, id);
            Some(Quote::of(&quoted.await?.message))
        }
        Err(_) => None,
    };
    let confirms = error.code == ErrorCode::ConfirmationRequired;
    let composer = ComposerForm {
        draft_rev: 0,
        other_draft: String::new(),
        confirms,
        not_told: Vec::new(),
        client_id: client_id
            .filter(|_| !is_reused)
            .unwrap_or_else(|| Uuid::new_v4().into()),
        reply,
        in_room: fields.is_checked(IN_ROOM),
        text: fields.get(BODY).into(),
        // A browser's Back button brings a form back as it was before it was sent.
        error: Some(if is_reused {
            "Not sent: this form was sent before, with another message. Press Send again to post \
             this one."
                .into()
        } else {
            error.message
        }),
    };
    if let Ok(root) = fields.get(THREAD).parse() {
        let at = Cursor::Latest;
        return Ok(thread::page(state, viewer, root, at, status, composer).await?);
    }
    let room = PageOf::Slug(slug_of(slug)?);
    let page = state.actions.room_page(&viewer.actor, room, Cursor::Latest);
    let page = page_data(state, viewer, page.await?, Cursor::Latest, composer);
    Ok(render(state, status, page).await)
}
