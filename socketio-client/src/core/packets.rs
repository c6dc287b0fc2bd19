//! Socket.IO packets (Socket.IO protocol, "Packet encoding"), by the codec of socketioxide.
//!
//! Binary attachments are put together here: the codec asks the system clock while it waits for
//! them, and a browser's WASM has none to ask. It is given the packet as if it had no attachments.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;
use socketioxide_core::{
    Value,
    packet::{Packet as CodecPacket, PacketData},
    parser::{Parse, ParseConfig, ParserState},
};
use socketioxide_parser_common::CommonParser;

use super::Frame;
use crate::error::PayloadError;

/// The server broke the protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Malformed;

/// Arguments of an event or an ack. Bytes stand beside the JSON: their place in it is held by an
/// object `{"_placeholder": true, "num": n}`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Payload {
    /// The arguments.
    pub args: Vec<Json>,
    /// The bytes that the placeholders stand for.
    pub attachments: Vec<Vec<u8>>,
}

impl Payload {
    /// One argument.
    ///
    /// # Errors
    /// When the value is no JSON.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, PayloadError> {
        Self::default().with(value)
    }

    /// Another argument.
    ///
    /// # Errors
    /// When the value is no JSON.
    pub fn with<T: Serialize + ?Sized>(mut self, value: &T) -> Result<Self, PayloadError> {
        self.args.push(serde_json::to_value(value)?);
        Ok(self)
    }

    /// Another argument: bytes.
    #[must_use]
    pub fn with_bytes(mut self, bytes: Vec<u8>) -> Self {
        let placeholder = serde_json::json!({"_placeholder": true, "num": self.attachments.len()});
        self.args.push(placeholder);
        self.attachments.push(bytes);
        self
    }

    /// Reads the first argument; without one, JSON's null.
    ///
    /// # Errors
    /// When it is not of that type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, PayloadError> {
        Ok(T::deserialize(self.first())?)
    }

    /// The first argument; without one, JSON's null.
    pub fn first(&self) -> &Json {
        self.args.first().unwrap_or(&Json::Null)
    }

    /// The bytes of an argument, if it is bytes.
    pub fn bytes(&self, argument: usize) -> Option<&[u8]> {
        let object = self.args.get(argument)?.as_object()?;
        if object.get("_placeholder") != Some(&Json::Bool(true)) {
            return None;
        }
        let number = usize::try_from(object.get("num")?.as_u64()?).ok()?;
        self.attachments.get(number).map(Vec::as_slice)
    }
}

/// A packet that a server sends.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Packet {
    Connected {
        sid: String,
    },
    Refused {
        data: Json,
    },
    Disconnected,
    Event {
        name: String,
        payload: Payload,
        ack: Option<i64>,
    },
    Ack {
        id: i64,
        payload: Payload,
    },
}

/// Names that mean something to Socket.IO itself.
pub(super) fn is_reserved(name: &str) -> bool {
    matches!(
        name,
        "connect"
            | "connect_error"
            | "disconnect"
            | "disconnecting"
            | "newListener"
            | "removeListener"
    )
}

/// The text of an Engine.IO message that asks to join.
pub(super) fn connect(namespace: &str, auth: Option<&Json>) -> String {
    let auth = auth.map(|auth| Value::Str(auth.to_string().into(), None));
    encode(CodecPacket::connect(namespace.to_owned(), auth))
}

/// The text of an Engine.IO message that leaves.
pub(super) fn disconnect(namespace: &str) -> String {
    encode(CodecPacket::disconnect(namespace.to_owned()))
}

/// An event's frames.
pub(super) fn event(
    namespace: &str,
    name: &str,
    payload: &Payload,
    ack: Option<i64>,
) -> Vec<Frame> {
    let mut args = Vec::with_capacity(payload.args.len() + 1);
    args.push(Json::from(name));
    args.extend(payload.args.iter().cloned());
    let mut packet = CodecPacket::event(namespace.to_owned(), value(args, payload));
    if let Some(id) = ack {
        packet.inner.set_ack_id(id);
    }
    frames(packet, payload)
}

/// An ack's frames.
pub(super) fn ack(namespace: &str, id: i64, payload: &Payload) -> Vec<Frame> {
    let value = value(payload.args.clone(), payload);
    frames(CodecPacket::ack(namespace.to_owned(), value, id), payload)
}

fn value(args: Vec<Json>, payload: &Payload) -> Value {
    let bytes = payload.attachments.iter().map(|bytes| bytes.clone().into());
    Value::Str(Json::from(args).to_string().into(), Some(bytes.collect()))
}

fn frames(packet: CodecPacket, payload: &Payload) -> Vec<Frame> {
    let mut frames = vec![Frame::Text(encode(packet))];
    frames.extend(payload.attachments.iter().cloned().map(Frame::Binary));
    frames
}

