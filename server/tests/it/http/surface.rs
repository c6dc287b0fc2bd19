//! Pages, forms, files and health, as a browser meets them.

use crate::support::Natter;

/// A workspace with an owner and an open lobby.
pub(super) fn start() -> (tempfile::TempDir, Natter) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    natter.set_up();
    (folder, natter)
}

pub(super) fn form(client_id: &str, body: &str) -> String {
    format!("client_id={client_id}&body={body}")
}

#[test]
fn every_response_makes_browsers_careful() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    for path in [
        "/",
        "/sign-in",
        "/nothing",
        "/?before=x",
        "/healthz",
        "/pkg/natter.0a.js",
        "/socket.io/?EIO=4&transport=polling",
    ] {
        let response = natter.page(&cookie, path);
        assert_eq!(
            response.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            response.header("referrer-policy"),
            Some("same-origin"),
            "{path}"
        );
        let policy = response.header("content-security-policy").expect(path);
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(policy.contains("default-src 'none'"), "{path}");
    }
    let page = natter.page(&cookie, "/");
    let policy = page.header("content-security-policy").expect("a policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    let nonce = nonce.expect("a nonce");
    assert!(policy.contains("'wasm-unsafe-eval'") && !policy.contains("unsafe-inline"));
    let scripts = page.body.matches("<script").count();
    assert_eq!(
        page.body.matches(&format!("nonce=\"{nonce}\"")).count(),
        scripts
    );
    let again = natter.page(&cookie, "/");
    assert!(
        !again
            .header("content-security-policy")
            .expect("a policy")
            .contains(nonce)
    );
}

#[test]
fn nobody_gets_a_session_by_looking_and_a_visitor_gets_one_that_lasts() {
    let (_folder, natter) = start();
    for (path, leads) in [
        ("/", "/sign-in"),
        ("/r/lobby", "/sign-in?next=%2Fr%2Flobby"),
        ("/r/nowhere", "/sign-in?next=%2Fr%2Fnowhere"),
        ("/workspace/people", "/sign-in?next=%2Fworkspace%2Fpeople"),
    ] {
        let response = natter.get(path);
        assert_eq!(
            (response.status, response.header("location")),
            (303, Some(leads))
        );
        assert_eq!(response.header("set-cookie"), None, "{path}");
    }
    let came = natter.post("/visit", "", "");
    assert_eq!((came.status, came.header("location")), (303, Some("/")));
    let cookie = came.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("natter_session="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    let page = natter.page(&came.cookie(), "/");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("set-cookie"), None);
    let again = natter.post("/visit", &came.cookie(), "");
    assert_eq!(again.header("set-cookie"), None, "they are here already");
}

#[test]
fn a_form_posts_once_however_often_it_is_sent() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    for _ in 0..3 {
        let posted = natter.post(
            "/r/lobby/messages",
            &cookie,
            &form("client-0001", "hello+form"),
        );
        let leads = (posted.status, posted.header("location"));
        assert_eq!(leads, (303, Some("/r/lobby")));
    }
    let page = natter.page(&cookie, "/");
    assert_eq!(page.body.matches(">hello form<").count(), 1);
}

#[test]
fn a_form_that_was_sent_with_another_text_brings_the_text_back_and_works_then() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    let path = "/r/lobby/messages";
    natter.post(path, &cookie, &form("client-0001", "one"));
    // The Back button brings the form back as it was.
    let refused = natter.post(path, &cookie, &form("client-0001", "two"));
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("Not sent: this form was sent before"));
    assert!(refused.body.contains(">two</textarea>"), "{}", refused.body);
    let (_, field) = refused
        .body
        .split_once("name=\"client_id\" value=\"")
        .expect("the field");
    let (client_id, _) = field.split_once('"').expect("a value");
    let posted = natter.post(path, &cookie, &form(client_id, "two"));
    assert_eq!(posted.status, 303);
    let page = natter.page(&cookie, "/");
    assert_eq!(page.body.matches(">two<").count(), 1);
}

#[test]
fn what_is_said_is_text_and_nothing_else() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    let body = "%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%3Cimg+src%3Dx%3E";
    natter.post("/r/lobby/messages", &cookie, &form("client-0001", body));
    let page = natter.page(&cookie, "/");
    assert!(!page.body.contains("<script>alert(1)") && !page.body.contains("<img"));
    assert!(page.body.contains("&lt;img src=x&gt;"));
}

#[test]
fn a_refused_form_brings_the_text_back_with_the_reason() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    let long = "x".repeat(10_001);
    let refused = natter.post("/r/lobby/messages", &cookie, &form("client-0001", &long));
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains(&long));
    assert!(refused.body.contains("Not sent: the message is too long"));
    let empty = natter.post("/r/lobby/messages", &cookie, &form("client-0002", "+"));
    assert_eq!(empty.status, 422);
}

