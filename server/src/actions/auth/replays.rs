//! Makes double clicks on one-time links harmless: the browser shows the second answer, so that is
//! the same as the first.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::actions::Origin;
use domain::source::Source;
use domain::token::{Token, TokenHash};

/// Longest time between the two clicks.
const WITHIN: Duration = Duration::from_secs(10);

/// Links that are remembered; the oldest is forgotten first.
const MOST: usize = 1000;

/// Links that were used a moment ago. Stored in memory: a restart forgets them.
#[derive(Default)]
pub(crate) struct Replays(Mutex<VecDeque<Used>>);

struct Used {
    code: TokenHash,
    source: Source,
    agent: String,
    session: Token,
    at: Instant,
}

impl Replays {
    /// Records that a link opens this session. Call this before the session is stored: a browser
    /// that aborts its first request does not stop the work for it.
    pub(crate) fn note(&self, code: &Token, by: &Origin, session: &Token) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|one| one.at.elapsed() < WITHIN);
        if used.len() >= MOST {
            used.pop_front();
        }
        used.push_back(Used {
            code: code.hash(),
            source: by.address.into(),
            agent: by.agent.clone(),
            session: session.clone(),
            at: Instant::now(),
        });
    }

    /// Removes the record, if the session was not opened.
    pub(crate) fn forget(&self, session: &Token) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|one| one.session != *session);
    }

    /// The session that the link has just opened for the same browser.
    pub(crate) fn find(&self, code: &Token, by: &Origin) -> Option<Token> {
        let (code, source) = (code.hash(), Source::from(by.address));
        let used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = used.iter().find(|one| {
            one.code == code
                && one.source == source
                && one.agent == by.agent
                && one.at.elapsed() < WITHIN
        });
        same.map(|one| one.session.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn browser(last: u8, agent: &str) -> Origin {
        Origin {
            address: Ipv4Addr::new(192, 0, 2, last).into(),
            agent: agent.into(),
            browser: String::new(),
        }
    }

    #[test]
    fn only_the_same_browser_gets_the_session_again() {
        let (replays, code) = (Replays::default(), Token::from_bits(1));
        let (mine, session) = (browser(1, "Firefox"), Token::from_bits(2));
        assert!(replays.find(&code, &mine).is_none());
        replays.note(&code, &mine, &session);
        assert!(replays.find(&code, &mine) == Some(session.clone()));
        replays.forget(&session);
        assert!(replays.find(&code, &mine).is_none());
        replays.note(&code, &mine, &session);
        for other in [browser(2, "Firefox"), browser(1, "Chrome")] {
            assert!(replays.find(&code, &other).is_none());
        }
        assert!(replays.find(&Token::from_bits(3), &mine).is_none());
        for number in 0..MOST {
            replays.note(&Token::from_bits(number as u128 + 9), &mine, &code);
        }
        assert!(
            replays.find(&Token::from_bits(1), &mine).is_none(),
            "the oldest"
        );
    }
}
