//! Reads an event's payload as its type in `protocol`.

use std::{convert::Infallible, sync::Arc};

use protocol::{DisplayName, ErrorCode, ErrorReply, MessageBody, NewPoll, PollDraft};
use serde::{Deserialize as _, de::DeserializeOwned};
use serde_json::Value as Json;
use socketioxide::{
    adapter::Adapter,
    extract::TryData,
    handler::{FromMessageParts, Value},
    socket::Socket,
};

use domain::copy::sentence;

/// The payload, or what is wrong with it.
pub(super) struct Payload<T>(pub Result<T, ErrorReply>);

impl<A: Adapter, T: DeserializeOwned> FromMessageParts<A> for Payload<T> {
    type Error = Infallible;
    fn from_message_parts(
        socket: &Arc<Socket<A>>,
        value: &mut Value,
        ack: &Option<i64>,
    ) -> Result<Self, Infallible> {
        let TryData(json) = TryData::<Json>::from_message_parts(socket, value, ack)?;
        Ok(Self(match json {
            // Serde would also accept a list for a struct, field by field, which the protocol does
            // not promise.
            Ok(json) if json.is_object() => {
                T::deserialize(&json).map_err(|error| explain(&json, &error))
            }
            Ok(_) | Err(_) => Err(invalid("one JSON object is expected")),
        }))
    }
}

/// Errors in texts that people write have codes of their own; all others concern programmers.
fn explain(payload: &Json, error: &serde_json::Error) -> ErrorReply {
    let text_of = |field| payload.get(field).and_then(Json::as_str);
    if let Some(Err(reason)) = text_of("body").map(MessageBody::parse) {
        return ErrorReply::new(ErrorCode::InvalidBody, sentence(&reason));
    }
    let poll = payload.get("poll").map(PollDraft::deserialize);
    if let Some(Ok(Err(reason))) = poll.map(|draft| draft.map(NewPoll::parse)) {
        return ErrorReply::new(ErrorCode::InvalidBody, sentence(&reason));
    }
    if let Some(Err(reason)) = text_of("name").map(DisplayName::parse) {
        return ErrorReply::new(ErrorCode::InvalidName, sentence(&reason));
    }
    invalid(&error.to_string())
}

fn invalid(reason: &str) -> ErrorReply {
    let message = format!("The payload does not match this event: {reason}.");
    ErrorReply::new(ErrorCode::InvalidPayload, message)
}
