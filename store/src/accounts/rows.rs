//! Rows of `members`, as statements of several modules read them.

use protocol::Member;
use uuid::Uuid;

use crate::{PersonRow, StoreError, now, row};

/// What the columns of [`member_rows`] say of somebody.
pub(crate) struct MemberRow {
    pub id: Uuid,
    pub name: String,
    pub colour: Option<i64>,
    pub account_status: String,
    pub handle: Option<String>,
    pub role: String,
    pub banned_until: Option<i64>,
}

impl MemberRow {
    pub(crate) fn member(self) -> Result<Member, StoreError> {
        row::member(
            self.id,
            &self.name,
            self.colour,
            &self.account_status,
            &self.role,
        )
    }

    /// As lists show people; without when they were last seen.
    pub(crate) fn person(self) -> Result<PersonRow, StoreError> {
        Ok(PersonRow {
            handle: self.handle.as_deref().map(row::handle).transpose()?,
            role: row::role(&self.role)?,
            seen_at: None,
            banned_until: self.banned_until.filter(|until| *until > now()),
            member: self.member()?,
        })
    }
}

/// Selects [`MemberRow`]s. The columns stand here alone; a statement says how they are selected
/// (`SELECT` or `SELECT DISTINCT`) and what comes after them (`FROM members ...`).
macro_rules! member_rows {
    ($select:literal, $after:literal, $($value:expr),* $(,)?) => {
        sqlx::query_as!(
            crate::accounts::rows::MemberRow,
            $select + r#" members.id AS "id!: Uuid", members.name AS "name!", members.colour,
                  members.account_status AS "account_status!", members.handle,
                  members.role AS "role!", members.banned_until "# + $after,
            $($value),*
        )
    };
}
pub(crate) use member_rows;
