//! The ways in.

use app::pages::{
    Document, NotFoundPage, ProblemPage,
    auth::{
        join::{Invitation, JoinPage},
        link_device::LinkDevicePage,
        registration::{EmailNeed, HANDLE, NAME, PASSWORD},
        reset_password::NewPasswordPage,
        setup::{
            SetupPage,
            form::{CODE, OPEN_LOBBY, WORKSPACE},
        },
        sign_in::{LobbyAccess, LocalData, SignInPage, SignUpAccess, form::NEXT},
        sign_up::SignUpPage,
    },
    form::{FormErrors, FormState, RawForm},
};
use domain::joining::InviteFault;
use protocol::{Role, RoomName};

use crate::cast::{ada, grace, handle_of};

pub fn pages() -> Vec<(&'static str, Document)> {
    let setup = RawForm::default()
        .with(WORKSPACE, "Harbour Works")
        .with(NAME, "Ada Lovelace")
        .with(HANDLE, "a")
        .with_checked(OPEN_LOBBY, true);
    let setup = FormState {
        fields: setup,
        errors: two_errors(),
    };
    vec![
        ("setup", form(FormState::default())),
        ("setup-refused", form(setup)),
        ("setup-code", Document::of(SetupPage::CodeNeeded(code()))),
        ("setup-done", Document::of(SetupPage::AlreadyDone)),
        ("sign-in", sign_in(LobbyAccess::Open, FormErrors::default())),
        ("sign-in-refused", sign_in(LobbyAccess::Closed, wrong())),
        ("join", Document::of(join(FormErrors::default()))),
        ("join-refused", Document::of(join(two_errors()))),
        ("join-as", Document::of(join_as())),
        ("join-invalid", invalid()),
        ("sign-up", Document::of(sign_up())),
        ("new-password", Document::of(new_password())),
        (
            "new-password-invalid",
            Document::of(NewPasswordPage::Invalid),
        ),
        ("link-device", Document::of(link_device())),
        ("link-device-invalid", Document::of(LinkDevicePage::Invalid)),
        ("not-found", Document::of(NotFoundPage)),
        ("problem", Document::of(problem())),
    ]
}

fn form(form: FormState) -> Document {
    Document::of(SetupPage::Form(form))
}

fn two_errors() -> FormErrors {
    let mut errors = FormErrors::of(HANDLE, "A handle must have 2 to 32 characters.");
    errors.add(
        PASSWORD,
        "This password is too easy to guess; choose one that no one else has.",
    );
    errors
}

fn wrong() -> FormErrors {
    FormErrors::general("The handle or password is incorrect. Try again.")
}

fn code() -> FormState {
    FormState {
        fields: RawForm::default().with(CODE, "1234"),
        errors: FormErrors::of(
            CODE,
            "That code is not correct. Copy it from the line that the server printed.",
        ),
    }
}

fn sign_in(lobby: LobbyAccess, errors: FormErrors) -> Document {
    let is_open = lobby == LobbyAccess::Open;
    Document::of(SignInPage {
        workspace: is_open.then(|| "Harbour Works".into()),
        form: FormState {
            fields: RawForm::default()
                .with(HANDLE, if is_open { "" } else { "ada" })
                .with(NEXT, "/r/design"),
            errors,
        },
        sign_up: if is_open {
            SignUpAccess::Open
        } else {
            SignUpAccess::Closed
        },
        lobby,
        notice: is_open.then(|| "You are signed out.".into()),
        local_data: LocalData::Stays,
    })
}

fn invitation() -> Invitation {
    let rooms = ["design", "deploys"].map(|name| RoomName::parse(name).expect("a name"));
    Invitation {
        code: "kq3vZ0mJ8Wc2tXnD5sYb1A".into(),
        workspace: "Harbour Works".into(),
        inviter: grace().name,
        role: Role::Member,
        rooms: rooms.into(),
    }
}

fn join(errors: FormErrors) -> JoinPage {
    let handle = if errors.is_empty() { "" } else { "a" };
    JoinPage::Form {
        invitation: invitation(),
        form: FormState {
            fields: RawForm::default().with(HANDLE, handle),
            errors,
        },
    }
}

fn join_as() -> JoinPage {
    JoinPage::As {
        me: ada(),
        invitation: invitation(),
        errors: FormErrors::default(),
    }
}

fn invalid() -> Document {
    Document::of(JoinPage::Invalid(InviteFault::UsedUp))
}

fn sign_up() -> SignUpPage {
    SignUpPage {
        workspace: "Harbour Works".into(),
        email_need: EmailNeed::Of(vec!["harbour.example".into(), "works.example".into()]),
        form: FormState::default(),
    }
}

fn new_password() -> NewPasswordPage {
    NewPasswordPage::Form {
        code: "kq3vZ0mJ8Wc2tXnD5sYb1A".into(),
        workspace: "Harbour Works".into(),
        handle: handle_of("ada"),
        name: ada().name,
        form: FormState::default(),
    }
}

fn link_device() -> LinkDevicePage {
    LinkDevicePage::Form {
        code: "kq3vZ0mJ8Wc2tXnD5sYb1A".into(),
        workspace: "Harbour Works".into(),
        me: ada(),
    }
}

fn problem() -> ProblemPage {
    ProblemPage {
        message: "The server could not read its disk. Try again in a moment.".into(),
        id: Some("5f2c91aa".into()),
    }
}
