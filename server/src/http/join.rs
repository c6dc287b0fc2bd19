//! Becoming a member: by the link of an invitation, or by signing up.

use app::page_data::{
    EmailNeed, FormErrors, Invitation, InviteFault, JoinForm, JoinPage, Page, SignUpForm,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply, Role};

use super::{
    HttpState,
    applicant::{ApplicantFields, place_error},
    error,
    extract::{Path, TextForm},
    pages,
    redirect::see,
    viewer::{Passer, first_page, signed_in},
};
use crate::{
    actions::Actor,
    store::{self, Instance, Joining},
};
use domain::authorise::Denied;
use domain::token::Token;

/// What an invitation says.
pub(super) async fn show(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
) -> Response {
    let (place, invitation) = match look_up(&state, &passer, &code).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let page = match passer.actor {
        Some(actor) if actor.role != Role::Visitor => JoinPage::As {
            me: actor.member,
            invitation: said(&place, &code, invitation),
            errors: FormErrors::default(),
        },
        _ => JoinPage::Form(Box::new(JoinForm {
            invitation: said(&place, &code, invitation),
            name: String::new(),
            handle: String::new(),
            email: String::new(),
            errors: FormErrors::default(),
        })),
    };
    pages::render(&state, StatusCode::OK, Page::Join(page)).await
}

