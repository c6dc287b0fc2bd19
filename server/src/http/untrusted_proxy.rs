//! Notices a reverse proxy that is not trusted: it sends `X-Forwarded-For`, and everybody behind it
//! counts as one client. That shows late, as refusals under load, and nobody would look for it here.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How often the log has a line about it.
const LOG_EVERY: Duration = Duration::from_secs(60 * 60);

/// How long the owners are shown what was seen.
const SHOWN_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// The last one that was seen; cheap to clone.
#[derive(Clone, Default, Debug)]
pub struct UntrustedProxy(Arc<Mutex<Option<Seen>>>);

#[derive(Clone, Copy, Debug)]
struct Seen {
    address: IpAddr,
    at: Instant,
    logged_at: Instant,
}

impl UntrustedProxy {
    /// An address that is not trusted has sent `X-Forwarded-For`.
    pub(crate) fn saw(&self, address: IpAddr) {
        if self.is_news(address, Instant::now()) {
            tracing::warn!(
                %address,
                "X-Forwarded-For came from an address that is not trusted, so everybody behind it \
                 counts as one client; if it is your reverse proxy, start with --trusted-proxy \
                 {address}"
            );
        }
    }

    fn is_news(&self, address: IpAddr, at: Instant) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let logged_at = seen.map(|seen| seen.logged_at);
        let is_news = logged_at.is_none_or(|logged| at.duration_since(logged) >= LOG_EVERY);
        let logged_at = logged_at.filter(|_| !is_news).unwrap_or(at);
        *seen = Some(Seen {
            address,
            at,
            logged_at,
        });
        is_news
    }

    /// Its address, if one was seen lately.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        let seen = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.filter(|seen| seen.at.elapsed() < SHOWN_FOR)
            .map(|seen| seen.address)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn the_log_has_one_line_an_hour_about_it() {
        let (proxy, start) = (UntrustedProxy::default(), Instant::now());
        let address = IpAddr::from(Ipv4Addr::LOCALHOST);
        let lines = (0..150)
            .filter(|minute| proxy.is_news(address, start + Duration::from_secs(60 * minute)));
        assert_eq!(lines.collect::<Vec<_>>(), [0, 60, 120]);
        assert_eq!(proxy.address(), Some(address));
    }
}
