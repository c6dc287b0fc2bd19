//! What all forms have in common that make an account: name, handle, password, email address. Each
//! field has an error message of its own.

use std::net::IpAddr;

use app::pages::{
    auth::registration::{AccountFields, EMAIL, HANDLE, PASSWORD},
    form::FormErrors,
};
use domain::copy::sentence;
use protocol::{DisplayName, ErrorCode, ErrorReply, Handle, RoomName};

use crate::{
    actions::{Actions, auth::accounts::Registration},
    http::error::{Refused, status},
};

/// Checks all fields at once, so that nobody has to resubmit the form for each.
pub(crate) async fn check(
    form: AccountFields,
    actions: &Actions,
    address: IpAddr,
    workspace: Option<&RoomName>,
) -> Result<Registration, Refused> {
    let AccountFields {
        name,
        handle,
        password,
        email,
        time_zone,
        mut errors,
    } = form;
    // A password is only compared with what others will know of them, and with nothing longer.
    let context = [
        name.as_ref().map_or("", DisplayName::as_str),
        handle.as_ref().map_or("", Handle::as_str),
        workspace.map_or("", RoomName::as_str),
    ];
    let password = match actions.choose_password(address, &password, &context).await {
        Ok(chosen) => chosen
            .map_err(|reason| errors.add(PASSWORD, sentence(&reason)))
            .ok(),
        Err(refused) => {
            errors.general = Some(refused.message);
            let status = status(refused.code);
            return Err(Refused { status, errors });
        }
    };
    let email = errors.check(EMAIL, email);
    match (name, handle, password, email) {
        (Some(name), Some(handle), Some(password), Some(email)) if errors.is_empty() => {
            Ok(Registration {
                name,
                handle,
                password,
                email,
                time_zone,
            })
        }
        _ => Err(errors.into()),
    }
}

/// Assigns an error of the whole form to its field.
pub(crate) fn field_error(error: ErrorReply) -> Refused {
    Refused {
        status: status(error.code),
        errors: match error.code {
            ErrorCode::Taken => FormErrors::of(HANDLE, error.message),
            _ => FormErrors::general(error.message),
        },
    }
}
