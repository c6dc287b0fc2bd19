//! Whether a request comes from Natter's own pages: what the cookie is good for, and what an
//! unsafe request needs.
//!
//! Sources: the Fetch standard (`Origin`) and Fetch Metadata (`Sec-Fetch-Site`). A browser lets no
//! page set these headers.

/// Where a request comes from, as far as its headers tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// A page of this server.
    Own,
    /// A page of another site.
    Foreign,
    /// No page: a program that is no browser. It carries no cookie by itself.
    NoPage,
}

/// The headers that tell it.
#[derive(Clone, Copy, Default, Debug)]
pub struct Headers<'a> {
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<&'a str>,
    /// `Host`.
    pub host: Option<&'a str>,
}

/// Judges. `public` is the origin of the configured public address, such as
/// `https://chat.example.org`; without one the page's host must be the host that is asked.
pub fn source(headers: Headers<'_>, public: Option<&str>) -> Source {
    match (headers.origin, headers.fetch_site) {
        (Some(origin), _) if is_own(origin, headers.host, public) => Source::Own,
        (Some(_), _) => Source::Foreign,
        (None, Some("same-origin" | "none")) => Source::Own,
        (None, Some(_)) => Source::Foreign,
        (None, None) => Source::NoPage,
    }
}

fn is_own(origin: &str, host: Option<&str>, public: Option<&str>) -> bool {
    if public.is_some_and(|public| origin.eq_ignore_ascii_case(public)) {
        return true;
    }
    let Some((_, origin_host)) = origin.split_once("://") else {
        return false;
    };
    // Behind a public address the host that is asked may be an attacker's name for this server
    // (DNS rebinding), so it proves nothing.
    public.is_none() && host.is_some_and(|host| host.eq_ignore_ascii_case(origin_host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(origin: Option<&str>, fetch_site: Option<&str>, public: Option<&str>) -> Source {
        let host = Some("127.0.0.1:3000");
        source(
            Headers {
                origin,
                fetch_site,
                host,
            },
            public,
        )
    }

    #[test]
    fn only_this_servers_pages_are_own() {
        let public = Some("https://chat.example.org");
        let cases = [
            (Some("http://127.0.0.1:3000"), None, None, Source::Own),
            (Some("http://127.0.0.1:3001"), None, None, Source::Foreign),
            (
                Some("http://localhost:3000"),
                Some("same-site"),
                None,
                Source::Foreign,
            ),
            (Some("null"), None, None, Source::Foreign),
            (Some(""), None, None, Source::Foreign),
            (Some("https://chat.example.org"), None, public, Source::Own),
            (Some("http://127.0.0.1:3000"), None, public, Source::Foreign),
            (
                Some("https://chat.example.org.evil.test"),
                None,
                public,
                Source::Foreign,
            ),
            (None, Some("same-origin"), None, Source::Own),
            (None, Some("cross-site"), None, Source::Foreign),
            (None, None, None, Source::NoPage),
        ];
        for (origin, site, public, expected) in cases {
            assert_eq!(judge(origin, site, public), expected, "{origin:?} {site:?}");
        }
    }
}
