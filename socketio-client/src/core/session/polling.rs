//! HTTP long-polling (Engine.IO protocol, "HTTP long-polling"): one GET at a time brings what the
//! server has, one POST at a time takes what there is to send.

use std::time::Duration;

use super::{
    Happened, Session, Stage, Transport, Transports,
    upgrade::{RETRY, Upgrade},
};
use crate::{
    core::{
        Frame, Request, RequestFailed, RequestId, Transmit,
        engine::{self, Incoming, Opening},
    },
    error::DisconnectReason,
};

/// The pause after an answer that says nothing. Servers give such answers while they wait for an
/// upgrade, and some give them without end.
const PAUSE: Duration = Duration::from_millis(100);

/// A session that runs by polling.
pub(super) struct Polling {
    pub(super) sid: String,
    /// The GET under way.
    pub(super) poll: Option<RequestId>,
    /// No GET before this.
    pub(super) poll_at: Option<Duration>,
    /// The POST under way.
    pub(super) post: Option<RequestId>,
    pub(super) upgrade: Upgrade,
}

impl Polling {
    pub(super) fn is_posting(&self) -> bool {
        self.post.is_some()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.post.is_none() && !self.upgrade.is_pausing()
    }

    pub(super) fn poll_frame(&mut self) -> Option<Frame> {
        self.upgrade.take_probe()
    }

    pub(super) fn has_frame(&self) -> bool {
        self.upgrade.has_probe()
    }
}

impl Session {
    pub(super) fn open_polling(&mut self) {
        self.close_socket();
        let id = self.request(None, None);
        self.stage = Stage::OpeningPolling(id);
    }

    fn request(&mut self, sid: Option<&str>, body: Option<String>) -> RequestId {
        let id = RequestId(self.next_request);
        self.next_request += 1;
        // The number keeps caches from answering in the server's place.
        let mut query = format!("EIO=4&transport=polling&t={}", id.0);
        if let Some(sid) = sid {
            query.push_str("&sid=");
            query.push_str(&escaped(sid));
        }
        self.transmits
            .push_back(Transmit::Request(Request { id, query, body }));
        id
    }

    pub(super) fn response(
        &mut self,
        id: RequestId,
        result: Result<String, RequestFailed>,
        now: Duration,
    ) {
        match (&mut self.stage, result) {
            (Stage::OpeningPolling(expected), result) if *expected == id => match result {
                Ok(body) => self.handshake(&body, now),
                Err(RequestFailed) => self.lost(DisconnectReason::Unreachable),
            },
            (Stage::Polling(polling), Ok(body)) if polling.poll == Some(id) => {
                polling.poll = None;
                self.payload(&body, now);
            }
            (Stage::Polling(polling), Ok(_)) if polling.post == Some(id) => polling.post = None,
            (Stage::Polling(polling), Err(RequestFailed))
                if [polling.poll, polling.post].contains(&Some(id)) =>
            {
                self.lost(DisconnectReason::TransportClosed);
            }
            _ => {}
        }
        self.upgrade_if_silent();
    }

    /// The first answer: the handshake, and perhaps packets behind it.
    fn handshake(&mut self, body: &str, now: Duration) {
        let (first, rest) = match body.split_once(engine::SEPARATOR) {
            Some((first, rest)) => (first, Some(rest)),
            None => (body, None),
        };
        let Ok(Incoming::Open(opening)) =
            engine::read(Frame::Text(first.to_owned()), self.max_frame)
        else {
            self.lost(DisconnectReason::ParseError);
            return;
        };
        self.stage = Stage::Polling(Polling {
            upgrade: self.plan_upgrade(&opening, now),
            sid: opening.sid.clone(),
            poll: None,
            poll_at: None,
            post: None,
        });
        self.opened(&opening, now);
        if let Some(rest) = rest {
            self.payload(rest, now);
        }
        self.polling_timeout(now);
    }

    fn plan_upgrade(&self, opening: &Opening, now: Duration) -> Upgrade {
        match self.transports {
            _ if !opening.offers_websocket => Upgrade::Never,
            Transports::PollingThenUpgrade if !self.has_failed_probe => {
                Upgrade::Planned { at: now }
            }
            // No WebSocket has worked just now, so there is time.
            Transports::PollingThenUpgrade | Transports::WebSocketThenPolling => Upgrade::Planned {
                at: now.saturating_add(self.retry),
            },
            Transports::WebSocketOnly | Transports::PollingOnly => Upgrade::Never,
        }
    }

