//! Whether a request comes from one of Natter's own pages, which is required for the cookie to
//! count and for unsafe requests.
//!
//! Sources: the Fetch standard (`Origin`, `Referer`) and Fetch Metadata (`Sec-Fetch-Site`).
//! Browsers do not let pages forge these headers.

use url::Url;

use super::host::Host;

/// Message for requests whose `Host` is a name that is not configured.
pub const UNCONFIGURED: &str = "Natter does not recognise this address, so it does not accept \
                                forms from it. Open it by its IP address or as localhost, or \
                                start it with --public-url and the address shown in your browser, \
                                such as --public-url http://natter.lan:3000.";

/// Where a request comes from, according to its headers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestOrigin {
    /// A page of this server.
    Own,
    /// A page of another site.
    Foreign,
    /// A page whose own host equals the request's `Host`, which is a name that is not configured:
    /// it may be another site's page whose name points here temporarily. See [`Host`].
    Unconfigured,
    /// Not a page: a program other than a browser. It sends no cookie unless told to.
    NoPage,
}

/// The headers that show it.
#[derive(Clone, Copy, Default, Debug)]
pub struct Headers<'a> {
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<&'a str>,
    /// `Referer`: the only one that browsers send with a page's GET over plain http to a host name.
    /// The referrer policy of our pages allows it.
    pub referer: Option<&'a str>,
    /// `Host`.
    pub host: Option<&'a str>,
}

/// Classifies a request.
///
/// `Origin: null` with `Sec-Fetch-Site: same-origin` is a page of this server: only browsers can say
/// so, and they do where a proxy adds `Referrer-Policy: no-referrer` to our pages. `public` is the origin of the configured public address, such as
/// `https://chat.example.org`; without one the page's host must be the requested host.
pub fn source(headers: Headers<'_>, public: Option<&str>) -> RequestOrigin {
    let is_named = headers.host.map(Host::read) == Some(Host::Name);
    let said = headers.referer.map(origin_of);
    let origin = match headers.fetch_site {
        Some("same-origin") => headers.origin.filter(|origin| *origin != "null"),
        Some(_) => headers.origin,
        None => headers.origin.or(said),
    };
    match (origin, headers.fetch_site) {
        (Some(origin), _)
            if public.is_none() && is_named && is_own(origin, headers.host, public) =>
        {
            RequestOrigin::Unconfigured
        }
        (None, Some("same-origin" | "none")) if public.is_none() && is_named => {
            RequestOrigin::Unconfigured
        }
        (Some(origin), _) if is_own(origin, headers.host, public) => RequestOrigin::Own,
        (Some(_), _) => RequestOrigin::Foreign,
        (None, Some("same-origin" | "none")) => RequestOrigin::Own,
        (None, Some(_)) => RequestOrigin::Foreign,
        (None, None) => RequestOrigin::NoPage,
    }
}

/// The origin of a URL: everything before its path.
fn origin_of(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + "://".len());
    let path = address.get(host..).and_then(|rest| rest.find('/'));
    path.and_then(|path| address.get(..host + path))
        .unwrap_or(address)
}

fn is_own(origin: &str, host: Option<&str>, public: Option<&str>) -> bool {
    let Some((scheme, _)) = origin.split_once("://") else {
        return false;
    };
    // If a public address is configured, the requested host may be an attacker's name for this
    // server (DNS rebinding), so it proves nothing.
    match (public, host) {
        (Some(public), _) => is_same(origin, public),
        (None, Some(host)) => is_same(origin, &format!("{scheme}://{host}")),
        (None, None) => false,
    }
}

