//! Passkeys as a browser uses them, with a device made of software.

use crate::support::{
    Natter, Response,
    database::Database,
    device::Device,
    people::{PASSWORD, Person, add_passkey, begin_passkey, me},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn start() -> (tempfile::TempDir, Natter, Person) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let owner = natter.set_up();
    (folder, natter, owner)
}

/// A device, and whose passkey is on it.
struct Holder {
    device: Device,
    member: Uuid,
}

impl Holder {
    /// Adds a passkey to somebody's account.
    fn new(natter: &Natter, who: &Person, number: u8) -> Self {
        let device = add_passkey(natter, &who.cookie(), number);
        let member = me(&natter.listen(who).1).parse().expect("an id");
        Self { device, member }
    }

    fn sign(&mut self, task: &Value) -> Value {
        self.device.get(task, self.member)
    }

    /// Signs in, on the way to that page.
    fn sign_in(&mut self, natter: &Natter, next: &str) -> Response {
        let task = begin_passkey(natter, "/passkeys/sign-in", "");
        let signed = json!({"credential": self.sign(&task), "next": next});
        natter.post_json("/passkeys/sign-in/finish", "", &signed)
    }
}

#[test]
fn a_passkey_leads_where_one_wanted_to_go_and_nowhere_else() {
    let (_folder, natter, olive) = start();
    let mut holder = Holder::new(&natter, &olive, 1);
    for (next, leads) in [
        ("/settings/password", "/settings/password"),
        ("/r/lobby?before=5", "/r/lobby?before=5"),
        ("", "/"),
        ("settings", "/"),
        ("https://evil.test/", "/"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("/a\r\nb", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let signed = holder.sign_in(&natter, next);
        assert_eq!(signed.status, 200, "{signed:?}");
        assert_eq!(signed.json(), json!({"location": leads}), "{next:?}");
        assert_eq!(natter.page(&signed.cookie(), "/settings").status, 200);
    }
    let task = begin_passkey(&natter, "/passkeys/sign-in", "");
    let signed = json!({"credential": holder.sign(&task)});
    let signed = natter.post_json("/passkeys/sign-in/finish", "", &signed);
    assert_eq!(signed.json(), json!({"location": "/"}), "without a wish");
    natter.stop();
}

/// Whether a page shows the code that signs a phone in.
fn shows_code(page: &Response) -> bool {
    page.whole_body().contains("/link/")
}

/// Asks for the code as the page's script does, with what a device has signed.
fn confirm(natter: &Natter, cookie: &str, signed: &Value) -> Response {
    let signed = percent_encoding::utf8_percent_encode(
        &signed.to_string(),
        percent_encoding::NON_ALPHANUMERIC,
    )
    .to_string();
    natter.post(
        "/settings/phone",
        cookie,
        &format!("password=&passkey={signed}"),
    )
}

const PHONE: &str = "/passkeys/phone";

#[test]
fn a_passkey_shows_the_code_for_a_phone_once() {
    let (_folder, natter, olive) = start();
    let cookie = olive.cookie();
    let page = natter.page(&cookie, "/settings/sessions").whole_body();
    assert!(!page.contains("Use a passkey"), "there is none");
    let none = natter.post_json("/passkeys/phone/start", &cookie, &json!({}));
    assert_eq!(none.status, 404, "{none:?}");
    let mut holder = Holder::new(&natter, &olive, 1);
    let page = natter.page(&cookie, "/settings/sessions").whole_body();
    assert!(page.contains("Use a passkey"));
    let task = begin_passkey(&natter, PHONE, &cookie);
    let own = task["allowCredentials"].as_array().map(Vec::len);
    assert_eq!(
        (own, &task["userVerification"]),
        (Some(1), &json!("required"))
    );
    let signed = holder.sign(&task);
    let shown = confirm(&natter, &cookie, &signed);
    assert!(shown.status == 200 && shows_code(&shown), "{shown:?}");
    let again = confirm(&natter, &cookie, &signed);
    assert!(again.status == 403 && !shows_code(&again), "{again:?}");
    let used = natter.page(&cookie, "/settings/passkeys").whole_body();
    assert!(!used.contains("never used"), "its use is kept");
    natter.stop();
}

#[test]
fn nothing_but_ones_own_passkey_in_ones_own_session_shows_the_code() {
    let (_folder, natter, olive) = start();
    let [ada] = natter.members(["ada"]);
    let (mut olives, mut adas) = (
        Holder::new(&natter, &olive, 1),
        Holder::new(&natter, &ada, 2),
    );
    let cookie = olive.cookie();
    let assert_refused = |cookie: &str, signed: &Value, why: &str| {
        let refused = confirm(&natter, cookie, signed);
        assert_eq!(refused.status, 403, "{why}: {refused:?}");
        assert!(!shows_code(&refused), "{why}");
    };
    let task = begin_passkey(&natter, PHONE, &cookie);
    assert_refused(&cookie, &adas.sign(&task), "somebody else's passkey");
    let task = begin_passkey(&natter, PHONE, &cookie);
    let lied = adas.device.get(&task, olives.member);
    assert_refused(&cookie, &lied, "somebody else's passkey under her name");
    let task = begin_passkey(&natter, PHONE, &ada.cookie());
    assert_refused(&cookie, &adas.sign(&task), "somebody else's challenge");
    let other = natter.sign_in("olive", PASSWORD);
    let task = begin_passkey(&natter, PHONE, &other.cookie());
    assert_refused(
        &cookie,
        &olives.sign(&task),
        "a challenge of another session",
    );
    let task = begin_passkey(&natter, "/passkeys/sign-in", "");
    assert_refused(&cookie, &olives.sign(&task), "a challenge to sign in");
    olives.device.flags = crate::support::device::PRESENT;
    let task = begin_passkey(&natter, PHONE, &cookie);
    assert_refused(&cookie, &olives.sign(&task), "nobody unlocked it");
    assert_refused(&cookie, &json!({}), "no answer at all");
    assert_refused(&cookie, &json!("passkey"), "no answer either");
    // And what was begun for a phone signs nobody in.
    olives.device.flags |= crate::support::device::VERIFIED;
    let task = begin_passkey(&natter, PHONE, &cookie);
    let signed = json!({"credential": olives.sign(&task)});
    let refused = natter.post_json("/passkeys/sign-in/finish", "", &signed);
    assert_eq!((refused.status, refused.header("set-cookie")), (401, None));
    natter.stop();
}

#[test]
fn beginning_to_confirm_without_end_is_slowed_down() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    let olive = natter.set_up();
    add_passkey(&natter, &olive.cookie(), 1);
    let begin = || natter.post_json("/passkeys/phone/start", &olive.cookie(), &json!({}));
    let refused = (0..50).map(|_| begin()).find(|begun| begun.status != 200);
    let refused = refused.expect("a limit");
    assert_eq!(refused.status, 429, "{refused:?}");
    assert!(refused.header("retry-after").is_some());
    natter.stop();
}

#[test]
fn a_browser_that_was_left_open_adds_no_passkey_without_the_password() {
    const PATH: &str = "/passkeys/register/start";
    let (_folder, natter, olive) = start();
    let asks = |who: &Person| {
        let page = natter.page(&who.cookie(), "/settings/passkeys");
        page.whole_body().contains("name=\"password\"")
    };
    assert!(!asks(&olive), "she has just come");
    Database::change(
        &natter.data,
        "UPDATE sessions SET created_at = created_at - 11 * 60 * 1000",
    );
    assert!(asks(&olive));
    for body in [
        json!({}),
        json!({"password": ""}),
        json!({"password": "not this"}),
    ] {
        let begun = natter.post_json(PATH, &olive.cookie(), &body);
        assert_eq!(begun.status, 401, "{body}: {begun:?}");
        assert!(!begun.whole_body().contains("challenge"));
    }
    let begun = natter.post_json(PATH, &olive.cookie(), &json!({"password": PASSWORD}));
    assert_eq!(begun.status, 200, "{begun:?}");
    let again = natter.sign_in("olive", PASSWORD);
    assert!(!asks(&again));
    begin_passkey(&natter, "/passkeys/register", &again.cookie());
    natter.stop();
}

#[test]
fn each_of_several_passkeys_signs_in_until_it_is_removed() {
    let (_folder, natter, olive) = start();
    let mut holders = [1, 2].map(|number| Holder::new(&natter, &olive, number));
    for holder in &mut holders {
        assert_eq!(holder.sign_in(&natter, "").status, 200);
    }
    let ids = || {
        let page = natter.page(&olive.cookie(), "/settings/passkeys");
        let body = page.whole_body();
        let ids = body.split("name=\"passkey\" value=\"").skip(1);
        let ids = ids.filter_map(|rest| rest.split('"').next());
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    // The latest stands first.
    let both = ids();
    assert_eq!(both.len(), 2);
    let form = format!("passkey={}", both[0]);
    for _ in 0..2 {
        natter.does(&olive, "/settings/passkeys/remove", &form);
    }
    assert_eq!(ids(), both[1..]);
    let [first, second] = &mut holders;
    assert_eq!(first.sign_in(&natter, "").status, 200);
    let gone = second.sign_in(&natter, "");
    assert_eq!((gone.status, gone.header("set-cookie")), (401, None));
    natter.stop();
}
