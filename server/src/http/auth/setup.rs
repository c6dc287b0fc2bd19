//! The first run: naming the workspace and creating its owner's account.

use app::pages::{
    auth::setup::{
        SetupPage,
        form::{CODE, SetUp},
    },
    form::{Form, FormErrors, FormState, RawForm},
};
use axum::{extract::State, http::StatusCode};
use domain::token::Token;
use protocol::{ErrorCode, ErrorReply};
use serde::Deserialize;
use store::Lobby;

use crate::http::{
    HttpState,
    auth::{
        join::already_here,
        registration::{check, field_error},
    },
    error::{PageResult, Refused},
    extract::{Posted, Query},
    pages,
    security::{host::Host, origin::UNCONFIGURED},
    viewer::{Requester, first_page, signed_in},
};

/// Who may set up the workspace while it has no owner.
#[derive(Clone)]
pub enum SetupGuard {
    /// Anybody who reaches the server, as it only listens on loopback.
    Open,
    /// Anybody who has the code that was printed at startup.
    Code(Token),
}

impl SetupGuard {
    /// Whether the server can only be reached from its own machine.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::Open)
    }

    fn lets_in(&self, code: &str) -> bool {
        match self {
            Self::Open => true,
            // Hashes are compared, so that timing reveals nothing about the code.
            Self::Code(wanted) => {
                Token::parse(code.trim()).is_some_and(|given| given.hash() == wanted.hash())
            }
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct CodeQuery {
    #[serde(default)]
    code: String,
}

/// Why a request is refused that only another site's page would send: see [`Host`].
fn check_host(state: &HttpState, requester: &Requester) -> Result<(), ErrorReply> {
    let message = match (
        &state.setup,
        &state.public_origin,
        Host::read(&requester.host),
    ) {
        (SetupGuard::Open, _, Host::Loopback) => return Ok(()),
        (SetupGuard::Open, ..) => {
            "This server has to be set up on the machine it runs on: open it there as localhost. \
             To set it up from elsewhere, start it with --public-url and the address that people \
             use."
        }
        (SetupGuard::Code(_), None, Host::Name) => UNCONFIGURED,
        (SetupGuard::Code(_), ..) => return Ok(()),
    };
    Err(ErrorReply::new(ErrorCode::ForeignOrigin, message))
}

/// The form, or a page that says where to find the setup code.
pub(crate) async fn show(
    State(state): State<HttpState>,
    requester: Requester,
    Query(query): Query<CodeQuery>,
) -> PageResult {
    if requester.workspace.is_some() {
        return Ok(pages::render(&state, StatusCode::GONE, SetupPage::AlreadyDone).await);
    }
    check_host(&state, &requester)?;
    let fields = RawForm::default().with(CODE, query.code);
    let page = if state.setup.lets_in(fields.get(CODE)) {
        SetupPage::Form(FormState::with(fields))
    } else {
        code_needed(fields)
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

fn code_needed(fields: RawForm) -> SetupPage {
    let mut errors = FormErrors::default();
    if !fields.get(CODE).is_empty() {
        errors.add(
            CODE,
            "That code is not correct. Copy it from the line that the server printed.",
        );
    }
    SetupPage::CodeNeeded(FormState { fields, errors })
}

pub(crate) async fn set_up(
    State(state): State<HttpState>,
    requester: Requester,
    Posted(fields): Posted,
) -> PageResult {
    if requester.workspace.is_some() {
        if let Some(here) = already_here(&state, &requester, &fields, None).await {
            return Ok(here);
        }
        return Ok(pages::render(&state, StatusCode::GONE, SetupPage::AlreadyDone).await);
    }
    check_host(&state, &requester)?;
    if !state.setup.lets_in(fields.get(CODE)) {
        let page = code_needed(fields);
        return Ok(pages::render(&state, StatusCode::FORBIDDEN, page).await);
    }
    let form = SetUp::parse(&fields)?;
    let workspace = form.workspace.as_ref();
    let address = requester.origin.address;
    let owner = check(form.owner, &state.actions, address, workspace).await;
    let lobby = if form.open_lobby {
        Lobby::Open
    } else {
        Lobby::Closed
    };
    let refused = match (form.workspace, owner) {
        // Without a name for the workspace the owner's fields have an error.
        (None, Ok(_)) => FormErrors::default().into(),
        (_, Err(refused)) => refused,
        (Some(workspace), Ok(owner)) => match state
            .actions
            .set_up(&requester.origin, workspace, owner, lobby)
            .await
        {
            Ok(token) => {
                let to = first_page(&state, &requester);
                return Ok(signed_in(&state, requester.token.as_ref(), &token, to).await);
            }
            Err(error) if error.code == ErrorCode::Taken => {
                if let Some(here) = already_here(&state, &requester, &fields, None).await {
                    return Ok(here);
                }
                let page = SetupPage::AlreadyDone;
                return Ok(pages::render(&state, StatusCode::CONFLICT, page).await);
            }
            Err(error) => field_error(error),
        },
    };
    let Refused { status, errors } = refused;
    let page = SetupPage::Form(FormState { fields, errors });
    Ok(pages::render(&state, status, page).await)
}
