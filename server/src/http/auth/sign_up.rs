//! Signing up without an invitation.

use app::pages::{
    auth::{
        registration::EmailNeed,
        sign_up::{SignUpPage, form::SignUp},
    },
    form::{Form, FormState},
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::{authorise::Denied, joining::Joining};
use protocol::{ErrorCode, ErrorReply};
use store::Workspace;

use crate::http::{
    HttpState,
    auth::{
        join::already_here,
        registration::{check, field_error},
    },
    error::{PageError, PageResult},
    extract::Posted,
    pages,
    redirect::see,
    viewer::{Requester, first_page, signed_in},
};

/// The form to sign up, if the workspace is open for that.
pub(crate) async fn show(State(state): State<HttpState>, requester: Requester) -> PageResult {
    let workspace = open_workspace(&requester)?;
    let page = page(&workspace, FormState::default());
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

pub(crate) async fn sign_up(
    State(state): State<HttpState>,
    requester: Requester,
    Posted(fields): Posted,
) -> PageResult {
    let workspace = open_workspace(&requester)?;
    let address = requester.origin.address;
    let account = SignUp::parse(&fields)?.account;
    let checked = check(account, &state.actions, address, Some(&workspace.name));
    let refused = match checked.await {
        Err(refused) => refused,
        Ok(registration) => match state.actions.sign_up(&requester.origin, registration).await {
            Ok(token) => {
                let to = first_page(&state, &requester);
                return Ok(signed_in(&state, requester.token.as_ref(), &token, to).await);
            }
            Err(error) => {
                if error.code == ErrorCode::Taken
                    && let Some(here) = already_here(&state, &requester, &fields, None).await
                {
                    return Ok(here);
                }
                field_error(error)
            }
        },
    };
    let errors = refused.errors;
    let page = page(&workspace, FormState { fields, errors });
    Ok(pages::render(&state, refused.status, page).await)
}

fn open_workspace(requester: &Requester) -> Result<Workspace, PageError> {
    let Some(workspace) = requester.workspace.clone() else {
        return Err(see("/setup").into_response().into());
    };
    match workspace.joining {
        Joining::Open => Ok(workspace),
        Joining::Invite | Joining::Domains => {
            let words = Denied::Unknown.to_string();
            Err(ErrorReply::new(ErrorCode::NotFound, words).into())
        }
    }
}

fn page(workspace: &Workspace, form: FormState) -> SignUpPage {
    SignUpPage {
        workspace: workspace.name.to_string(),
        email_need: EmailNeed::Optional,
        form,
    }
}
