//! What a GET may not do, and who may POST.

use super::surface::{form, start};
use crate::support::{Natter, database::Database};

#[test]
fn another_sites_page_cannot_post() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    let body = form("client-0001", "x");
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    for foreign in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
    ] {
        let headers = [foreign, ("Cookie", cookie.as_str()), kind];
        let response = natter.request("POST", "/r/lobby/messages", &headers, body.as_bytes());
        assert_eq!(response.status, 403, "{foreign:?}");
        assert!(response.body.contains("foreign_origin"), "{foreign:?}");
        let said = format!("{}: {}", foreign.0.to_lowercase(), foreign.1);
        assert!(response.body.contains(&said), "{response:?}");
    }
    assert!(
        natter
            .page(&cookie, "/")
            .body
            .contains("This is the start of #lobby.")
    );
}

/// The paths of the router with that method, with something in the workspace of their parameters.
pub(super) fn routes(method: &str) -> Vec<String> {
    let routes = server::http::routes().into_iter();
    let routes = routes.filter(|route| route.method == method).map(|route| {
        route
            .path
            .replace("{slug}", "lobby")
            .replace("{handle}", "olive")
            .replace("{code}", &"0".repeat(32))
    });
    routes.collect()
}

#[test]
fn looking_changes_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let owner = natter.set_up();
    let [ada] = natter.members(["ada"]);
    let code = natter.invite(&[]);
    let room = natter.room(&ada, "Design", "public");
    let mut paths = routes("GET");
    assert!(paths.len() > 20, "{paths:?}");
    paths.extend([
        format!("/join/{code}"),
        format!("/r/{}", room.slug),
        format!("/r/{}/settings", room.slug),
        "/people/ada".into(),
        "/settings?done=1".into(),
        "/workspace/people?q=a".into(),
        "/rooms?q=des".into(),
    ]);
    let mut database = Database::open(&natter.data);
    let before = database.dump();
    assert!(before["members"].len() == 2 && before["sessions"].len() == 2);
    for _ in 0..2 {
        for path in &paths {
            for cookie in [owner.cookie(), ada.cookie(), String::new()] {
                let answer = natter.page(&cookie, path);
                assert!(answer.status < 500, "{path}: {answer:?}");
                assert_eq!(answer.header("set-cookie"), None, "{path}");
            }
        }
    }
    assert_eq!(database.dump(), before);
    natter.stop();
}

#[test]
fn another_sites_page_can_post_nowhere() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let owner = natter.set_up();
    let paths = routes("POST");
    assert!(paths.len() > 40, "{paths:?}");
    let mut database = Database::open(&natter.data);
    let before = database.dump();
    let cookie = owner.cookie();
    for path in &paths {
        // Without a cookie: see `other_origins`.
        if path.starts_with("/api/") {
            continue;
        }
        for foreign in [
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Sec-Fetch-Site", "cross-site"),
        ] {
            let headers = [foreign, ("Cookie", cookie.as_str())];
            let answer = natter.request("POST", path, &headers, b"");
            assert_eq!(answer.status, 403, "{path} {foreign:?}");
            assert!(answer.body.contains("foreign_origin"), "{path}");
        }
    }
    assert_eq!(database.dump(), before);
    natter.stop();
}