fn encode(packet: CodecPacket) -> String {
    let text = match CommonParser.encode(packet) {
        Value::Str(text, _) => text.as_str().to_owned(),
        // This codec writes text only.
        Value::Bytes(_) => String::new(),
    };
    format!("4{text}")
}

/// Reads packets, and waits for their attachments.
pub(super) struct Decoder {
    max_bytes: usize,
    partial: Option<Partial>,
}

struct Partial {
    namespace: String,
    packet: Packet,
    missing: usize,
}

/// More attachments than anybody needs: each takes memory before it is known to be wanted.
const MAX_ATTACHMENTS: usize = 256;

impl Decoder {
    pub(super) fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            partial: None,
        }
    }

    pub(super) fn reset(&mut self) {
        self.partial = None;
    }

    /// A text packet; none while attachments are missing.
    pub(super) fn text(&mut self, text: &str) -> Result<Option<(String, Packet)>, Malformed> {
        if self.partial.is_some() {
            return Err(Malformed);
        }
        let (missing, plain) = without_attachments(text)?;
        if let Some((namespace, data)) = refusal(&plain) {
            return Ok(Some((namespace, Packet::Refused { data })));
        }
        let state = ParserState::default();
        let packet = CommonParser
            .decode_str(&ParseConfig::default(), &state, plain.into())
            .map_err(|_| Malformed)?;
        let namespace = packet.ns.as_str().to_owned();
        let packet = read(packet.inner)?;
        if missing == 0 {
            return Ok(Some((namespace, packet)));
        }
        self.partial = Some(Partial {
            namespace,
            packet,
            missing,
        });
        Ok(None)
    }

    /// An attachment; the packet, if it was the last.
    pub(super) fn binary(&mut self, bytes: Vec<u8>) -> Result<Option<(String, Packet)>, Malformed> {
        let mut partial = self.partial.take().ok_or(Malformed)?;
        let (Packet::Event { payload, .. } | Packet::Ack { payload, .. }) = &mut partial.packet
        else {
            return Err(Malformed);
        };
        let sum: usize = payload.attachments.iter().map(Vec::len).sum();
        if sum + bytes.len() > self.max_bytes {
            return Err(Malformed);
        }
        payload.attachments.push(bytes);
        partial.missing -= 1;
        if partial.missing == 0 {
            return Ok(Some((partial.namespace, partial.packet)));
        }
        self.partial = Some(partial);
        Ok(None)
    }
}

/// Turns BINARY_EVENT (5) and BINARY_ACK (6) into EVENT (2) and ACK (3), and tells how many
/// attachments follow.
fn without_attachments(text: &str) -> Result<(usize, String), Malformed> {
    let plain = match text.as_bytes().first() {
        Some(b'5') => '2',
        Some(b'6') => '3',
        _ => return Ok((0, text.to_owned())),
    };
    let (count, rest) = text
        .get(1..)
        .and_then(|rest| rest.split_once('-'))
        .ok_or(Malformed)?;
    let count: usize = count.parse().map_err(|_| Malformed)?;
    if count > MAX_ATTACHMENTS {
        return Err(Malformed);
    }
    Ok((count, format!("{plain}{rest}")))
}

/// CONNECT_ERROR (4) with all its data, of which the codec keeps the message only.
fn refusal(text: &str) -> Option<(String, Json)> {
    let rest = text.strip_prefix('4')?;
    let (namespace, json) = match rest.strip_prefix('/') {
        Some(_) => rest.split_once(',')?,
        None => ("/", rest),
    };
    let namespace = namespace.split('?').next().unwrap_or(namespace);
    Some((namespace.to_owned(), serde_json::from_str(json).ok()?))
}

fn arguments(json: &str) -> Result<Vec<Json>, Malformed> {
    match serde_json::from_str(json) {
        Ok(Json::Array(arguments)) => Ok(arguments),
        _ => Err(Malformed),
    }
}

fn read(packet: PacketData) -> Result<Packet, Malformed> {
    match packet {
        PacketData::Connect(Some(Value::Str(json, _))) => {
            let data: Json = serde_json::from_str(json.as_str()).map_err(|_| Malformed)?;
            let sid = data.get("sid").and_then(Json::as_str).ok_or(Malformed)?;
            Ok(Packet::Connected {
                sid: sid.to_owned(),
            })
        }
        PacketData::Disconnect => Ok(Packet::Disconnected),
        PacketData::Event(Value::Str(json, _), ack) => {
            let mut args = arguments(json.as_str())?;
            if args.is_empty() {
                return Err(Malformed);
            }
            let Json::String(name) = args.remove(0) else {
                return Err(Malformed);
            };
            let payload = Payload {
                args,
                attachments: Vec::new(),
            };
            Ok(Packet::Event { name, payload, ack })
        }
        PacketData::EventAck(Value::Str(json, _), id) => {
            let payload = Payload {
                args: arguments(json.as_str())?,
                attachments: Vec::new(),
            };
            Ok(Packet::Ack { id, payload })
        }
        _ => Err(Malformed),
    }
}
