//! What pages of other origins may do: get a token, and use it. Their cookies count for nothing.

use serde_json::json;

use crate::support::{Natter, Response, people::PASSWORD};

const PAGE: (&str, &str) = ("Origin", "https://elsewhere.example");

fn start() -> (tempfile::TempDir, Natter) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "open"]);
    natter.set_up();
    (folder, natter)
}

fn allows_any_page(answer: &Response) {
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

/// What a browser asks before it sends a request with these headers.
fn preflight(natter: &Natter, path: &str, headers: &str) -> Response {
    let headers = [
        PAGE,
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", headers),
        ("Sec-Fetch-Site", "cross-site"),
    ];
    natter.request("OPTIONS", path, &headers, b"")
}

#[test]
fn a_page_of_another_origin_gets_a_token_and_connects_with_it() {
    let (_folder, natter) = start();
    for path in ["/api/visitor-session", "/api/session", "/socket.io/"] {
        let allowed = preflight(&natter, path, "authorization,content-type");
        assert!(allowed.status < 300, "{path}: {allowed:?}");
        allows_any_page(&allowed);
        let headers = allowed.header("access-control-allow-headers");
        let headers = headers.unwrap_or_default().to_lowercase();
        assert!(headers.contains("authorization") && headers.contains("content-type"));
    }
    let cross = [PAGE, ("Sec-Fetch-Site", "cross-site")];
    let visitor = natter.request("POST", "/api/visitor-session", &cross, b"");
    assert_eq!(visitor.status, 200, "{visitor:?}");
    allows_any_page(&visitor);
    let body = json!({"handle": "olive", "password": PASSWORD}).to_string();
    let headers = [cross.as_slice(), &[("Content-Type", "application/json")]].concat();
    let session = natter.request("POST", "/api/session", &headers, body.as_bytes());
    assert_eq!(session.status, 200, "{session:?}");
    allows_any_page(&session);
    let bearer = format!(
        "Bearer {}",
        session.json()["token"].as_str().expect("a token")
    );
    let headers = [cross.as_slice(), &[("Authorization", &*bearer)]].concat();
    let open = natter.request("GET", "/socket.io/?EIO=4&transport=polling", &headers, b"");
    assert_eq!(open.status, 200, "{open:?}");
    allows_any_page(&open);
    natter.stop();
}

#[test]
fn pages_and_forms_are_for_their_own_origin() {
    let (_folder, natter) = start();
    for path in ["/sign-in", "/rooms", "/password-strength", "/"] {
        let asked = preflight(&natter, path, "content-type");
        assert_eq!(asked.header("access-control-allow-origin"), None, "{path}");
        let got = natter.request("GET", path, &[PAGE], b"");
        assert_eq!(got.header("access-control-allow-origin"), None, "{path}");
    }
    natter.stop();
}

#[test]
fn a_cookie_that_a_foreign_page_brings_is_no_session_in_the_api() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    let (mine, foreign) = (
        ("Sec-Fetch-Site", "same-origin"),
        ("Sec-Fetch-Site", "same-site"),
    );
    for (site, origin) in [(mine, None), (foreign, Some(PAGE))] {
        let headers = [Some(site), origin, Some(("Cookie", &*cookie))];
        let headers: Vec<_> = headers.into_iter().flatten().collect();
        let made = natter.request("POST", "/api/visitor-session", &headers, b"");
        assert_eq!(made.status, 200, "{made:?}");
        assert_eq!(made.header("set-cookie"), None);
    }
    natter.stop();
}

#[test]
fn a_form_of_ones_own_page_counts_though_a_proxy_hides_where_it_comes_from() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    let post = |site: &str, id: &str| {
        let headers = [
            ("Origin", "null"),
            ("Sec-Fetch-Site", site),
            ("Cookie", &*cookie),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let form = format!("client_id={id}&body=hello");
        natter.request("POST", "/r/lobby/messages", &headers, form.as_bytes())
    };
    assert_eq!(post("same-origin", "client-0001").status, 303);
    for site in ["cross-site", "same-site", "none"] {
        let refused = post(site, "client-0002");
        assert_eq!(refused.status, 403, "{site}");
        assert!(refused.body.contains("origin: null"), "{refused:?}");
    }
    natter.stop();
}
