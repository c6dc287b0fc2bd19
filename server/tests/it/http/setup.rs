//! The first visit: every page leads to the set-up, and who may do it.

use crate::support::{Natter, people::PASSWORD};

#[test]
fn before_there_is_an_owner_every_page_leads_to_setup() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--lobby", "open"]);
    for path in [
        "/",
        "/r/lobby",
        "/rooms",
        "/sign-in",
        "/settings",
        "/workspace/people",
    ] {
        let response = natter.get(path);
        let leads = (response.status, response.header("location"));
        assert_eq!(leads, (303, Some("/setup")), "{path}");
    }
    assert_eq!(natter.get("/setup").status, 200);
    natter.set_up();
    assert_eq!(natter.get("/setup").status, 410);
    assert_eq!(natter.get("/").header("location"), Some("/sign-in"));
}

#[test]
fn behind_https_setup_needs_its_code_and_the_cookie_is_bound_to_host_and_https() {
    let folder = tempfile::tempdir().expect("folder");
    let public = "https://chat.example.org";
    let (natter, said) = Natter::start_behind_proxy(&folder, &["--public-url", public]);
    let (_, code) = said
        .rsplit_once("open https://chat.example.org/setup?code=")
        .unwrap_or_else(|| panic!("{said}"));
    let set_up = |code: &str| {
        let password = PASSWORD.replace(' ', "+");
        let form =
            format!("workspace=Harbour&name=Olive&handle=olive&password={password}&code={code}");
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        natter.request(
            "POST",
            "/setup",
            &[("Origin", public), kind],
            form.as_bytes(),
        )
    };
    for wrong in ["", "0", &"0".repeat(32)] {
        assert_eq!(set_up(wrong).status, 403, "{wrong:?}");
    }
    let made = set_up(code);
    assert_eq!(made.status, 303, "{made:?}");
    let cookie = made.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("__Host-natter_session="), "{cookie}");
    assert!(
        cookie.contains("; Secure") && cookie.contains("Path=/;"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[test]
fn beyond_the_own_machine_setup_needs_the_code_that_was_printed() {
    let folder = tempfile::tempdir().expect("folder");
    let (natter, said) = Natter::start_behind_proxy(&folder, &["--addr", "0.0.0.0:0"]);
    let (url, code) = said
        .rsplit_once("/setup?code=")
        .unwrap_or_else(|| panic!("{said}"));
    let (_, address) = url.rsplit_once("http://0.0.0.0:").expect("an address");
    let natter = natter.at(address.parse().expect("a port"));
    let set_up = |code: &str| {
        let password = PASSWORD.replace(' ', "+");
        let form =
            format!("workspace=Harbour&name=Olive&handle=olive&password={password}&code={code}");
        natter.post("/setup", "", &form).status
    };
    assert_eq!((set_up(""), set_up(&"0".repeat(32))), (403, 403));
    assert_eq!(natter.get("/").header("location"), Some("/setup"));
    assert_eq!(set_up(code), 303);
    natter.stop();
    // Once there is an owner nothing is printed that opens anything.
    let (natter, said) = Natter::start_behind_proxy(&folder, &["--addr", "0.0.0.0:0"]);
    assert!(!said.contains("code="), "{said}");
    natter.stop();
}
