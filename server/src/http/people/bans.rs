//! Banning and unbanning a person.

use app::pages::{
    form::{Form, RawForm},
    people::person::{PersonSection, form::BanPerson},
};
use axum::extract::State;
use store::BanReach;

use super::{
    super::{
        HttpState,
        error::{PageResult, Refused},
        extract::{Path, Posted},
        viewer::Viewer,
    },
    action, answer, apply,
};
use crate::actions::people::PersonAction;

pub(crate) async fn ban(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let done = try_ban(&state, &viewer, &handle, &fields).await;
    answer(
        &state,
        &viewer,
        &handle,
        (PersonSection::Ban, "ban"),
        fields,
        done,
    )
    .await
}

async fn try_ban(
    state: &HttpState,
    viewer: &Viewer,
    handle: &str,
    fields: &RawForm,
) -> Result<(), Refused> {
    let form = BanPerson::parse(fields)?;
    let ban = PersonAction::Ban {
        reason: form.reason,
        days: form.days,
        reach: if form.addresses {
            BanReach::Networks
        } else {
            BanReach::Account
        },
    };
    apply(state, viewer, handle, ban).await
}

pub(crate) async fn unban(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> PageResult {
    action(&state, &viewer, &handle, PersonAction::LiftBan).await
}
