//! Banning and unbanning a person.

use app::pages::{
    form::FormErrors,
    people::person::{BanForm, PersonSection},
};
use axum::{extract::State, http::StatusCode, response::Response};
use protocol::limits::MAX_TOPIC_CHARS;
use serde::Deserialize;
use store::BanReach;

use super::{
    super::{
        HttpState,
        extract::{Path, TextForm},
        text_fields::one_line,
        viewer::Viewer,
    },
    Shown, action, change_by_form, page,
};
use crate::actions::people::PersonAction;

#[derive(Deserialize)]
pub(crate) struct BanFields {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    addresses: String,
}

/// Longest temporary ban, in days.
const MAX_BAN_DAYS: u32 = 3650;

pub(crate) async fn ban(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
    TextForm(fields): TextForm<BanFields>,
) -> Response {
    let reach = if fields.addresses.is_empty() {
        BanReach::Account
    } else {
        BanReach::Networks
    };
    let days = match fields.days.trim() {
        "" => Ok(None),
        text => text
            .parse()
            .ok()
            .filter(|days| (1..=MAX_BAN_DAYS).contains(days))
            .map(Some)
            .ok_or("Enter a number of days from 1 to 3650, or leave it empty for a permanent ban."),
    };
    let reason = one_line(&fields.reason, MAX_TOPIC_CHARS);
    let form = BanForm {
        reason: fields.reason,
        days: fields.days,
        addresses: reach == BanReach::Networks,
    };
    let mut errors = FormErrors::default();
    let reason = match reason {
        Ok(reason) if reason.is_empty() => {
            errors.add("reason", "Enter a reason for the ban.");
            None
        }
        Ok(reason) => Some(reason),
        Err(reason) => {
            errors.add("reason", reason);
            None
        }
    };
    let days = days.map_err(|reason| errors.add("days", reason)).ok();
    if let (Some(reason), Some(days)) = (reason, days) {
        let ban = PersonAction::Ban {
            reason,
            days,
            reach,
        };
        return change_by_form(&state, &viewer, &handle, ban, form).await;
    }
    let shown = Shown {
        ban: form,
        ..Shown::refused(PersonSection::Ban, errors)
    };
    page(
        &state,
        &viewer,
        &handle,
        StatusCode::UNPROCESSABLE_ENTITY,
        shown,
    )
    .await
}

pub(crate) async fn unban(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    action(&state, &viewer, &handle, PersonAction::LiftBan).await
}
