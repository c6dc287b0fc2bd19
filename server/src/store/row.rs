//! From what a row holds to what the protocol says, and back. Rows were valid when they were
//! written, so a failure here means a damaged file: it is logged, and the caller is told that the
//! database cannot do it.

use core::fmt::Display;

use protocol::{ClientMessageId, DisplayName, MessageBody, Seq, Slug};

use super::StoreError;

pub(super) fn damaged(what: &'static str, reason: impl Display) -> StoreError {
    tracing::error!(what, %reason, "a stored value is damaged");
    StoreError::Unavailable
}

pub(super) fn seq(value: i64) -> Result<Seq, StoreError> {
    u64::try_from(value)
        .ok()
        .and_then(Seq::new)
        .ok_or_else(|| damaged("seq", value))
}

pub(super) fn integer(seq: Seq) -> Result<i64, StoreError> {
    i64::try_from(seq.get()).map_err(|reason| damaged("seq", reason))
}

pub(super) fn slug(text: &str) -> Result<Slug, StoreError> {
    Slug::parse(text).map_err(|reason| damaged("slug", reason))
}

pub(super) fn name(text: &str) -> Result<DisplayName, StoreError> {
    DisplayName::parse(text).map_err(|reason| damaged("name", reason))
}

pub(super) fn client_id(text: &str) -> Result<ClientMessageId, StoreError> {
    ClientMessageId::parse(text).map_err(|reason| damaged("client_id", reason))
}

pub(super) fn body(text: &str) -> Result<MessageBody, StoreError> {
    MessageBody::parse(text).map_err(|reason| damaged("body", reason))
}
