//! Passkeys: the page, and the endpoints of its script, `public/passkeys.js`.

use app::pages::{
    account::passkeys::{
        Confirm, PasskeyRow, PasskeysPage,
        form::{NAME, RemovePasskey},
    },
    form::{Form, FormErrors, FormState, RawForm},
};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    clock::now,
    http::{
        HttpState,
        error::{JsonError, PageResult},
        extract::{JsonBody, Posted, Query},
        pages,
        redirect::{own_path, see},
        viewer::{Requester, Viewer, after_sign_in, with_session},
    },
    passkeys::{RegistrationAnswer, SignInAnswer, Task},
};

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> PageResult {
    let own = state.actions.passkeys_page(&viewer.actor).await?;
    let passkeys = own.passkeys.into_iter().map(|one| PasskeyRow {
        id: hex(&one.credential),
        name: one.name,
        added: Timestamp(one.created_at),
        used: one.used_at.map(Timestamp),
    });
    let confirm = if own.signed_in_recently {
        Confirm::JustCame
    } else {
        Confirm::ByPassword
    };
    let page = PasskeysPage {
        frame: viewer.frame(),
        now: now(),
        passkeys: passkeys.collect(),
        confirm,
        form: FormState {
            fields: RawForm::default(),
            errors: match state.actions.passkeys() {
                Ok(_) => FormErrors::default(),
                Err(unavailable) => FormErrors::general(unavailable.message),
            },
        },
        notice: match done.done.as_str() {
            "first" => Some(
                "You are signed in. Add a passkey to sign in with your fingerprint, face or screen \
                 lock next time, or continue to the conversation."
                    .into(),
            ),
            "reset" => Some(
                "Your password was changed, and you are signed out everywhere else. These passkeys \
                 can also sign in: remove any that you do not recognise."
                    .into(),
            ),
            "added" => Some("The passkey was added. You can now sign in with it.".into()),
            "removed" => Some("The passkey was removed.".into()),
            _ => None,
        },
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let byte = |pair: &[u8]| {
        let pair = core::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    };
    digits.chunks(2).map(byte).collect()
}

pub(crate) async fn remove(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    let credential = from_hex(&RemovePasskey::parse(&fields)?.passkey).unwrap_or_default();
    match state
        .actions
        .remove_passkey(&viewer.actor, credential)
        .await
    {
        // If it does not exist any more, it is removed: a double click is not an error.
        Err(error) if error.code != ErrorCode::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(see("/settings/passkeys?done=removed").into_response()),
    }
}

/// The page that the script opens next.
#[derive(Serialize)]
pub(crate) struct Leads {
    location: String,
}

#[derive(Deserialize)]
pub(crate) struct Begin {
    #[serde(default)]
    password: String,
}

/// Starts the registration of a passkey.
pub(crate) async fn begin(
    State(state): State<HttpState>,
    viewer: Viewer,
    JsonBody(begin): JsonBody<Begin>,
) -> Result<Json<Task>, JsonError> {
    let workspace = viewer.workspace.name.as_str();
    let begun = state
        .actions
        .begin_passkey(&viewer.actor, workspace, begin.password);
    Ok(Json(begun.await?))
}

#[derive(Deserialize)]
pub(crate) struct Made {
    credential: RegistrationAnswer,
    #[serde(default)]
    name: String,
}

/// Finishes the registration of a passkey.
pub(crate) async fn add(
    State(state): State<HttpState>,
    viewer: Viewer,
    JsonBody(made): JsonBody<Made>,
) -> Result<Json<Leads>, JsonError> {
    let fields = RawForm::default().with(NAME, made.name);
    let name = fields.line(NAME).unwrap_or_default();
    let name = if name.is_empty() {
        "Passkey".to_owned()
    } else {
        name
    };
    let added = state
        .actions
        .add_passkey(&viewer.actor, &made.credential, name);
    added.await?;
    let location = "/settings/passkeys?done=added".to_owned();
    Ok(Json(Leads { location }))
}

/// Starts a sign-in by passkey.
pub(crate) async fn begin_sign_in(
    State(state): State<HttpState>,
    requester: Requester,
) -> Result<Json<Task>, JsonError> {
    Ok(Json(
        state.actions.begin_passkey_sign_in(&requester.origin)?,
    ))
}

#[derive(Deserialize)]
pub(crate) struct Signed {
    credential: SignInAnswer,
    #[serde(default)]
    next: String,
}

pub(crate) async fn sign_in(
    State(state): State<HttpState>,
    requester: Requester,
    JsonBody(signed): JsonBody<Signed>,
) -> Result<Response, JsonError> {
    let session = state
        .actions
        .sign_in_by_passkey(&requester.origin, signed.credential)
        .await?;
    let leads = Json(Leads {
        location: after_sign_in(&session.signed_in, own_path(&signed.next)).to_owned(),
    });
    Ok(with_session(&state, requester.token.as_ref(), &session.token, leads).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_survives_the_form_and_nothing_else_is_one() {
        let bytes = vec![0, 10, 255];
        assert_eq!(from_hex(&hex(&bytes)), Some(bytes));
        for bad in ["0", "0g", "zz", "é"] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }
}
