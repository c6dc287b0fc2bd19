//! Ceremonies with a software authenticator.

use serde_json::json;

use super::*;

#[path = "../../tests/it/support/device.rs"]
mod device;

use device::{Device, PRESENT, VERIFIED, encoded};

const ORIGIN: &str = "http://localhost:3000";
const FROM: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn new_device() -> Device {
    Device::new(1, ORIGIN)
}

fn make(device: &Device, task: &Task) -> RegistrationAnswer {
    serde_json::from_value(device.create(&task.0)).expect("reads")
}

fn sign(device: &mut Device, task: &Task, owner: MemberId) -> SignInAnswer {
    serde_json::from_value(device.get(&task.0, owner.0)).expect("reads")
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
    let (passkeys, device) = (Passkeys::new(ORIGIN).expect("available"), new_device());
    let answer = make(&device, &start(&passkeys, &[]));
    let made = passkeys.finish_registration(ada(), &answer);
    (passkeys, device, made.expect("registers"))
}

fn sign_in(
    passkeys: &Passkeys,
    device: &mut Device,
    stored: &Passkey,
) -> Result<Passkey, PasskeyRefused> {
    let task = passkeys.start_sign_in(FROM).expect("starts");
    let claim = passkeys.claim(sign(device, &task, ada()))?;
    passkeys.finish_sign_in(&claim, stored, ada())
}

#[test]
fn a_passkey_is_made_kept_as_text_and_signs_in() {
    let (passkeys, mut device, made) = registered();
    assert_eq!(made.credential_id(), device.id);
    let stored = Passkey::from_json(&made.to_json().expect("writes")).expect("reads");
    let task = passkeys.start_sign_in(FROM).expect("starts");
    let claim = passkeys
        .claim(sign(&mut device, &task, ada()))
        .expect("known");
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
    let task = passkeys.start_sign_in(FROM).expect("starts").0;
    assert_eq!(
        (&task["rpId"], &task["userVerification"]),
        (&json!("localhost"), &json!("required"))
    );
    assert_eq!(task["allowCredentials"], json!([]));
}

#[test]
fn an_answer_is_good_once() {
    let (passkeys, mut device, _) = registered();
    let task = passkeys.start_sign_in(FROM).expect("starts");
    assert!(passkeys.claim(sign(&mut device, &task, ada())).is_ok());
    let again = passkeys.claim(sign(&mut device, &task, ada())).err();
    assert_eq!(again, Some(PasskeyRefused::Expired));
    let task = start(&passkeys, &[]);
    assert!(
        passkeys
            .finish_registration(ada(), &make(&device, &task))
            .is_ok()
    );
    let again = passkeys
        .finish_registration(ada(), &make(&device, &task))
        .err();
    assert_eq!(again, Some(PasskeyRefused::Expired));
}

#[test]
fn a_passkey_is_made_only_for_who_began() {
    let (passkeys, device, _) = registered();
    let task = start(&passkeys, &[]);
    let other = MemberId(Uuid::from_u128(0xb0b));
    let made = passkeys
        .finish_registration(other, &make(&device, &task))
        .err();
    assert_eq!(made, Some(PasskeyRefused::Expired));
}

#[test]
fn a_challenge_of_the_other_kind_is_no_challenge() {
    let (passkeys, mut device, _) = registered();
    let task = start(&passkeys, &[]).0;
    let task = Task(json!({"challenge": task["challenge"], "rpId": "localhost"}));
    let claim = passkeys.claim(sign(&mut device, &task, ada())).err();
    assert_eq!(claim, Some(PasskeyRefused::Expired));
}

#[test]
fn another_key_does_not_sign_in() {
    let (passkeys, mut device, made) = registered();
    device.key = Device::new(8, ORIGIN).key;
    let refused = sign_in(&passkeys, &mut device, &made).err();
    assert_eq!(refused, Some(PasskeyRefused::Invalid));
}

#[test]
fn a_passkey_does_not_sign_in_somebody_else() {
    let (passkeys, mut device, made) = registered();
    let other = MemberId(Uuid::from_u128(0xb0b));
    let task = passkeys.start_sign_in(FROM).expect("starts");
    let claim = passkeys
        .claim(sign(&mut device, &task, other))
        .expect("known");
    let refused = passkeys.finish_sign_in(&claim, &made, ada()).err();
    assert_eq!(refused, Some(PasskeyRefused::Invalid));
}

#[test]
fn a_device_that_did_not_check_who_holds_it_is_refused() {
    let (passkeys, mut device, made) = registered();
    device.flags = PRESENT;
    let refused = sign_in(&passkeys, &mut device, &made).err();
    assert_eq!(refused, Some(PasskeyRefused::NotVerified));
    let answer = make(&device, &start(&passkeys, &[]));
    let refused = passkeys.finish_registration(ada(), &answer).err();
    assert_eq!(refused, Some(PasskeyRefused::NotVerified));
}

#[test]
fn a_page_of_another_origin_does_nothing() {
    let (passkeys, mut device, made) = registered();
    device.origin = "http://localhost:3001".to_owned();
    let refused = sign_in(&passkeys, &mut device, &made).err();
    assert_eq!(refused, Some(PasskeyRefused::Invalid));
}

