//! `/m/{id}/forward`.

use app::pages::{
    form::{Form, FormErrors, FormState, RawForm},
    messages::{
        NEXT,
        forward::{
            ForwardMessagePage,
            form::{CLIENT_ID, COMMENT, ForwardMessage, LEAVES_ROOM, NOTIFIES, ROOM},
        },
        in_room_at,
        message::MessagePage,
    },
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply, MessageId, Room, RoomId};
use uuid::Uuid;

use super::{Next, frame, id_of};
use crate::{
    actions::messages::Forward,
    http::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Path, Posted, Query},
        pages::render,
        redirect::see,
        viewer::{Base, Viewer},
    },
};

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(next): Query<Next>,
) -> PageResult {
    let seen = state
        .actions
        .message_to_forward(&viewer.actor, id_of(&id)?)
        .await?;
    let rooms = state.actions.rooms_to_post_in(&viewer.actor).await?;
    let fields = RawForm::default().with(CLIENT_ID, Uuid::new_v4().to_string());
    let page = ForwardMessagePage {
        frame: frame(&viewer, &seen, &next.next),
        rooms,
        form: FormState::with(fields),
    };
    Ok(render(&state, StatusCode::OK, page).await)
}

pub(crate) async fn forward(
    State(state): State<HttpState>,
    viewer: Viewer,
    Base(base): Base,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let id = id_of(&id)?;
    // Whoever may not see it learns nothing of what they sent.
    let seen = state.actions.message_to_forward(&viewer.actor, id).await?;
    let rooms = state.actions.rooms_to_post_in(&viewer.actor).await?;
    match post(&state, &viewer, &base, (id, &rooms), &fields).await {
        Ok(leads) => Ok(see(&leads).into_response()),
        Err(Refused { status, errors }) => {
            let page = ForwardMessagePage {
                frame: frame(&viewer, &seen, fields.get(NEXT)),
                rooms,
                form: FormState { fields, errors },
            };
            Ok::<Response, _>(render(&state, status, page).await)
        }
    }
}

/// Where the new message is.
async fn post(
    state: &HttpState,
    viewer: &Viewer,
    base: &str,
    (message, rooms): (MessageId, &[Room]),
    fields: &RawForm,
) -> Result<String, Refused> {
    let form = ForwardMessage::parse(fields)?;
    let room = room_of(rooms, form.room)?;
    let page = app::pages::form::address(MessagePage::ROUTE, &message.to_string());
    let forward = Forward {
        message,
        room: form.room,
        client_id: form.client_id,
        comment: form.comment,
        link: format!("{base}{page}"),
        leaves_room: fields.is_checked(LEAVES_ROOM),
        notifies: fields.is_checked(NOTIFIES),
    };
    let sent = state.actions.forward(&viewer.actor, forward).await;
    match sent {
        Ok(sent) => Ok(in_room_at(room, sent.seq)),
        Err(error) => Err(refused(error, fields)),
    }
}

/// One that the viewer may not post in is as none.
fn room_of(rooms: &[Room], id: RoomId) -> Result<&Room, Refused> {
    let found = rooms.iter().find(|room| room.id == id);
    found.ok_or_else(|| {
        let words = "You cannot post in that room. Choose another one.";
        Refused::from(FormErrors::of(ROOM, words))
    })
}

fn refused(error: ErrorReply, fields: &RawForm) -> Refused {
    match error.code {
        ErrorCode::ConfirmationRequired if !fields.is_checked(LEAVES_ROOM) => {
            Refused::field(LEAVES_ROOM, error)
        }
        ErrorCode::ConfirmationRequired | ErrorCode::InvalidBody => Refused::field(COMMENT, error),
        _ => error.into(),
    }
}