#[test]
fn broken_forms_get_a_clear_answer_and_change_nothing() {
    let (_folder, natter) = start();
    let cookie = natter.cookie();
    let huge = format!("client_id=client-0001&body={}", "x".repeat(300_000));
    let cases = [
        ("/r/lobby/messages", "client_id=client-0001".to_owned(), 422),
        (
            "/r/lobby/messages",
            "client_id=client-0001&body=%ff%fe".into(),
            422,
        ),
        ("/r/lobby/messages", huge, 413),
        ("/r/lobby/messages", form("x", "short+id"), 400),
        ("/r/nowhere/messages", form("client-0001", "x"), 404),
        ("/r/No%20Slug/messages", form("client-0001", "x"), 404),
        ("/name", "name=+".into(), 422),
        ("/name", format!("name={}", "x".repeat(33)), 422),
        ("/name", "nothing=1".into(), 422),
    ];
    for (path, body, status) in cases {
        let response = natter.post(path, &cookie, &body);
        let start: String = body.chars().take(60).collect();
        assert_eq!(response.status, status, "{path} {start}");
    }
    assert!(
        natter
            .page(&cookie, "/")
            .body
            .contains("This is the start of #lobby.")
    );
}

#[test]
fn older_pages_are_reached_by_links() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let cookie = natter.set_up().cookie();
    for number in 1..=60 {
        let body = form(
            &format!("client-{number:04}"),
            &format!("message+{number}."),
        );
        assert_eq!(natter.post("/r/lobby/messages", &cookie, &body).status, 303);
    }
    let latest = natter.page(&cookie, "/");
    assert!(latest.body.contains(">message 60.<") && !latest.body.contains(">message 10.<"));
    assert!(latest.body.contains("href=\"/r/lobby?before=11\""));
    let older = natter.page(&cookie, "/r/lobby?before=11");
    assert!(older.body.contains(">message 10.<") && !older.body.contains(">message 11.<"));
    assert!(older.body.contains("This is the start of #lobby."));
    assert_eq!(natter.page(&cookie, "/?before=eleven").status, 400);
}

#[test]
fn files_are_served_compressed_and_kept_by_their_names() {
    let (_folder, natter) = start();
    let path = "/pkg/natter.0a.js";
    for (accepted, encoding, body) in [
        ("gzip, br", Some("br"), "as brotli"),
        ("gzip", Some("gzip"), "as gzip"),
        ("identity", None, "plain"),
    ] {
        let response = natter.request("GET", path, &[("Accept-Encoding", accepted)], b"");
        assert_eq!(response.header("content-encoding"), encoding);
        assert_eq!(response.body, body);
        assert_eq!(
            response.header("content-type"),
            Some("text/javascript; charset=utf-8")
        );
        assert!(
            response
                .header("cache-control")
                .expect("cached")
                .contains("immutable")
        );
        assert_eq!(response.header("vary"), Some("accept-encoding"));
    }
    let icon = natter.get("/favicon.svg");
    assert_eq!(icon.header("cache-control"), Some("no-cache"));
    let tag = icon.header("etag").expect("a tag");
    let known = natter.request("GET", "/favicon.svg", &[("If-None-Match", tag)], b"");
    assert_eq!(known.status, 304);
    for outside in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/pkg/../../data/natter.db",
        "//etc/passwd",
    ] {
        assert_eq!(natter.get(outside).status, 404, "{outside}");
    }
}

#[test]
fn programs_get_a_visitor_session() {
    let (_folder, natter) = start();
    let response = natter.request("POST", "/api/visitor-session", &[], b"");
    assert_eq!(response.status, 200);
    let json: serde_json::Value = serde_json::from_str(&response.body).expect("JSON");
    assert_eq!(json["token"].as_str().map(str::len), Some(32));
    assert!(json["member"]["name"].is_string());
    assert_eq!(natter.get("/api/visitor-session").status, 405);
}

#[test]
fn a_flood_of_guests_is_slowed_down() {
    let (_folder, natter) = start();
    let limited = (0..400)
        .map(|_| natter.request("POST", "/api/visitor-session", &[], b""))
        .find(|response| response.status == 429)
        .expect("a limit");
    assert!(limited.header("retry-after").is_some());
    assert!(limited.body.contains("\"retry_after_ms\":"));
}

#[test]
fn health_tells_life_and_readiness() {
    let (_folder, natter) = start();
    assert_eq!(natter.get("/healthz").status, 200);
    assert_eq!(natter.get("/readyz").status, 200);
}
