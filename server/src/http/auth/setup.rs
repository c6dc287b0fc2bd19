//! The first run: naming the workspace and creating its owner's account.

use app::pages::{
    auth::setup::{CodeForm, SetupForm, SetupPage},
    form::FormErrors,
};
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{copy::sentence, token::Token};
use protocol::{ErrorCode, ErrorReply, RoomName};
use serde::Deserialize;
use store::Lobby;

use crate::http::{
    HttpState,
    auth::{
        join::already_here,
        registration::{RegistrationFields, field_error},
    },
    error,
    extract::{Query, TextForm},
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

#[derive(Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    code: String,
    #[serde(default)]
    workspace: String,
    #[serde(default)]
    open_lobby: String,
    #[serde(flatten)]
    owner: RegistrationFields,
}

/// The answer to a request that only another site's page would send: see [`Host`].
async fn called_wrong(state: &HttpState, requester: &Requester) -> Option<Response> {
    let message = match (
        &state.setup,
        &state.public_origin,
        Host::read(&requester.host),
    ) {
        (SetupGuard::Open, _, Host::Loopback) => return None,
        (SetupGuard::Open, ..) => {
            "This server has to be set up on the machine it runs on: open it there as localhost. \
             To set it up from elsewhere, start it with --public-url and the address that people \
             use."
        }
        (SetupGuard::Code(_), None, Host::Name) => UNCONFIGURED,
        (SetupGuard::Code(_), ..) => return None,
    };
    let error = ErrorReply::new(ErrorCode::ForeignOrigin, message);
    Some(pages::failed(state, &error).await)
}

/// The form, or a page that says where to find the setup code.
pub(crate) async fn show(
    State(state): State<HttpState>,
    requester: Requester,
    Query(query): Query<CodeQuery>,
) -> Response {
    if requester.workspace.is_some() {
        return pages::render(&state, StatusCode::GONE, SetupPage::AlreadyDone).await;
    }
    if let Some(refused) = called_wrong(&state, &requester).await {
        return refused;
    }
    let page = if state.setup.lets_in(&query.code) {
        SetupPage::Form(Box::new(SetupForm {
            code: query.code,
            ..SetupForm::default()
        }))
    } else {
        code_needed(query.code)
    };
    pages::render(&state, StatusCode::OK, page).await
}

fn code_needed(code: String) -> SetupPage {
    let mut errors = FormErrors::default();
    if !code.is_empty() {
        errors.add(
            "code",
            "That code is not correct. Copy it from the line that the server printed.",
        );
    }
    SetupPage::CodeNeeded(CodeForm { code, errors })
}

pub(crate) async fn set_up(
    State(state): State<HttpState>,
    requester: Requester,
    TextForm(fields): TextForm<Fields>,
) -> Response {
    if requester.workspace.is_some() {
        if let Some(here) = already_here(&state, &requester, &fields.owner, None).await {
            return here;
        }
        return pages::render(&state, StatusCode::GONE, SetupPage::AlreadyDone).await;
    }
    if let Some(refused) = called_wrong(&state, &requester).await {
        return refused;
    }
    if !state.setup.lets_in(&fields.code) {
        let page = code_needed(fields.code);
        return pages::render(&state, StatusCode::FORBIDDEN, page).await;
    }
    let mut errors = FormErrors::default();
    let workspace = RoomName::parse(&fields.workspace)
        .map_err(|reason| errors.add("workspace", sentence(&reason)))
        .ok();
    let address = requester.origin.address;
    let owner = fields
        .owner
        .check(&state.actions, address, workspace.as_ref(), &mut errors)
        .await;
    let lobby = if fields.open_lobby.is_empty() {
        Lobby::Closed
    } else {
        Lobby::Open
    };
    let status = match (workspace, owner) {
        (None, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (Some(_), Err(status)) => status,
        (Some(workspace), Ok(owner)) => match state
            .actions
            .set_up(&requester.origin, workspace, owner, lobby)
            .await
        {
            Ok(token) => {
                let to = first_page(&state, &requester);
                return signed_in(&state, requester.token.as_ref(), &token, to).await;
            }
            Err(error) if error.code == ErrorCode::Taken => {
                if let Some(here) = already_here(&state, &requester, &fields.owner, None).await {
                    return here;
                }
                let page = SetupPage::AlreadyDone;
                return pages::render(&state, StatusCode::CONFLICT, page).await;
            }
            Err(error) => {
                let status = error::status(error.code);
                field_error(error, &mut errors);
                status
            }
        },
    };
    let form = SetupForm {
        code: fields.code,
        workspace: fields.workspace,
        name: fields.owner.name,
        handle: fields.owner.handle,
        open_lobby: lobby == Lobby::Open,
        errors,
    };
    pages::render(&state, status, SetupPage::Form(Box::new(form))).await
}
