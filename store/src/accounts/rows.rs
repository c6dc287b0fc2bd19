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
        crate::accounts::rows::query_members!(
            query_as!(crate::accounts::rows::MemberRow), $select, " ", $after, $($value),*
        )
    };
}
pub(crate) use member_rows;

/// The same with columns of the statement's own after them: [`member_row`] takes the member out of
/// such a row.
macro_rules! member_rows_with {
    ($select:literal, $more:literal, $after:literal, $($value:expr),* $(,)?) => {
        crate::accounts::rows::query_members!(query!(), $select, $more, $after, $($value),*)
    };
}
pub(crate) use member_rows_with;

macro_rules! query_members {
    ($query:ident!($($of:path)?), $select:literal, $more:literal, $after:literal, $($value:expr),*) => {
        sqlx::$query!(
            $($of,)?
            $select + r#" members.id AS "id!: Uuid", members.name AS "name!", members.colour,
                  members.account_status AS "account_status!", members.handle,
                  members.role AS "role!", members.banned_until "# + $more + " " + $after,
            $($value),*
        )
    };
}
pub(crate) use query_members;

/// The [`MemberRow`] in a row of [`member_rows_with`].
macro_rules! member_row {
    ($row:ident) => {
        crate::accounts::rows::MemberRow {
            id: $row.id,
            name: $row.name,
            colour: $row.colour,
            account_status: $row.account_status,
            handle: $row.handle,
            role: $row.role,
            banned_until: $row.banned_until,
        }
    };
}
pub(crate) use member_row;