    fn payload(&mut self, body: &str, now: Duration) {
        let mut says_nothing = true;
        for packet in body.split(engine::SEPARATOR) {
            let incoming = engine::read(Frame::Text(packet.to_owned()), self.max_frame);
            says_nothing &= matches!(incoming, Ok(Incoming::Nothing));
            self.incoming(incoming, now);
            if !matches!(self.stage, Stage::Polling(_)) {
                return;
            }
        }
        if let Stage::Polling(polling) = &mut self.stage
            && says_nothing
        {
            polling.poll_at = Some(now.saturating_add(PAUSE));
        }
    }

    /// Asks for more, if that is not being done and may be.
    pub(in crate::core) fn poll(&mut self) {
        if let Stage::Polling(polling) = &self.stage
            && polling.poll.is_none()
            && polling.poll_at.is_none()
            && !polling.upgrade.is_pausing()
        {
            let sid = polling.sid.clone();
            let id = self.request(Some(&sid), None);
            if let Stage::Polling(polling) = &mut self.stage {
                polling.poll = Some(id);
            }
        }
    }

    /// Sends what waits, as much as the server takes at a time, if nothing is under way.
    pub(super) fn post(&mut self) {
        let Stage::Polling(polling) = &self.stage else {
            return;
        };
        if polling.is_posting() || polling.upgrade.is_pausing() {
            return;
        }
        let sid = polling.sid.clone();
        let Some(body) = self.take_payload() else {
            return;
        };
        let id = self.request(Some(&sid), Some(body));
        if let Stage::Polling(polling) = &mut self.stage {
            polling.post = Some(id);
        }
    }

    fn take_payload(&mut self) -> Option<String> {
        let mut body = engine::in_payload(self.take_outgoing()?);
        while let Some(next) = self.outgoing.front() {
            let len = body.len() + engine::SEPARATOR.len_utf8() + engine::payload_len(next);
            if len > self.max_payload {
                break;
            }
            if let Some(next) = self.take_outgoing() {
                body.push(engine::SEPARATOR);
                body.push_str(&engine::in_payload(next));
            }
        }
        Some(body)
    }

    /// Has the last words sent by polling, even if an upgrade was under way.
    pub(super) fn stop_polling(&mut self) {
        if let Stage::Polling(polling) = &mut self.stage {
            polling.upgrade = Upgrade::Never;
            self.close_socket();
            self.send(Frame::Text(engine::CLOSE.to_owned()));
        }
    }

    pub(super) fn polling_timeout(&mut self, now: Duration) {
        match &mut self.stage {
            Stage::OpeningWebSocket {
                fallback_at: Some(at),
            } if *at <= now => self.open_polling(),
            Stage::Polling(polling) => {
                if polling.poll_at.is_some_and(|at| at <= now) {
                    polling.poll_at = None;
                }
                self.upgrade_timeout(now);
            }
            _ => {}
        }
    }

    pub(super) fn polling_deadline(&self) -> Option<Duration> {
        match &self.stage {
            Stage::OpeningWebSocket { fallback_at } => *fallback_at,
            Stage::Polling(polling) => {
                let upgrade = polling.upgrade.deadline();
                upgrade.into_iter().chain(polling.poll_at).min()
            }
            _ => None,
        }
    }

    /// Before the session ends: gives up what is under way, and remembers what did not work.
    pub(super) fn abandon_polling(&mut self) {
        let (used, requests) = match &self.stage {
            Stage::Closed => return,
            Stage::OpeningWebSocket { .. } | Stage::WebSocket => (Transport::WebSocket, false),
            Stage::OpeningPolling(_) => (Transport::Polling, true),
            Stage::Polling(one) => (Transport::Polling, one.poll.is_some() || one.post.is_some()),
        };
        if requests {
            self.transmits.push_back(Transmit::AbortRequests);
        }
        if !self.is_proven {
            self.first = match used {
                Transport::WebSocket => Transport::Polling,
                Transport::Polling => Transport::WebSocket,
            };
        }
    }

    /// From here on by WebSocket alone.
    pub(super) fn upgraded(&mut self) {
        self.stage = Stage::WebSocket;
        self.first = Transport::WebSocket;
        self.has_failed_probe = false;
        self.retry = RETRY;
        self.outgoing_bytes += engine::UPGRADE.len();
        self.outgoing
            .push_front(Frame::Text(engine::UPGRADE.to_owned()));
        self.happened.push_back(Happened::Upgraded);
    }
}

/// An id for the query part of an address: all but unreserved characters by percent (RFC 3986).
pub(super) fn escaped(sid: &str) -> String {
    let mut escaped = String::with_capacity(sid.len());
    for byte in sid.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_change_the_address() {
        assert_eq!(escaped("aZ_9-"), "aZ_9-");
        assert_eq!(escaped("a&b=/é"), "a%26b%3D%2F%C3%A9");
    }
}
