//! By which names the server is asked: a page of another site can have its name lead here.

use crate::support::{
    Natter, Response,
    database::Database,
    people::{PASSWORD, Person},
};

/// What a browser sends for a page of that host.
fn post(natter: &Natter, host: &str, path: &str, cookie: &str, form: &str) -> Response {
    let origin = format!("http://{host}");
    let headers = [
        ("Host", host),
        ("Origin", &origin),
        ("Sec-Fetch-Site", "same-origin"),
        ("Accept", "text/html"),
        ("Cookie", cookie),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    natter.request("POST", path, &headers, form.as_bytes())
}

fn set_up_form() -> String {
    let password = PASSWORD.replace(' ', "+");
    format!("workspace=Harbour&name=Olive&handle=olive&password={password}")
}

const FOREIGN: [&str; 4] = [
    "attacker.example:3000",
    "localhost.attacker.example:3000",
    "127.0.0.1.attacker.example",
    "natter.lan",
];

#[test]
fn on_ones_own_machine_nobody_sets_the_workspace_up_under_a_foreign_name() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    for host in FOREIGN.into_iter().chain(["192.168.1.5:3000", ""]) {
        let page = natter.request("GET", "/setup", &[("Host", host)], b"");
        assert_eq!(page.status, 403, "{host}");
        assert!(page.whole_body().contains("--public-url"), "{host}");
        let made = post(&natter, host, "/setup", "", &set_up_form());
        assert_eq!(made.status, 403, "{host}");
        // A program says no origin.
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let form = set_up_form();
        let made = natter.request("POST", "/setup", &[("Host", host), kind], form.as_bytes());
        assert_eq!(made.status, 403, "{host}");
    }
    assert_eq!(Database::open(&natter.data).count("members"), 0);
    natter.stop();
}

#[test]
fn on_ones_own_machine_each_of_its_names_sets_the_workspace_up() {
    for host in [
        "localhost:3000",
        "chat.localhost",
        "127.0.0.1:3000",
        "127.9.9.9",
        "[::1]:3000",
    ] {
        let folder = tempfile::tempdir().expect("folder");
        let natter = Natter::start(&folder, &[]);
        let page = natter.request("GET", "/setup", &[("Host", host)], b"");
        assert_eq!(page.status, 200, "{host}");
        let made = post(&natter, host, "/setup", "", &set_up_form());
        assert_eq!(made.status, 303, "{host}: {made:?}");
        natter.stop();
    }
}

#[test]
fn nothing_changes_under_a_name_that_nobody_has_configured() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let olive = natter.set_up();
    let sign_in = format!("handle=olive&password={}", PASSWORD.replace(' ', "+"));
    for host in FOREIGN {
        let refused = post(&natter, host, "/sign-in", "", &sign_in);
        assert_eq!((refused.status, refused.header("set-cookie")), (403, None));
        let said = refused.whole_body();
        assert!(
            said.contains("--public-url") && said.contains("<html"),
            "{said}"
        );
        let refused = post(
            &natter,
            host,
            "/settings/profile",
            &olive.cookie(),
            "name=Eve",
        );
        assert_eq!(refused.status, 403, "{host}");
        assert!(!socket_opens(&natter, host, &olive), "{host}");
    }
    for host in ["192.168.1.5:3000", "[2001:db8::1]:3000", "localhost:3000"] {
        assert_eq!(
            post(&natter, host, "/sign-in", "", &sign_in).status,
            303,
            "{host}"
        );
        assert!(socket_opens(&natter, host, &olive), "{host}");
    }
    natter.stop();
}

/// Whether a page of that host comes into `/chat` with the cookie alone.
fn socket_opens(natter: &Natter, host: &str, who: &Person) -> bool {
    let (origin, cookie) = (format!("http://{host}"), who.cookie());
    // For a GET of its own page a browser says no origin.
    let page = [
        ("Sec-Fetch-Site", "same-origin"),
        ("Cookie", &*cookie),
        ("Host", host),
    ];
    let opened = natter.request("GET", "/socket.io/?EIO=4&transport=polling", &page, b"");
    let body = opened.whole_body();
    let sid = body
        .split("\"sid\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let path = format!(
        "/socket.io/?EIO=4&transport=polling&sid={}",
        sid.expect("an id")
    );
    let own = [
        page.as_slice(),
        &[("Origin", &origin), ("Content-Type", "text/plain")],
    ]
    .concat();
    assert_eq!(natter.request("POST", &path, &own, b"40/chat,").status, 200);
    // Pings come between.
    loop {
        let answer = natter.request("GET", &path, &page, b"").whole_body();
        match (answer.contains("40/chat"), answer.contains("44/chat")) {
            (false, false) => assert!(answer.contains('2'), "{answer}"),
            (opened, _) => return opened,
        }
    }
}

#[test]
fn behind_a_proxy_the_public_address_counts_and_not_what_the_proxy_says() {
    let folder = tempfile::tempdir().expect("folder");
    let public = "https://chat.example.org";
    let (natter, line) = Natter::start_behind_proxy(&folder, &["--public-url", public]);
    let (_, code) = line.rsplit_once("code=").expect("a code");
    let send = |host: &str, origin: &str| {
        let form = format!("code={code}&{}", set_up_form());
        let headers = [
            ("Host", host),
            ("Origin", origin),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        natter
            .request("POST", "/setup", &headers, form.as_bytes())
            .status
    };
    assert_eq!(send("attacker.example", "https://attacker.example"), 403);
    assert_eq!(send("backend:3000", public), 303);
    natter.stop();
}

#[test]
fn a_public_address_is_its_origin_however_it_is_written() {
    for (public, origin) in [
        ("https://chat.example.org:443", "https://chat.example.org"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example"),
        ("http://chat.example.org:80", "http://chat.example.org"),
    ] {
        let folder = tempfile::tempdir().expect("folder");
        let (natter, line) = Natter::start_behind_proxy(&folder, &["--public-url", public]);
        let (start, code) = line.rsplit_once("/setup?code=").expect("a code");
        assert!(start.ends_with(&format!("open {origin}")), "{line}");
        let form = format!("code={code}&{}", set_up_form());
        let headers = [
            ("Host", "backend:3000"),
            ("Origin", origin),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let made = natter.request("POST", "/setup", &headers, form.as_bytes());
        assert_eq!(made.status, 303, "{public}: {made:?}");
        natter.stop();
    }
}
