//! Ceremonies with a software authenticator: written from the standard, with no line of the library.

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::*;

const ORIGIN: &str = "http://localhost:3000";

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const HAS_KEY: u8 = 1 << 6;

/// A device with one passkey.
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    counter: u32,
    flags: u8,
    origin: &'static str,
}

impl Device {
    fn new() -> Self {
        Self {
            key: SigningKey::from_bytes(&[7; 32]),
            id: vec![1, 2, 3, 4],
            counter: 0,
            flags: PRESENT | VERIFIED,
            origin: ORIGIN,
        }
    }

    fn client_data(&self, kind: &str, task: &Task) -> Vec<u8> {
        let challenge = &task.0["challenge"];
        json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    fn data(&self, rp_id: &Value, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(rp_id.as_str().expect("an id")).to_vec();
        data.push(self.flags | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn create(&self, task: &Task) -> RegistrationAnswer {
        let client_data = self.client_data("webauthn.create", task);
        let mut data = self.data(&task.0["rp"]["id"], HAS_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        // A COSE key: {1: OKP, 3: EdDSA, -1: Ed25519, -2: the 32 bytes of the key}.
        data.extend([0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20]);
        data.extend(self.key.verifying_key().to_bytes());
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": the data}.
        let mut object = vec![0xa3];
        object.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(data);
        let answer = json!({
            "id": encoded(&self.id), "rawId": encoded(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": encoded(&client_data),
                "attestationObject": encoded(&object),
            },
        });
        serde_json::from_value(answer).expect("reads")
    }

    fn get(&mut self, task: &Task, owner: MemberId) -> SignInAnswer {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", task);
        let data = self.data(&task.0["rpId"], 0);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client_data));
        let signature = self.key.sign(&signed).to_bytes();
        let answer = json!({
            "id": encoded(&self.id), "rawId": encoded(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": encoded(&client_data),
                "authenticatorData": encoded(&data),
                "signature": encoded(&signature),
                "userHandle": encoded(owner.0.as_bytes()),
            },
        });
        serde_json::from_value(answer).expect("reads")
    }
}

fn encoded(bytes: &[u8]) -> String {
    Passki::base64_encode(bytes)
}

fn ada() -> MemberId {
    MemberId(Uuid::from_u128(0xada))
}

fn start(passkeys: &Passkeys, existing: &[Passkey]) -> Task {
    let owner = Owner {
        id: ada(),
        handle: &Handle::parse("ada").expect("a handle"),
        name: &DisplayName::parse("Ada").expect("a name"),
    };
    let task = passkeys.start_registration("Engine House", owner, existing);
    task.expect("starts")
}

/// Passkeys, a device, and Ada's passkey on it.
fn registered() -> (Passkeys, Device, Passkey) {
    let (passkeys, device) = (Passkeys::new(ORIGIN).expect("available"), Device::new());
    let answer = device.create(&start(&passkeys, &[]));
    let made = passkeys.finish_registration(ada(), &answer);
    (passkeys, device, made.expect("registers"))
}

fn sign_in(
    passkeys: &Passkeys,
    device: &mut Device,
    stored: &Passkey,
) -> Result<Passkey, PasskeyRefused> {
    let task = passkeys.start_sign_in().expect("starts");
    let claim = passkeys.claim(device.get(&task, ada()))?;
    passkeys.finish_sign_in(&claim, stored, ada())
}

#[test]
fn a_passkey_is_made_kept_as_text_and_signs_in() {
    let (passkeys, mut device, made) = registered();
    assert_eq!(made.credential_id(), device.id);
    let stored = Passkey::from_json(&made.to_json().expect("writes")).expect("reads");
    let task = passkeys.start_sign_in().expect("starts");
    let claim = passkeys.claim(device.get(&task, ada())).expect("known");
    assert_eq!(
        (claim.credential_id(), claim.member()),
        (&*device.id, ada())
    );
    let used = passkeys.finish_sign_in(&claim, &stored, ada());
    assert_eq!(used.expect("is right").0.counter, 1);
}

#[test]
fn the_browser_is_told_what_is_needed() {
    let (passkeys, _, made) = registered();
    let task = start(&passkeys, &[made]).0;
    assert_eq!(
        task["rp"],
        json!({"id": "localhost", "name": "Engine House"})
    );
    assert_eq!(task["user"]["name"], "ada");
    assert_eq!(task["user"]["displayName"], "Ada");
    let selection = &task["authenticatorSelection"];
    assert_eq!(selection["residentKey"], "required");
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(task["excludeCredentials"][0]["id"], encoded(&[1, 2, 3, 4]));
    let task = passkeys.start_sign_in().expect("starts").0;
    assert_eq!(
        (&task["rpId"], &task["userVerification"]),
        (&json!("localhost"), &json!("required"))
    );
    assert_eq!(task["allowCredentials"], json!([]));
}

#[test]
fn an_answer_is_good_once() {
    let (passkeys, mut device, _) = registered();
    let task = passkeys.start_sign_in().expect("starts");
    assert!(passkeys.claim(device.get(&task, ada())).is_ok());
    let again = passkeys.claim(device.get(&task, ada())).err();
    assert_eq!(again, Some(PasskeyRefused::Expired));
    let task = start(&passkeys, &[]);
    assert!(
        passkeys
            .finish_registration(ada(), &device.create(&task))
            .is_ok()
    );
    let again = passkeys
        .finish_registration(ada(), &device.create(&task))
        .err();
    assert_eq!(again, Some(PasskeyRefused::Expired));
}

#[test]
fn a_passkey_is_made_only_for_who_began() {
    let (passkeys, device, _) = registered();
    let task = start(&passkeys, &[]);
    let other = MemberId(Uuid::from_u128(0xb0b));
    let made = passkeys
        .finish_registration(other, &device.create(&task))
        .err();
    assert_eq!(made, Some(PasskeyRefused::Expired));
}

#[test]
fn a_challenge_of_the_other_kind_is_no_challenge() {
    let (passkeys, mut device, _) = registered();
    let task = start(&passkeys, &[]).0;
    let task = Task(json!({"challenge": task["challenge"], "rpId": "localhost"}));
    let claim = passkeys.claim(device.get(&task, ada())).err();
    assert_eq!(claim, Some(PasskeyRefused::Expired));
}

#[test]
fn another_key_does_not_sign_in() {
    let (passkeys, mut device, made) = registered();
    device.key = SigningKey::from_bytes(&[8; 32]);
    let refused = sign_in(&passkeys, &mut device, &made).err();
    assert_eq!(refused, Some(PasskeyRefused::Invalid));
}

#[test]
fn a_passkey_does_not_sign_in_somebody_else() {
    let (passkeys, mut device, made) = registered();
    let other = MemberId(Uuid::from_u128(0xb0b));
    let task = passkeys.start_sign_in().expect("starts");
    let claim = passkeys.claim(device.get(&task, other)).expect("known");
    let refused = passkeys.finish_sign_in(&claim, &made, ada()).err();
    assert_eq!(refused, Some(PasskeyRefused::Invalid));
}

#[test]
fn a_device_that_did_not_check_who_holds_it_is_refused() {
    let (passkeys, mut device, made) = registered();
    device.flags = PRESENT;
    let refused = sign_in(&passkeys, &mut device, &made).err();
    assert_eq!(refused, Some(PasskeyRefused::NotVerified));
    let answer = device.create(&start(&passkeys, &[]));
    let refused = passkeys.finish_registration(ada(), &answer).err();
    assert_eq!(refused, Some(PasskeyRefused::NotVerified));
}

#[test]
fn a_page_of_another_origin_does_nothing() {
    let (passkeys, mut device, made) = registered();
    device.origin = "http://localhost:3001";
    let refused = sign_in(&passkeys, &mut device, &made).err();
    assert_eq!(refused, Some(PasskeyRefused::Invalid));
}

#[test]
fn a_copied_passkey_is_found_by_its_counter() {
    let (passkeys, mut device, made) = registered();
    let mut copy = Device::new();
    let used = sign_in(&passkeys, &mut device, &made).expect("is right");
    let refused = sign_in(&passkeys, &mut copy, &used).err();
    assert_eq!(refused, Some(PasskeyRefused::Copied));
    assert!(sign_in(&passkeys, &mut device, &used).is_ok());
}

#[test]
fn whether_it_is_synced_is_kept_up_to_date_and_whether_it_can_be_never_changes() {
    let passkeys = Passkeys::new(ORIGIN).expect("available");
    let mut device = Device::new();
    device.flags |= BACKUP_ELIGIBLE;
    let answer = device.create(&start(&passkeys, &[]));
    let made = passkeys
        .finish_registration(ada(), &answer)
        .expect("registers");
    assert!(!made.is_synced());
    device.flags |= BACKED_UP;
    let used = sign_in(&passkeys, &mut device, &made).expect("is right");
    assert!(used.is_synced());
    device.flags = PRESENT | VERIFIED;
    let refused = sign_in(&passkeys, &mut device, &used).err();
    assert_eq!(refused, Some(PasskeyRefused::Invalid));
}

#[test]
fn passkeys_need_a_name_and_https_or_localhost() {
    for good in [
        "https://chat.example.org",
        "https://chat.example.org:8443",
        "http://localhost:3000",
        "http://natter.localhost",
    ] {
        assert!(Passkeys::new(good).is_ok(), "{good}");
    }
    for (bad, why) in [
        ("http://127.0.0.1:3000", Unavailable::BareAddress),
        ("https://[::1]:3000", Unavailable::BareAddress),
        ("http://chat.example.org", Unavailable::Insecure),
        ("chat.example.org", Unavailable::NoOrigin),
        ("https://", Unavailable::NoOrigin),
    ] {
        assert_eq!(Passkeys::new(bad).err(), Some(why), "{bad}");
    }
}
