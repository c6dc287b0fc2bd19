//! The ways in.

use app::pages::{
    Document, NotFoundPage, ProblemPage,
    auth::{
        join::{Invitation, InviteFault, JoinForm, JoinPage},
        link_device::LinkDevicePage,
        registration::EmailNeed,
        reset_password::NewPasswordPage,
        setup::{CodeForm, SetupForm, SetupPage},
        sign_in::{LobbyAccess, LocalData, SignInPage, SignUpAccess},
        sign_up::SignUpForm,
    },
    form::FormErrors,
};
use protocol::{Role, RoomName};

use crate::cast::{ada, grace, handle_of};

pub fn pages() -> Vec<(&'static str, Document)> {
    let setup = SetupForm {
        workspace: "Harbour Works".into(),
        name: "Ada Lovelace".into(),
        handle: "a".into(),
        open_lobby: true,
        errors: two_errors(),
        ..SetupForm::default()
    };
    vec![
        ("setup", form(SetupForm::default())),
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

fn form(form: SetupForm) -> Document {
    Document::of(SetupPage::Form(Box::new(form)))
}

fn two_errors() -> FormErrors {
    let mut errors = FormErrors::of("handle", "A handle must have 2 to 32 characters.");
    errors.add(
        "password",
        "This password is too easy to guess; choose one that no one else has.",
    );
    errors
}

fn wrong() -> FormErrors {
    FormErrors::general("The handle or password is incorrect. Try again.")
}

fn code() -> CodeForm {
    CodeForm {
        code: "1234".into(),
        errors: FormErrors::of(
            "code",
            "That code is not correct. Copy it from the line that the server printed.",
        ),
    }
}

fn sign_in(lobby: LobbyAccess, errors: FormErrors) -> Document {
    let is_open = lobby == LobbyAccess::Open;
    Document::of(SignInPage {
        workspace: is_open.then(|| "Harbour Works".into()),
        handle: if is_open { "" } else { "ada" }.into(),
        next: "/r/design".into(),
        sign_up: if is_open {
            SignUpAccess::Open
        } else {
            SignUpAccess::Closed
        },
        lobby,
        notice: is_open.then(|| "You are signed out.".into()),
        local_data: LocalData::Stays,
        errors,
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
    JoinPage::Form(Box::new(JoinForm {
        invitation: invitation(),
        name: String::new(),
        handle: if errors.is_empty() { "" } else { "a" }.into(),
        email: String::new(),
        errors,
    }))
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

fn sign_up() -> SignUpForm {
    SignUpForm {
        workspace: "Harbour Works".into(),
        name: String::new(),
        handle: String::new(),
        email: String::new(),
        email_need: EmailNeed::Of(vec!["harbour.example".into(), "works.example".into()]),
        errors: FormErrors::default(),
    }
}

fn new_password() -> NewPasswordPage {
    NewPasswordPage::Form {
        code: "kq3vZ0mJ8Wc2tXnD5sYb1A".into(),
        workspace: "Harbour Works".into(),
        handle: handle_of("ada"),
        name: ada().name,
        errors: FormErrors::default(),
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
