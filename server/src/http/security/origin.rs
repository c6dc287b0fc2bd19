//! Whether a request comes from Natter's own pages: what the cookie is good for, and what an
//! unsafe request needs.
//!
//! Sources: the Fetch standard (`Origin`, `Referer`) and Fetch Metadata (`Sec-Fetch-Site`). A browser
//! lets no page set these headers to another's.

use super::host::Host;

/// What whoever comes by a name that nobody has configured is told.
pub const UNCONFIGURED: &str = "Natter does not know that it is reached by this name, so it takes \
                                nothing from here. Open it by its IP address or as localhost, or \
                                start it with --public-url and the address that stands in your \
                                browser, such as --public-url http://natter.lan:3000.";

/// Where a request comes from, as far as its headers tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// A page of this server.
    Own,
    /// A page of another site.
    Foreign,
    /// A page that calls itself as the request calls the server, by a name that nobody has
    /// configured: another site's, it may be, whose name leads here for a while. See [`Host`].
    Unconfigured,
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
    /// `Referer`: all that tells of a page's GET over plain http at a name, which browsers send
    /// neither of the others with. Our pages have a referrer policy that lets them say it.
    pub referer: Option<&'a str>,
    /// `Host`.
    pub host: Option<&'a str>,
}

/// Judges. `public` is the origin of the configured public address, such as
/// `https://chat.example.org`; without one the page's host must be the host that is asked.
pub fn source(headers: Headers<'_>, public: Option<&str>) -> Source {
    let is_named = headers.host.map(Host::read) == Some(Host::Name);
    let said = headers.referer.map(origin_of);
    let origin = match headers.fetch_site {
        Some(_) => headers.origin,
        None => headers.origin.or(said),
    };
    match (origin, headers.fetch_site) {
        (Some(origin), _)
            if public.is_none() && is_named && is_own(origin, headers.host, public) =>
        {
            Source::Unconfigured
        }
        (None, Some("same-origin" | "none")) if public.is_none() && is_named => {
            Source::Unconfigured
        }
        (Some(origin), _) if is_own(origin, headers.host, public) => Source::Own,
        (Some(_), _) => Source::Foreign,
        (None, Some("same-origin" | "none")) => Source::Own,
        (None, Some(_)) => Source::Foreign,
        (None, None) => Source::NoPage,
    }
}

/// The origin of an address: up to its path.
fn origin_of(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + "://".len());
    let path = address.get(host..).and_then(|rest| rest.find('/'));
    path.and_then(|path| address.get(..host + path))
        .unwrap_or(address)
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
                referer: None,
            },
            public,
        )
    }

    #[test]
    fn a_page_whose_name_leads_here_is_none_of_this_servers() {
        let judge = |origin: Option<&str>, fetch_site, host, public| {
            source(
                Headers {
                    origin,
                    fetch_site,
                    referer: None,
                    host: Some(host),
                },
                public,
            )
        };
        let (evil, page) = (
            "attacker.example:3000",
            Some("http://attacker.example:3000"),
        );
        let public = Some("https://chat.example.org");
        assert_eq!(judge(page, None, evil, None), Source::Unconfigured);
        let same = Some("same-origin");
        assert_eq!(judge(page, same, evil, None), Source::Unconfigured);
        assert_eq!(judge(None, same, evil, None), Source::Unconfigured);
        assert_eq!(judge(page, same, evil, public), Source::Foreign);
        // A proxy may call the server as it likes, where the public address is configured.
        assert_eq!(judge(public, same, "backend:3000", public), Source::Own);
        for (page, host) in [
            ("http://192.168.1.5:3000", "192.168.1.5:3000"),
            ("http://[2001:db8::1]:3000", "[2001:db8::1]:3000"),
            ("http://localhost:3000", "localhost:3000"),
        ] {
            assert_eq!(judge(Some(page), same, host, None), Source::Own);
        }
    }

    #[test]
    fn where_nothing_else_tells_the_page_does_that_asks() {
        let judge = |referer, fetch_site, public| {
            let host = Some("192.0.2.7:3000");
            let headers = Headers {
                origin: None,
                fetch_site,
                referer: Some(referer),
                host,
            };
            source(headers, public)
        };
        let ours = "http://192.0.2.7:3000/r/lobby?before=5";
        assert_eq!(judge(ours, None, None), Source::Own);
        assert_eq!(judge("http://192.0.2.7:3000", None, None), Source::Own);
        assert_eq!(
            judge(ours, None, Some("http://192.0.2.7:3000")),
            Source::Own
        );
        assert_eq!(
            judge(ours, None, Some("https://chat.example.org")),
            Source::Foreign
        );
        for foreign in [
            "http://evil.test/",
            "http://evil.test/http://192.0.2.7:3000/",
            "http://192.0.2.7:3000.evil.test/",
            "http://192.0.2.7:3001/",
            "about:blank",
            "",
        ] {
            assert_eq!(judge(foreign, None, None), Source::Foreign, "{foreign}");
        }
        // What the browser says of the request itself counts more.
        assert_eq!(judge(ours, Some("cross-site"), None), Source::Foreign);
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
