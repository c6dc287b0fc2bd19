//! The fields of registration forms: name, handle, password, email address. Each has an error
//! message of its own.

use std::net::IpAddr;

use app::pages::form::FormErrors;
use axum::http::StatusCode;
use domain::{copy::sentence, handle};
use protocol::{DisplayName, ErrorCode, ErrorReply, Handle, RoomName};
use serde::Deserialize;

use crate::{
    actions::{Actions, auth::accounts::Registration},
    http::{account::time_zone, error},
};

/// The fields as submitted.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct RegistrationFields {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub handle: String,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub time_zone: String,
}

impl RegistrationFields {
    /// Checks all fields at once, so that nobody has to resubmit the form for each. Errors are
    /// added to their fields, and the status of the response is returned.
    pub(crate) async fn check(
        &self,
        actions: &Actions,
        address: IpAddr,
        workspace: Option<&RoomName>,
        errors: &mut FormErrors,
    ) -> Result<Registration, StatusCode> {
        let name = DisplayName::parse(&self.name)
            .map_err(|reason| errors.add("name", sentence(&reason)))
            .ok();
        let handle = handle::choose(&self.handle)
            .map_err(|reason| errors.add("handle", sentence(&reason)))
            .ok();
        // A password is only compared with what others will know of them, and with nothing longer.
        let context = [
            name.as_ref().map_or("", DisplayName::as_str),
            handle.as_ref().map_or("", Handle::as_str),
            workspace.map_or("", RoomName::as_str),
        ];
        let password = actions.choose_password(address, &self.password, &context);
        let password = password
            .await
            .map_err(|refused| {
                errors.general = Some(refused.message);
                error::status(refused.code)
            })?
            .map_err(|reason| errors.add("password", sentence(&reason)))
            .ok();
        let email = email(&self.email)
            .map_err(|reason| errors.add("email", reason))
            .ok();
        let (Some(name), Some(handle), Some(password), Some(email)) =
            (name, handle, password, email)
        else {
            return Err(StatusCode::UNPROCESSABLE_ENTITY);
        };
        Ok(Registration {
            name,
            handle,
            password,
            email,
            // The browser fills in the time zone: an invalid one is not reported.
            time_zone: time_zone(&self.time_zone).ok().flatten(),
        })
    }
}

/// An email address, or `None` if the field is empty. Only sending mail could show whether it
/// exists.
pub(crate) fn email(text: &str) -> Result<Option<String>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let is_address = text.len() <= 254
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && text
            .rsplit_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if is_address {
        Ok(Some(text.into()))
    } else {
        Err("That is not an email address. Enter one such as ada@example.org, or leave it empty.")
    }
}

/// Assigns an error of the whole form to its field.
pub(crate) fn field_error(error: ErrorReply, errors: &mut FormErrors) {
    match error.code {
        ErrorCode::Taken => errors.add("handle", error.message),
        _ => errors.general = Some(error.message),
    }
}
