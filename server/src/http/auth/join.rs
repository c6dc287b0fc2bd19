//! Becoming a member: by the link of an invitation, or by signing up.

use app::pages::{
    auth::{
        join::{Invitation, InviteFault, JoinForm, JoinPage},
        registration::EmailNeed,
        sign_up::SignUpForm,
    },
    form::FormErrors,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{authorise::Denied, token::Token};
use protocol::{ErrorCode, ErrorReply, Role};
use store::{Joining, Workspace};

use crate::{
    actions::Actor,
    http::{
        HttpState,
        auth::registration::{RegistrationFields, field_error},
        error,
        extract::{Path, TextForm},
        pages,
        redirect::see,
        viewer::{Requester, first_page, signed_in},
    },
};

/// Shows an invitation.
pub(crate) async fn show(
    State(state): State<HttpState>,
    requester: Requester,
    Path(code): Path<String>,
) -> Response {
    let (workspace, invitation) = match look_up(&state, &requester, &code).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let page = match requester.actor {
        Some(actor) if actor.role != Role::Visitor => JoinPage::As {
            me: actor.member,
            invitation: outcome_message(&workspace, &code, invitation),
            errors: FormErrors::default(),
        },
        _ => JoinPage::Form(Box::new(JoinForm {
            invitation: outcome_message(&workspace, &code, invitation),
            name: String::new(),
            handle: String::new(),
            email: String::new(),
            errors: FormErrors::default(),
        })),
    };
    pages::render(&state, StatusCode::OK, page).await
}

/// Accepts an invitation: with a new account, or with the one that is signed in.
pub(crate) async fn join(
    State(state): State<HttpState>,
    requester: Requester,
    Path(code): Path<String>,
    TextForm(fields): TextForm<RegistrationFields>,
) -> Response {
    let (workspace, invitation) = match look_up(&state, &requester, &code).await {
        Ok(found) => found,
        // They may have used it up themselves.
        Err(response) => {
            let here = already_here(&state, &requester, &fields, None).await;
            return here.unwrap_or(response);
        }
    };
    let to = match &invitation.first {
        Some(slug) => format!("/r/{slug}"),
        None => "/".into(),
    };
    let Some(token) = Token::parse(&code) else {
        return invalid(&state, store::InviteFault::Unknown).await;
    };
    let member = requester.actor.clone();
    if let Some(actor) = member.filter(|actor| actor.role != Role::Visitor) {
        return match state.actions.accept_invite(&actor, &token).await {
            Ok(()) => see(&to).into_response(),
            Err(error) => {
                let page = JoinPage::As {
                    me: actor.member,
                    invitation: outcome_message(&workspace, &code, invitation),
                    errors: FormErrors::general(error.message),
                };
                pages::render(&state, error::status(error.code), page).await
            }
        };
    }
    let mut errors = FormErrors::default();
    let address = requester.origin.address;
    let checked = fields.check(&state.actions, address, Some(&workspace.name), &mut errors);
    let status = match checked.await {
        Err(status) => status,
        Ok(registration) => {
            let joined = state
                .actions
                .join_by_invite(&requester.origin, &token, registration);
            match joined.await {
                Ok(session) => {
                    let to = match first_page(&state, &requester) {
                        "/" => &to,
                        offer => offer,
                    };
                    return signed_in(&state, requester.token.as_ref(), &session, to).await;
                }
                Err(error) => {
                    let leads = Some((&token, &*to));
                    if matches!(error.code, ErrorCode::Taken | ErrorCode::Spent)
                        && let Some(here) = already_here(&state, &requester, &fields, leads).await
                    {
                        return here;
                    }
                    if error.code == ErrorCode::Spent {
                        return invalid(&state, store::InviteFault::UsedUp).await;
                    }
                    let status = error::status(error.code);
                    field_error(error, &mut errors);
                    status
                }
            }
        }
    };
    let form = JoinForm {
        invitation: outcome_message(&workspace, &code, invitation),
        name: fields.name,
        handle: fields.handle,
        email: fields.email,
        errors,
    };
    pages::render(&state, status, JoinPage::Form(Box::new(form))).await
}

/// Signs in somebody who already has an account with this handle and password, for example because
/// the form was sent twice and the browser shows the second answer. It counts as any other sign-in.
/// The invitation, if there is one, is accepted too, and its first room is opened.
pub(crate) async fn already_here(
    state: &HttpState,
    requester: &Requester,
    fields: &RegistrationFields,
    leads: Option<(&Token, &str)>,
) -> Option<Response> {
    if fields.handle.is_empty() || fields.password.is_empty() {
        return None;
    }
    let signed = state
        .actions
        .sign_in(&requester.origin, &fields.handle, &fields.password);
    let signed = signed.await.ok()?;
    let mut to = first_page(state, requester);
    if let Some((code, rooms)) = leads {
        let account = state
            .actions
            .session(&signed.token, &requester.origin)
            .await;
        let account = account.ok().flatten()?;
        let actor = Actor::new(account, requester.origin.address);
        // If the invitation is used up by now, either they have used it already or it is of no use.
        if state.actions.accept_invite(&actor, code).await.is_ok() && to == "/" {
            to = rooms;
        }
    }
    Some(signed_in(state, requester.token.as_ref(), &signed.token, to).await)
}

async fn look_up(
    state: &HttpState,
    requester: &Requester,
    code: &str,
) -> Result<(Workspace, store::Invitation), Response> {
    let Some(workspace) = &requester.workspace else {
        return Err(see("/setup").into_response());
    };
    let Some(token) = Token::parse(code) else {
        return Err(invalid(state, store::InviteFault::Unknown).await);
    };
    match state.actions.invitation(&token).await {
        Ok(Ok(invitation)) => Ok((workspace.clone(), invitation)),
        Ok(Err(fault)) => Err(invalid(state, fault).await),
        Err(error) => Err(pages::failed(state, &error).await),
    }
}

async fn invalid(state: &HttpState, fault: store::InviteFault) -> Response {
    let (status, fault) = match fault {
        store::InviteFault::Expired => (StatusCode::GONE, InviteFault::Expired),
        store::InviteFault::UsedUp => (StatusCode::GONE, InviteFault::UsedUp),
        store::InviteFault::Revoked => (StatusCode::GONE, InviteFault::Revoked),
        store::InviteFault::Unknown => (StatusCode::NOT_FOUND, InviteFault::Unknown),
    };
    pages::render(state, status, JoinPage::Invalid(fault)).await
}

fn outcome_message(workspace: &Workspace, code: &str, invitation: store::Invitation) -> Invitation {
    Invitation {
        code: code.into(),
        workspace: workspace.name.to_string(),
        inviter: invitation.inviter,
        role: invitation.role,
        rooms: invitation.rooms,
    }
}

/// The form to sign up, if the workspace is open for that.
pub(crate) async fn sign_up_form(State(state): State<HttpState>, requester: Requester) -> Response {
    match open_workspace(&requester) {
        Ok(workspace) => {
            let page = sign_up_page(
                &workspace,
                RegistrationFields::default(),
                FormErrors::default(),
            );
            pages::render(&state, StatusCode::OK, page).await
        }
        Err(Some(error)) => pages::failed(&state, &error).await,
        Err(None) => see("/setup").into_response(),
    }
}

pub(crate) async fn sign_up(
    State(state): State<HttpState>,
    requester: Requester,
    TextForm(fields): TextForm<RegistrationFields>,
) -> Response {
    let workspace = match open_workspace(&requester) {
        Ok(workspace) => workspace,
        Err(Some(error)) => return pages::failed(&state, &error).await,
        Err(None) => return see("/setup").into_response(),
    };
    let mut errors = FormErrors::default();
    let address = requester.origin.address;
    let checked = fields.check(&state.actions, address, Some(&workspace.name), &mut errors);
    let status = match checked.await {
        Err(status) => status,
        Ok(registration) => match state.actions.sign_up(&requester.origin, registration).await {
            Ok(token) => {
                let to = first_page(&state, &requester);
                return signed_in(&state, requester.token.as_ref(), &token, to).await;
            }
            Err(error) => {
                if error.code == ErrorCode::Taken
                    && let Some(here) = already_here(&state, &requester, &fields, None).await
                {
                    return here;
                }
                let status = error::status(error.code);
                field_error(error, &mut errors);
                status
            }
        },
    };
    pages::render(&state, status, sign_up_page(&workspace, fields, errors)).await
}

fn open_workspace(requester: &Requester) -> Result<Workspace, Option<ErrorReply>> {
    let workspace = requester.workspace.clone().ok_or(None)?;
    match workspace.joining {
        Joining::Open => Ok(workspace),
        Joining::Invite | Joining::Domains => Err(Some(ErrorReply::new(
            ErrorCode::NotFound,
            Denied::Unknown.to_string(),
        ))),
    }
}

fn sign_up_page(
    workspace: &Workspace,
    fields: RegistrationFields,
    errors: FormErrors,
) -> SignUpForm {
    SignUpForm {
        workspace: workspace.name.to_string(),
        name: fields.name,
        handle: fields.handle,
        email: fields.email,
        email_need: EmailNeed::Optional,
        errors,
    }
}
