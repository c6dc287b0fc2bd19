//! Keeping a person out, and letting them in again.

use app::page_data::{BanForm, FormErrors, PersonSection};
use axum::{extract::State, http::StatusCode, response::Response};
use protocol::limits::MAX_TOPIC_CHARS;
use serde::Deserialize;

use super::{
    super::{
        HttpState,
        extract::{Path, TextForm},
        lines::one_line,
        viewer::Viewer,
    },
    Shown, care, care_by_form, page,
};
use crate::{actions::people::Care, store::BanReach};

#[derive(Deserialize)]
pub(in crate::http) struct BanFields {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    addresses: String,
}

/// Longest ban that has an end, in days.
const MAX_BAN_DAYS: u32 = 3650;

/// Keeps them out.
pub(in crate::http) async fn ban(
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
            .ok_or("Write a number of days from 1 to 3650, or nothing for a ban without an end."),
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
            errors.add("reason", "Say why, for those who ask later.");
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
        let ban = Care::Ban {
            reason,
            days,
            reach,
        };
        return care_by_form(&state, &viewer, &handle, ban, form).await;
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

/// Lets them in again.
pub(in crate::http) async fn unban(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    care(&state, &viewer, &handle, Care::LiftBan).await
}
