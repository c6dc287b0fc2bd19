//! Engine.IO packets, and how they stand in WebSocket frames and in the payloads of long-polling
//! (Engine.IO protocol, "Packet encoding" and "HTTP long-polling").

use std::time::Duration;

use engineioxide_core::{Packet, ProtocolVersion};
use serde_json::Value;

use super::{Frame, packets::Malformed};

/// Ends the connection.
#[cfg(feature = "polling")]
pub(super) const CLOSE: &str = "1";
/// The answer to a ping.
pub(super) const PONG: &str = "3";
/// Asks whether the WebSocket works.
#[cfg(feature = "polling")]
pub(super) const PROBE: &str = "2probe";
/// It does.
#[cfg(feature = "polling")]
pub(super) const PROBED: &str = "3probe";
/// From here on the WebSocket is used.
#[cfg(feature = "polling")]
pub(super) const UPGRADE: &str = "5";
/// Stands between the packets of a payload.
#[cfg(feature = "polling")]
pub(super) const SEPARATOR: char = '\u{1e}';

/// How often the server pings, and how long it may be late.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Timing {
    pub interval: Duration,
    pub timeout: Duration,
}

/// What the server says first.
pub(super) struct Opening {
    pub timing: Timing,
    /// Largest payload that the server takes, in bytes.
    pub max_payload: usize,
    /// The session's id.
    #[cfg(feature = "polling")]
    pub sid: String,
    #[cfg(feature = "polling")]
    pub offers_websocket: bool,
}

pub(super) enum Incoming {
    Open(Opening),
    Ping,
    Close,
    Packet(String),
    Attachment(Vec<u8>),
    Nothing,
}

/// Reads the handshake; not by the codec, which insists on its own server's form of ids.
fn opening(json: &str) -> Option<Opening> {
    let handshake: Value = serde_json::from_str(json).ok()?;
    let duration = |name| {
        let ms = u32::try_from(handshake.get(name)?.as_u64()?).ok()?;
        Some(Duration::from_millis(ms.into()))
    };
    Some(Opening {
        timing: Timing {
            interval: duration("pingInterval")?,
            timeout: duration("pingTimeout")?,
        },
        // Older servers do not say it.
        max_payload: handshake
            .get("maxPayload")
            .and_then(|bytes| usize::try_from(bytes.as_u64()?).ok())
            .unwrap_or(usize::MAX),
        #[cfg(feature = "polling")]
        offers_websocket: handshake
            .get("upgrades")
            .and_then(Value::as_array)
            .is_some_and(|upgrades| upgrades.iter().any(|one| one == "websocket")),
        #[cfg(feature = "polling")]
        sid: handshake
            .get("sid")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
    })
}

pub(super) fn read(frame: Frame, max: usize) -> Result<Incoming, Malformed> {
    match frame {
        Frame::Binary(bytes) if bytes.len() <= max => Ok(Incoming::Attachment(bytes)),
        Frame::Text(text) if text.len() <= max => read_text(text),
        // In base64 four characters stand for three bytes.
        Frame::Text(text) if text.starts_with('b') && text.len() / 4 <= max / 3 => read_text(text),
        Frame::Binary(_) | Frame::Text(_) => Err(Malformed),
    }
}

fn read_text(text: String) -> Result<Incoming, Malformed> {
    if let Some(json) = text.strip_prefix('0') {
        return opening(json).map(Incoming::Open).ok_or(Malformed);
    }
    match Packet::parse(ProtocolVersion::V4, text).map_err(|_| Malformed)? {
        Packet::Message(text) => Ok(Incoming::Packet(text.as_str().to_owned())),
        Packet::Binary(bytes) => Ok(Incoming::Attachment(bytes.to_vec())),
        Packet::Ping => Ok(Incoming::Ping),
        Packet::Close => Ok(Incoming::Close),
        _ => Ok(Incoming::Nothing),
    }
}

/// A frame's length in a payload: bytes are written in base64.
#[cfg(feature = "polling")]
pub(super) fn payload_len(frame: &Frame) -> usize {
    match frame {
        Frame::Text(text) => text.len(),
        Frame::Binary(bytes) => 1 + bytes.len().div_ceil(3) * 4,
    }
}

/// A frame as it stands in a payload.
#[cfg(feature = "polling")]
pub(super) fn in_payload(frame: Frame) -> String {
    match frame {
        Frame::Text(text) => text,
        Frame::Binary(bytes) => Packet::Binary(bytes.into()).into(),
    }
}
