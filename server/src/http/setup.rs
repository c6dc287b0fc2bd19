//! The first run: naming the place and making its owner's account.

use app::page_data::{CodeForm, FormErrors, Page, SetupForm, SetupPage};
use axum::{extract::State, http::StatusCode, response::Response};
use protocol::{ErrorCode, ErrorReply, RoomName};
use serde::Deserialize;

use super::{
    HttpState,
    applicant::{ApplicantFields, place_error},
    error,
    extract::{Query, TextForm},
    join::already_here,
    pages,
    viewer::{Passer, first_page, signed_in},
};
use crate::http::security::host::Host;
use crate::http::security::origin::UNCONFIGURED;
use crate::store::Lobby;
use domain::copy::sentence;
use domain::token::Token;

/// Who may set the place up, while it has no owner.
#[derive(Clone)]
pub enum SetupGuard {
    /// Whoever reaches the server, as nobody but its own machine does.
    Open,
    /// Whoever has the code that was printed at the start.
    Code(Token),
}

impl SetupGuard {
    /// Whether nobody but its own machine reaches the server.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Open)
    }

    fn lets_in(&self, code: &str) -> bool {
        match self {
            Self::Open => true,
            // Hashes are compared, so that the time tells nothing of the code.
            Self::Code(wanted) => {
                Token::parse(code.trim()).is_some_and(|given| given.hash() == wanted.hash())
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct CodeQuery {
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    code: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    open_lobby: String,
    #[serde(flatten)]
    owner: ApplicantFields,
}

/// The answer to whoever calls the server as only another site's page could: see [`Host`].
async fn called_wrong(state: &HttpState, passer: &Passer) -> Option<Response> {
    let message = match (&state.setup, &state.public_origin, Host::read(&passer.host)) {
        (SetupGuard::Open, _, Host::Loopback) => return None,
        (SetupGuard::Open, ..) => {
            "This server is set up on its own machine: open it there as localhost. To set it up \
             from elsewhere, start it with --public-url and the address at which people reach it."
        }
        (SetupGuard::Code(_), None, Host::Name) => UNCONFIGURED,
        (SetupGuard::Code(_), ..) => return None,
    };
    let error = ErrorReply::new(ErrorCode::ForeignOrigin, message);
    Some(pages::failed(state, &error).await)
}

/// The form, or where to find its code.
pub(super) async fn show(
    State(state): State<HttpState>,
    passer: Passer,
    Query(query): Query<CodeQuery>,
) -> Response {
    if passer.place.is_some() {
        return pages::render(
            &state,
            StatusCode::GONE,
            Page::Setup(SetupPage::AlreadyDone),
        )
        .await;
    }
    if let Some(refused) = called_wrong(&state, &passer).await {
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
    pages::render(&state, StatusCode::OK, Page::Setup(page)).await
}

fn code_needed(code: String) -> SetupPage {
    let mut errors = FormErrors::default();
    if !code.is_empty() {
        errors.add(
            "code",
            "That is not the code. Copy it from the line that the server printed.",
        );
    }
    SetupPage::CodeNeeded(CodeForm { code, errors })
}

/// Sets the place up.
pub(super) async fn set_up(
    State(state): State<HttpState>,
    passer: Passer,
    TextForm(fields): TextForm<Fields>,
) -> Response {
    if passer.place.is_some() {
        if let Some(here) = already_here(&state, &passer, &fields.owner, None).await {
            return here;
        }
        return pages::render(
            &state,
            StatusCode::GONE,
            Page::Setup(SetupPage::AlreadyDone),
        )
        .await;
    }
    if let Some(refused) = called_wrong(&state, &passer).await {
        return refused;
    }
    if !state.setup.lets_in(&fields.code) {
        let page = Page::Setup(code_needed(fields.code));
        return pages::render(&state, StatusCode::FORBIDDEN, page).await;
    }
    let mut errors = FormErrors::default();
    let place = RoomName::parse(&fields.place)
        .map_err(|reason| errors.add("place", sentence(&reason)))
        .ok();
    let address = passer.origin.address;
    let owner = fields
        .owner
        .check(&state.actions, address, place.as_ref(), &mut errors)
        .await;
    let lobby = if fields.open_lobby.is_empty() {
        Lobby::Closed
    } else {
        Lobby::Open
    };
    let status = match (place, owner) {
        (None, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (Some(_), Err(status)) => status,
        (Some(place), Ok(owner)) => match state
            .actions
            .set_up(&passer.origin, place, owner, lobby)
            .await
        {
            Ok(token) => {
                let to = first_page(&state, &passer);
                return signed_in(&state, passer.token.as_ref(), &token, to).await;
            }
            Err(error) if error.code == ErrorCode::Taken => {
                if let Some(here) = already_here(&state, &passer, &fields.owner, None).await {
                    return here;
                }
                let page = Page::Setup(SetupPage::AlreadyDone);
                return pages::render(&state, StatusCode::CONFLICT, page).await;
            }
            Err(error) => {
                let status = error::status(error.code);
                place_error(error, &mut errors);
                status
            }
        },
    };
    let form = SetupForm {
        code: fields.code,
        place: fields.place,
        name: fields.owner.name,
        handle: fields.owner.handle,
        open_lobby: lobby == Lobby::Open,
        errors,
    };
    pages::render(&state, status, Page::Setup(SetupPage::Form(Box::new(form)))).await
}