/// Accepts an invitation: with a new account, or with the one that one is signed in with.
pub(super) async fn join(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
    TextForm(fields): TextForm<ApplicantFields>,
) -> Response {
    let (place, invitation) = match look_up(&state, &passer, &code).await {
        Ok(found) => found,
        // It may be used up by themselves.
        Err(response) => {
            let here = already_here(&state, &passer, &fields, None).await;
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
    let member = passer.actor.clone();
    if let Some(actor) = member.filter(|actor| actor.role != Role::Visitor) {
        return match state.actions.accept_invite(&actor, &token).await {
            Ok(()) => see(&to).into_response(),
            Err(error) => {
                let page = JoinPage::As {
                    me: actor.member,
                    invitation: said(&place, &code, invitation),
                    errors: FormErrors::general(error.message),
                };
                pages::render(&state, error::status(error.code), Page::Join(page)).await
            }
        };
    }
    let mut errors = FormErrors::default();
    let address = passer.origin.address;
    let checked = fields.check(&state.actions, address, Some(&place.name), &mut errors);
    let status = match checked.await {
        Err(status) => status,
        Ok(applicant) => {
            let joined = state
                .actions
                .join_by_invite(&passer.origin, &token, applicant);
            match joined.await {
                Ok(session) => {
                    let to = match first_page(&state, &passer) {
                        "/" => &to,
                        offer => offer,
                    };
                    return signed_in(&state, passer.token.as_ref(), &session, to).await;
                }
                Err(error) => {
                    let leads = Some((&token, &*to));
                    if matches!(error.code, ErrorCode::Taken | ErrorCode::Spent)
                        && let Some(here) = already_here(&state, &passer, &fields, leads).await
                    {
                        return here;
                    }
                    if error.code == ErrorCode::Spent {
                        return invalid(&state, store::InviteFault::UsedUp).await;
                    }
                    let status = error::status(error.code);
                    place_error(error, &mut errors);
                    status
                }
            }
        }
    };
    let form = JoinForm {
        invitation: said(&place, &code, invitation),
        name: fields.name,
        handle: fields.handle,
        email: fields.email,
        errors,
    };
    pages::render(&state, status, Page::Join(JoinPage::Form(Box::new(form)))).await
}

/// Whoever has an account of that handle and password already is signed in: the form was sent twice,
/// say, and the browser shows the second answer. It is a sign-in as any other. An invitation, and
/// where it leads, is accepted with it.
pub(super) async fn already_here(
    state: &HttpState,
    passer: &Passer,
    fields: &ApplicantFields,
    leads: Option<(&Token, &str)>,
) -> Option<Response> {
    if fields.handle.is_empty() || fields.password.is_empty() {
        return None;
    }
    let signed = state
        .actions
        .sign_in(&passer.origin, &fields.handle, &fields.password);
    let signed = signed.await.ok()?;
    let mut to = first_page(state, passer);
    if let Some((code, rooms)) = leads {
        let account = state.actions.session(&signed.token, &passer.origin).await;
        let account = account.ok().flatten()?;
        let actor = Actor::new(account, passer.origin.address);
        // One that is used up by now has led them in already, or leads nobody.
        if state.actions.accept_invite(&actor, code).await.is_ok() && to == "/" {
            to = rooms;
        }
    }
    Some(signed_in(state, passer.token.as_ref(), &signed.token, to).await)
}

async fn look_up(
    state: &HttpState,
    passer: &Passer,
    code: &str,
) -> Result<(Instance, store::Invitation), Response> {
    let Some(place) = &passer.place else {
        return Err(see("/setup").into_response());
    };
    let Some(token) = Token::parse(code) else {
        return Err(invalid(state, store::InviteFault::Unknown).await);
    };
    match state.actions.invitation(&token).await {
        Ok(Ok(invitation)) => Ok((place.clone(), invitation)),
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
    pages::render(state, status, Page::Join(JoinPage::Invalid(fault))).await
}

fn said(place: &Instance, code: &str, invitation: store::Invitation) -> Invitation {
    Invitation {
        code: code.into(),
        place: place.name.to_string(),
        inviter: invitation.inviter,
        role: invitation.role,
        rooms: invitation.rooms,
    }
}

/// The form to sign up, where that is possible.
pub(super) async fn sign_up_form(State(state): State<HttpState>, passer: Passer) -> Response {
    match open_place(&passer) {
        Ok(place) => {
            let page = sign_up_page(&place, ApplicantFields::default(), FormErrors::default());
            pages::render(&state, StatusCode::OK, page).await
        }
        Err(Some(error)) => pages::failed(&state, &error).await,
        Err(None) => see("/setup").into_response(),
    }
}

pub(super) async fn sign_up(
    State(state): State<HttpState>,
    passer: Passer,
    TextForm(fields): TextForm<ApplicantFields>,
) -> Response {
    let place = match open_place(&passer) {
        Ok(place) => place,
        Err(Some(error)) => return pages::failed(&state, &error).await,
        Err(None) => return see("/setup").into_response(),
    };
    let mut errors = FormErrors::default();
    let address = passer.origin.address;
    let checked = fields.check(&state.actions, address, Some(&place.name), &mut errors);
    let status = match checked.await {
        Err(status) => status,
        Ok(applicant) => match state.actions.sign_up(&passer.origin, applicant).await {
            Ok(token) => {
                let to = first_page(&state, &passer);
                return signed_in(&state, passer.token.as_ref(), &token, to).await;
            }
            Err(error) => {
                if error.code == ErrorCode::Taken
                    && let Some(here) = already_here(&state, &passer, &fields, None).await
                {
                    return here;
                }
                let status = error::status(error.code);
                place_error(error, &mut errors);
                status
            }
        },
    };
    pages::render(&state, status, sign_up_page(&place, fields, errors)).await
}

fn open_place(passer: &Passer) -> Result<Instance, Option<ErrorReply>> {
    let place = passer.place.clone().ok_or(None)?;
    match place.joining {
        Joining::Open => Ok(place),
        Joining::Invite | Joining::Domains => Err(Some(ErrorReply::new(
            ErrorCode::NotFound,
            Denied::Unknown.to_string(),
        ))),
    }
}

fn sign_up_page(place: &Instance, fields: ApplicantFields, errors: FormErrors) -> Page {
    Page::SignUp(SignUpForm {
        place: place.name.to_string(),
        name: fields.name,
        handle: fields.handle,
        email: fields.email,
        email_need: EmailNeed::Optional,
        errors,
    })
}
