//! The operating system's limit of open files: each connection is one.

use super::caps::Caps;

/// Reserved for the database, its log and temporary files, the listeners, `natter admin`, and
/// connections that are refused or about to close.
const RESERVED: usize = 128;

/// Connections of one source beyond its cap on sockets: pages, files and polls.
const BESIDE_PER_SOURCE: usize = 64;

/// The same for the total, at least.
const BESIDE: usize = 256;

/// The caps that fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fitted {
    pub(crate) sockets: Caps,
    /// TCP connections, including those of sockets.
    pub(crate) connections: Caps,
}

/// Raises the limit of open files as far as the process may, and reduces the configured caps to fit
/// it.
pub(crate) fn fit(asked: Caps) -> Fitted {
    let limit = raise();
    let fitted = fit_under(asked, limit);
    if fitted.sockets.total < asked.total {
        tracing::warn!(
            open_files = limit,
            asked = asked.total,
            max_connections = fitted.sockets.total,
            "fewer connections than --max-connections: raise the limit of open files (LimitNOFILE= of systemd, ulimit -Hn, or --ulimit nofile= of docker)",
        );
    }
    fitted
}

/// At least a fifth of the connections is reserved for everything other than sockets.
fn fit_under(asked: Caps, open_files: Option<usize>) -> Fitted {
    let most = open_files.map_or(usize::MAX, |limit| {
        limit.saturating_sub(RESERVED).max(limit / 2)
    });
    let wanted = asked.total.saturating_add(BESIDE.max(asked.total / 4));
    let total = wanted.min(most);
    Fitted {
        sockets: Caps {
            per_source: asked.per_source,
            total: if total < wanted {
                asked.total.min(total - total / 5)
            } else {
                asked.total
            },
        },
        connections: Caps {
            per_source: asked
                .per_source
                .saturating_add(BESIDE_PER_SOURCE.max(asked.per_source)),
            total,
        },
    }
}

/// Raises the limit and returns it; `None` if there is no limit.
#[cfg(unix)]
fn raise() -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let before = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: before.maximum,
        maximum: before.maximum,
    };
    if before.current != before.maximum
        && let Err(error) = setrlimit(Resource::Nofile, raised)
    {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
    let now = getrlimit(Resource::Nofile).current?;
    usize::try_from(now).ok()
}

#[cfg(not(unix))]
fn raise() -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Caps = Caps {
        per_source: 500,
        total: 10_000,
    };

    #[test]
    fn where_files_are_plenty_there_is_what_was_asked_for_with_room_for_pages() {
        for limit in [None, Some(1 << 20)] {
            let fitted = fit_under(ASKED, limit);
            assert_eq!(fitted.sockets, ASKED);
            assert_eq!(fitted.connections.total, 12_500);
            assert_eq!(fitted.connections.per_source, 1000);
        }
    }

    #[test]
    fn where_they_are_few_there_are_fewer_sockets_and_still_room_for_pages() {
        let fitted = fit_under(ASKED, Some(1024));
        assert_eq!(fitted.connections.total, 1024 - RESERVED);
        assert_eq!(fitted.sockets.total, 717);
        for limit in 0..2000 {
            let fitted = fit_under(ASKED, Some(limit));
            assert!(fitted.connections.total <= limit);
            assert!(fitted.sockets.total <= fitted.connections.total);
        }
    }

    #[test]
    fn few_sockets_leave_room_for_a_browser() {
        let asked = Caps {
            per_source: 1,
            total: 2,
        };
        let fitted = fit_under(asked, Some(1024));
        assert_eq!(fitted.sockets, asked);
        assert_eq!(fitted.connections.per_source, 65);
        assert_eq!(fitted.connections.total, 258);
    }

    #[cfg(unix)]
    #[test]
    fn the_limit_is_raised_as_far_as_it_may_be() {
        use rustix::process::{Resource, getrlimit};
        raise();
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
    }
}