#[test]
fn a_copied_passkey_is_found_by_its_counter() {
    let (passkeys, mut device, made) = registered();
    let mut copy = new_device();
    let used = sign_in(&passkeys, &mut device, &made).expect("is right");
    let refused = sign_in(&passkeys, &mut copy, &used).err();
    assert_eq!(refused, Some(PasskeyRefused::Copied));
    assert!(sign_in(&passkeys, &mut device, &used).is_ok());
}

#[test]
fn a_synced_passkey_is_used_on_devices_that_count_by_themselves() {
    let passkeys = Passkeys::new(ORIGIN).expect("available");
    let mut device = new_device();
    device.flags |= BACKUP_ELIGIBLE | BACKED_UP;
    let answer = make(&device, &start(&passkeys, &[]));
    let made = passkeys
        .finish_registration(ada(), &answer)
        .expect("registers");
    let mut other = new_device();
    other.flags = device.flags;
    let used = sign_in(&passkeys, &mut device, &made).expect("is right");
    let used = sign_in(&passkeys, &mut device, &used).expect("is right");
    assert_eq!(used.0.counter, 2);
    // It falls, and then stays.
    let fallen = sign_in(&passkeys, &mut other, &used).expect("is right");
    assert_eq!(fallen.0.counter, 1);
    other.counter = 0;
    assert!(sign_in(&passkeys, &mut other, &fallen).is_ok());
}

#[test]
fn whether_it_is_synced_is_kept_up_to_date_and_whether_it_can_be_never_changes() {
    let passkeys = Passkeys::new(ORIGIN).expect("available");
    let mut device = new_device();
    device.flags |= BACKUP_ELIGIBLE;
    let answer = make(&device, &start(&passkeys, &[]));
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

fn phone() -> Confirmation {
    Confirmation {
        deed: Deed::LinkDevice,
        member: ada(),
        session: Uuid::from_u128(1),
    }
}

/// Confirms that, having begun it as in [`phone`].
fn confirm(
    passkeys: &Passkeys,
    what: Confirmation,
    answer: impl FnOnce(&Task) -> SignInAnswer,
    own: &Passkey,
) -> Result<Passkey, PasskeyRefused> {
    let own = std::slice::from_ref(own);
    let task = passkeys.start_confirmation(phone(), own).expect("starts");
    passkeys.confirm(what, answer(&task), own)
}

#[test]
fn a_passkey_confirms_once_what_was_begun_by_whom_and_where() {
    let (passkeys, mut device, made) = registered();
    let used = confirm(
        &passkeys,
        phone(),
        |task| sign(&mut device, task, ada()),
        &made,
    );
    assert_eq!(used.expect("is right").0.counter, 1);
    let own = [made.clone()];
    let task = passkeys.start_confirmation(phone(), &own).expect("starts");
    assert_eq!(
        task.0["allowCredentials"][0]["id"],
        encoded(&made.0.credential_id)
    );
    let answer = device.get(&task.0, ada().0);
    let read = || serde_json::from_value(answer.clone()).expect("reads");
    assert!(passkeys.confirm(phone(), read(), &own).is_ok());
    let again = passkeys.confirm(phone(), read(), &own).err();
    assert_eq!(again, Some(PasskeyRefused::Expired));
    let other_session = Confirmation {
        session: Uuid::from_u128(2),
        ..phone()
    };
    let other_member = Confirmation {
        member: MemberId(Uuid::from_u128(0xb0b)),
        ..phone()
    };
    for other in [other_session, other_member] {
        let refused = confirm(
            &passkeys,
            other,
            |task| sign(&mut device, task, ada()),
            &made,
        );
        assert_eq!(refused.err(), Some(PasskeyRefused::Expired), "{other:?}");
    }
}

#[test]
fn somebody_elses_passkey_confirms_nothing() {
    let (passkeys, _, made) = registered();
    let mut bobs = Device::new(2, ORIGIN);
    for owner in [ada(), MemberId(Uuid::from_u128(0xb0b))] {
        let answer = |task: &Task| sign(&mut bobs, task, owner);
        let refused = confirm(&passkeys, phone(), answer, &made).err();
        assert_eq!(refused, Some(PasskeyRefused::Invalid));
    }
    // Nor does it under the name of hers.
    bobs.id.clone_from(&made.0.credential_id);
    let answer = |task: &Task| sign(&mut bobs, task, ada());
    let refused = confirm(&passkeys, phone(), answer, &made).err();
    assert_eq!(refused, Some(PasskeyRefused::Invalid));
    let none = passkeys.start_confirmation(phone(), &[]).err();
    assert_eq!(none, Some(PasskeyRefused::Invalid));
}

#[test]
fn what_was_begun_to_sign_in_confirms_nothing_and_the_other_way_round() {
    let (passkeys, mut device, made) = registered();
    let own = [made];
    let task = passkeys.start_sign_in(FROM).expect("starts");
    let answer = sign(&mut device, &task, ada());
    let confirmed = passkeys.confirm(phone(), answer, &own).err();
    assert_eq!(confirmed, Some(PasskeyRefused::Expired));
    let task = passkeys.start_confirmation(phone(), &own).expect("starts");
    let signed_in = passkeys.claim(sign(&mut device, &task, ada())).err();
    assert_eq!(signed_in, Some(PasskeyRefused::Expired));
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
