//! From polling to a WebSocket (Engine.IO protocol, "Upgrade"): the WebSocket is opened beside
//! polling and probed. Once the server has answered on it, no new request is made; when the last
//! ones are done, polling has neither brought nor taken anything that is not told or sent, and the
//! WebSocket goes on. Until that moment a failure costs nothing: polling goes on.

use std::time::Duration;

use super::{Session, Stage};
use crate::core::{Frame, engine};

/// Before the first probe after a WebSocket could not be opened, and after a failed one; doubled
/// with each more. Also in later sessions: python-socketio's server sends nothing more by polling
/// when a WebSocket was opened for an upgrade and its probe did not arrive, so each failure may
/// have cost a session.
pub(super) const RETRY: Duration = Duration::from_secs(30);
/// The longest time between two probes.
const MAX_RETRY: Duration = Duration::from_secs(30 * 60);

pub(super) enum Upgrade {
    /// It is not wanted, or the server does not offer it.
    Never,
    Planned {
        at: Duration,
    },
    /// The WebSocket is being opened.
    Opening {
        deadline: Duration,
    },
    /// The probe is to be sent.
    Probing {
        deadline: Duration,
    },
    /// The probe was sent.
    Probed {
        deadline: Duration,
    },
    /// The server has answered; polling comes to rest.
    Pausing {
        deadline: Duration,
    },
}

impl Upgrade {
    pub(super) fn is_pausing(&self) -> bool {
        matches!(self, Self::Pausing { .. })
    }

    pub(super) fn has_probe(&self) -> bool {
        matches!(self, Self::Probing { .. })
    }

    pub(super) fn take_probe(&mut self) -> Option<Frame> {
        let Self::Probing { deadline } = *self else {
            return None;
        };
        *self = Self::Probed { deadline };
        Some(Frame::Text(engine::PROBE.to_owned()))
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        match self {
            Self::Never => None,
            Self::Planned { at } => Some(*at),
            Self::Opening { deadline }
            | Self::Probing { deadline }
            | Self::Probed { deadline }
            | Self::Pausing { deadline } => Some(*deadline),
        }
    }
}

impl Session {
    /// Starts what is due, gives up what takes too long.
    pub(super) fn upgrade_timeout(&mut self, now: Duration) {
        let Stage::Polling(polling) = &mut self.stage else {
            return;
        };
        match polling.upgrade {
            Upgrade::Planned { at } if at <= now => {
                polling.upgrade = Upgrade::Opening {
                    deadline: now.saturating_add(self.upgrade_timeout),
                };
                let sid = super::polling::escaped(&polling.sid);
                self.open_socket(format!("EIO=4&transport=websocket&sid={sid}"));
            }
            Upgrade::Planned { .. } | Upgrade::Never => {}
            _ => {
                if polling.upgrade.deadline().is_some_and(|at| at <= now) {
                    self.upgrade_failed(now);
                }
            }
        }
    }

    /// The WebSocket is open.
    pub(super) fn probe(&mut self) {
        if let Stage::Polling(polling) = &mut self.stage
            && let Upgrade::Opening { deadline } = polling.upgrade
        {
            polling.upgrade = Upgrade::Probing { deadline };
        }
    }

    /// A frame came by the WebSocket that is on trial.
    pub(super) fn probed(&mut self, frame: &Frame, now: Duration) {
        let Stage::Polling(polling) = &mut self.stage else {
            return;
        };
        match (&polling.upgrade, frame) {
            (Upgrade::Probed { deadline }, Frame::Text(text)) if text == engine::PROBED => {
                polling.upgrade = Upgrade::Pausing {
                    deadline: *deadline,
                };
                self.upgrade_if_silent();
            }
            _ => self.upgrade_failed(now),
        }
    }

    /// Goes over to the WebSocket as soon as polling has come to rest.
    pub(super) fn upgrade_if_silent(&mut self) {
        if let Stage::Polling(polling) = &self.stage
            && polling.upgrade.is_pausing()
            && polling.poll.is_none()
            && polling.post.is_none()
        {
            self.upgraded();
        }
    }

    /// Polling goes on; another try comes later.
    pub(super) fn upgrade_failed(&mut self, now: Duration) {
        if let Stage::Polling(polling) = &mut self.stage
            && !matches!(polling.upgrade, Upgrade::Never | Upgrade::Planned { .. })
        {
            polling.upgrade = Upgrade::Planned {
                at: now.saturating_add(self.retry),
            };
            self.has_failed_probe = true;
            self.retry = (self.retry * 2).min(MAX_RETRY);
        }
        self.close_socket();
    }
}
