//! One's own settings.

use app::pages::{
    Document,
    account::{
        own_data::{self, DataPage, MayDelete},
        passkeys::{Confirm, PasskeyRow, PasskeysPage},
        password::{PasswordPage, form::OLD},
        profile::{
            ProfilePage,
            form::{BIO, COLOUR, NAME, PRONOUNS, TIME_ZONE},
        },
        sessions::{self, Device, PhoneLink, SecurityEvent, SessionRow, SessionsPage},
    },
    auth::registration::EMAIL,
    form::{FormErrors, FormState, RawForm},
};
use protocol::{Contact, Role};

use crate::cast::{DAY, HOUR, at, frame, handle_of, link};

pub fn pages() -> Vec<(&'static str, Document)> {
    let words = "The password is incorrect. Try again.";
    let wrong = |field| FormState {
        fields: RawForm::default(),
        errors: FormErrors::of(field, words),
    };
    vec![
        ("settings-profile", Document::of(profile())),
        ("settings-password", Document::of(password())),
        (
            "settings-sessions",
            sessions(PhoneLink::Ask(FormState::default())),
        ),
        (
            "settings-sessions-refused",
            sessions(PhoneLink::Ask(wrong(sessions::form::PASSWORD))),
        ),
        (
            "settings-sessions-passkey",
            sessions(PhoneLink::AskForEither(FormState::default())),
        ),
        ("settings-phone", sessions(PhoneLink::Shown(link()))),
        ("settings-passkeys", Document::of(passkeys(true))),
        ("settings-passkeys-none", Document::of(passkeys(false))),
        (
            "settings-data",
            data(MayDelete::Yes, wrong(own_data::form::PASSWORD)),
        ),
        (
            "settings-data-last-owner",
            data(MayDelete::LastOwner, FormState::default()),
        ),
    ]
}

fn profile() -> ProfilePage {
    ProfilePage {
        contact: Contact::Everyone,
        frame: frame(Role::Owner),
        handle: handle_of("ada"),
        form: FormState::with(
            RawForm::default()
                .with(NAME, "Ada Lovelace")
                .with(PRONOUNS, "she/her")
                .with(BIO, "Poetical science.")
                .with(EMAIL, "ada@harbour.example")
                .with(TIME_ZONE, "Europe/London")
                .with(COLOUR, "5"),
        ),
        notice: Some("Saved.".into()),
    }
}

fn password() -> PasswordPage {
    PasswordPage {
        frame: frame(Role::Member),
        handle: handle_of("ada"),
        form: FormState {
            fields: RawForm::default(),
            errors: FormErrors::of(OLD, "The password is incorrect. Try again."),
        },
        notice: None,
    }
}

fn sessions(phone: PhoneLink) -> Document {
    let row = |id: &str, browser: &str, device, address: &str, ago: i64| SessionRow {
        id: id.into(),
        browser: browser.into(),
        device,
        address: address.into(),
        last_seen: at(-ago),
        is_this: ago == 0,
    };
    let sessions = vec![
        row("a", "Firefox on Linux", Device::Computer, "192.0.2.x", 0),
        row(
            "b",
            "Safari on iPhone",
            Device::Phone,
            "198.51.100.x",
            2 * HOUR,
        ),
        row(
            "c",
            "natter in a terminal",
            Device::Program,
            "2001:db8:1::/48",
            30 * HOUR,
        ),
    ];
    Document::of(SessionsPage {
        frame: frame(Role::Owner),
        now: at(0),
        sessions,
        phone,
        security: vec![SecurityEvent {
            at: at(-HOUR),
            said: "Grace (@grace) created a password reset link for your account.".into(),
        }],
        notice: Some("Safari on iPad is signed out.".into()),
    })
}

fn passkeys(has_some: bool) -> PasskeysPage {
    let row = |id: &str, name: &str, added: i64, used: Option<i64>| PasskeyRow {
        id: id.into(),
        name: name.into(),
        added: at(-added),
        used: used.map(|ago| at(-ago)),
    };
    let some = vec![
        row("a", "Ada's laptop", 21 * DAY, Some(HOUR)),
        row("b", "The key on the ring", 2 * DAY, None),
    ];
    PasskeysPage {
        frame: frame(Role::Member),
        now: at(0),
        passkeys: if has_some { some } else { Vec::new() },
        confirm: if has_some {
            Confirm::ByPassword
        } else {
            Confirm::JustCame
        },
        form: FormState::default(),
        notice: None,
    }
}

fn data(may_delete: MayDelete, form: FormState) -> Document {
    Document::of(DataPage {
        frame: frame(Role::Member),
        handle: handle_of("ada"),
        may_delete,
        form,
    })
}
