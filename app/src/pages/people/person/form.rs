use protocol::{Role, limits::MAX_TOPIC_CHARS};

use crate::pages::form::{Field, FieldKind, Form, FormErrors, RawForm};

/// Forms that are one button.
pub const IGNORE: &str = "/people/{handle}/ignore";
pub const UNIGNORE: &str = "/people/{handle}/unignore";
pub const RESET_LINK: &str = "/people/{handle}/reset-link";
pub const END_SESSIONS: &str = "/people/{handle}/end-sessions";
pub const DEACTIVATE: &str = "/people/{handle}/deactivate";
pub const REACTIVATE: &str = "/people/{handle}/reactivate";
pub const LIFT_BAN: &str = "/people/{handle}/unban";

pub const ROLE: Field = Field::text("role").in_section("role");

pub struct ChangeRole {
    /// `None` if there is no such role.
    pub role: Option<Role>,
}

impl Form for ChangeRole {
    const ROUTE: &'static str = "/people/{handle}/role";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let role = Role::parse(fields.get(ROLE));
        Ok(Self { role })
    }
}

/// Longest temporary ban, in days.
const MAX_BAN_DAYS: u32 = 3650;

pub const REASON: Field = Field::text("reason")
    .at_most(MAX_TOPIC_CHARS)
    .in_section("ban");
pub const DAYS: Field = Field::text("days")
    .kind(FieldKind::Number)
    .optional()
    .in_section("ban");
pub const ADDRESSES: Field = Field::text("addresses").optional();

pub struct BanPerson {
    pub reason: String,
    /// `None` if it is permanent.
    pub days: Option<u32>,
    /// Whether the networks are banned too from which the person is signed in.
    pub addresses: bool,
}

impl Form for BanPerson {
    const ROUTE: &'static str = "/people/{handle}/ban";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let reason = errors.check(REASON, fields.line(REASON));
        if reason.as_ref().is_some_and(String::is_empty) {
            errors.add(REASON, "Enter a reason for the ban.");
        }
        let days = match fields.get(DAYS).trim() {
            "" => Ok(None),
            text => text
                .parse()
                .ok()
                .filter(|days| (1..=MAX_BAN_DAYS).contains(days))
                .map(Some)
                .ok_or(
                    "enter a number of days from 1 to 3650, or leave it empty for a permanent ban",
                ),
        };
        let days = errors.check(DAYS, days);
        match (reason, days) {
            (Some(reason), Some(days)) if errors.is_empty() => Ok(Self {
                reason,
                days,
                addresses: fields.is_checked(ADDRESSES),
            }),
            _ => Err(errors),
        }
    }
}
