//! What people type who want an account: name, handle, password, address. Each field has its own
//! sentence when it will not do.

use std::net::IpAddr;

use app::page_data::FormErrors;
use axum::http::StatusCode;
use protocol::{DisplayName, ErrorCode, ErrorReply, Handle, RoomName};
use serde::Deserialize;

use super::{error, settings::time_zone};
use crate::actions::{Actions, accounts::Applicant};
use domain::copy::sentence;
use domain::handle;

/// The fields, as they were typed.
#[derive(Clone, Default, Deserialize)]
pub(super) struct ApplicantFields {
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

impl ApplicantFields {
    /// Checks all of them at once, so that nobody has to send the form for each. What is wrong
    /// stands with the fields, and the status of the answer is returned.
    pub(super) async fn check(
        &self,
        actions: &Actions,
        address: IpAddr,
        place: Option<&RoomName>,
        errors: &mut FormErrors,
    ) -> Result<Applicant, StatusCode> {
        let name = DisplayName::parse(&self.name)
            .map_err(|reason| errors.add("name", sentence(&reason)))
            .ok();
        let handle = handle::choose(&self.handle)
            .map_err(|reason| errors.add("handle", sentence(&reason)))
            .ok();
        // A password is compared with what others will know of them, and with nothing longer.
        let context = [
            name.as_ref().map_or("", DisplayName::as_str),
            handle.as_ref().map_or("", Handle::as_str),
            place.map_or("", RoomName::as_str),
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
        Ok(Applicant {
            name,
            handle,
            password,
            email,
            // The browser fills it in: nobody is asked twice for what it got wrong.
            time_zone: time_zone(&self.time_zone).ok().flatten(),
        })
    }
}

/// An address, or nothing if none is given. Whether it is anybody's only a mail can tell.
pub(super) fn email(text: &str) -> Result<Option<String>, &'static str> {
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
        Err("That is no e-mail address. Write one such as ada@example.org, or leave it empty.")
    }
}

/// Where a refusal of the whole form belongs.
pub(super) fn place_error(error: ErrorReply, errors: &mut FormErrors) {
    match error.code {
        ErrorCode::Taken => errors.add("handle", error.message),
        _ => errors.general = Some(error.message),
    }
}