/// Whether two addresses have one origin: scheme, host and port, however they are written.
fn is_same(one: &str, other: &str) -> bool {
    if one.eq_ignore_ascii_case(other) {
        return true;
    }
    let read = |text: &str| Url::parse(text).ok().map(|url| url.origin());
    let (one, other) = (read(one), read(other));
    one.is_some_and(|origin| origin.is_tuple() && Some(origin) == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(
        origin: Option<&str>,
        fetch_site: Option<&str>,
        public: Option<&str>,
    ) -> RequestOrigin {
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
        assert_eq!(judge(page, None, evil, None), RequestOrigin::Unconfigured);
        let same = Some("same-origin");
        assert_eq!(judge(page, same, evil, None), RequestOrigin::Unconfigured);
        assert_eq!(judge(None, same, evil, None), RequestOrigin::Unconfigured);
        assert_eq!(judge(page, same, evil, public), RequestOrigin::Foreign);
        // A proxy may send any host, if the public address is configured.
        assert_eq!(
            judge(public, same, "backend:3000", public),
            RequestOrigin::Own
        );
        for (page, host) in [
            ("http://192.168.1.5:3000", "192.168.1.5:3000"),
            ("http://[2001:db8::1]:3000", "[2001:db8::1]:3000"),
            ("http://localhost:3000", "localhost:3000"),
        ] {
            assert_eq!(judge(Some(page), same, host, None), RequestOrigin::Own);
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
        assert_eq!(judge(ours, None, None), RequestOrigin::Own);
        assert_eq!(
            judge("http://192.0.2.7:3000", None, None),
            RequestOrigin::Own
        );
        assert_eq!(
            judge(ours, None, Some("http://192.0.2.7:3000")),
            RequestOrigin::Own
        );
        assert_eq!(
            judge(ours, None, Some("https://chat.example.org")),
            RequestOrigin::Foreign
        );
        for foreign in [
            "http://evil.test/",
            "http://evil.test/http://192.0.2.7:3000/",
            "http://192.0.2.7:3000.evil.test/",
            "http://192.0.2.7:3001/",
            "about:blank",
            "",
        ] {
            assert_eq!(
                judge(foreign, None, None),
                RequestOrigin::Foreign,
                "{foreign}"
            );
        }
        // `Sec-Fetch-Site` takes precedence.
        assert_eq!(
            judge(ours, Some("cross-site"), None),
            RequestOrigin::Foreign
        );
    }

    #[test]
    fn only_this_servers_pages_are_own() {
        let public = Some("https://chat.example.org");
        let cases = [
            (
                Some("http://127.0.0.1:3000"),
                None,
                None,
                RequestOrigin::Own,
            ),
            (
                Some("http://127.0.0.1:3001"),
                None,
                None,
                RequestOrigin::Foreign,
            ),
            (
                Some("http://localhost:3000"),
                Some("same-site"),
                None,
                RequestOrigin::Foreign,
            ),
            (Some("null"), None, None, RequestOrigin::Foreign),
            (Some("null"), Some("same-origin"), None, RequestOrigin::Own),
            (
                Some("null"),
                Some("same-origin"),
                public,
                RequestOrigin::Own,
            ),
            (
                Some("null"),
                Some("same-site"),
                None,
                RequestOrigin::Foreign,
            ),
            (
                Some("null"),
                Some("cross-site"),
                public,
                RequestOrigin::Foreign,
            ),
            (Some("null"), Some("none"), None, RequestOrigin::Foreign),
            (
                Some("https://chat.example.org:443"),
                None,
                public,
                RequestOrigin::Own,
            ),
            (
                Some("http://chat.example.org"),
                None,
                public,
                RequestOrigin::Foreign,
            ),
            (Some(""), None, None, RequestOrigin::Foreign),
            (
                Some("https://chat.example.org"),
                None,
                public,
                RequestOrigin::Own,
            ),
            (
                Some("http://127.0.0.1:3000"),
                None,
                public,
                RequestOrigin::Foreign,
            ),
            (
                Some("https://chat.example.org.evil.test"),
                None,
                public,
                RequestOrigin::Foreign,
            ),
            (None, Some("same-origin"), None, RequestOrigin::Own),
            (None, Some("cross-site"), None, RequestOrigin::Foreign),
            (None, None, None, RequestOrigin::NoPage),
        ];
        for (origin, site, public, expected) in cases {
            assert_eq!(judge(origin, site, public), expected, "{origin:?} {site:?}");
        }
    }
}
