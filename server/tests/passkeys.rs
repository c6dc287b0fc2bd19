//! Passkeys as a browser uses them, with a device made of software.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{
    Natter, Response,
    device::Device,
    people::{Person, me},
};
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
        let origin = format!("http://localhost:{}", natter.address.port());
        let device = Device::new(number, &origin);
        let cookie = who.cookie();
        let task = begin(natter, "/passkeys/register", &cookie);
        let made = json!({"credential": device.create(&task), "name": "A device"});
        let added = natter.post_json("/passkeys/register/finish", &cookie, &made);
        assert_eq!(added.status, 200, "{added:?}");
        let member = me(&natter.listen(who).1).parse().expect("an id");
        Self { device, member }
    }

    fn sign(&mut self, task: &Value) -> Value {
        self.device.get(task, self.member)
    }

    /// Signs in, on the way to that page.
    fn sign_in(&mut self, natter: &Natter, next: &str) -> Response {
        let task = begin(natter, "/passkeys/sign-in", "");
        let signed = json!({"credential": self.sign(&task), "next": next});
        natter.post_json("/passkeys/sign-in/finish", "", &signed)
    }
}

fn begin(natter: &Natter, path: &str, cookie: &str) -> Value {
    let begun = natter.post_json(&format!("{path}/start"), cookie, &json!({}));
    assert_eq!(begun.status, 200, "{begun:?}");
    begun.json()
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
    let task = begin(&natter, "/passkeys/sign-in", "");
    let signed = json!({"credential": holder.sign(&task)});
    let signed = natter.post_json("/passkeys/sign-in/finish", "", &signed);
    assert_eq!(signed.json(), json!({"location": "/"}), "without a wish");
    natter.stop();
}
