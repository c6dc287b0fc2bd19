use core::{ops::RangeInclusive, str::FromStr};

use protocol::{Role, RoomId};
use uuid::Uuid;

use super::InvitesPage;
use crate::pages::form::{Field, FieldKind, Form, FormErrors, RawForm};

/// Names the invitation for good: the same form sent twice makes one.
pub const ID: Field = Field::text("id");
pub const ROLE: Field = Field::text("role");
pub const USES: Field = Field::text("uses").kind(FieldKind::Number).optional();
pub const DAYS: Field = Field::text("days").kind(FieldKind::Number);
/// Repeated.
pub const ROOM: Field = Field::text("room");

/// A new invitation.
pub struct CreateInvite {
    pub id: Uuid,
    pub role: Role,
    /// How often it can be used; `None` for any number.
    pub uses: Option<u32>,
    /// For how many days it is valid.
    pub days: u32,
    pub rooms: Vec<RoomId>,
}

impl CreateInvite {
    /// The form as it is first shown.
    pub fn blank() -> RawForm {
        RawForm::default()
            .with(ID, Uuid::new_v4().to_string())
            .with(ROLE, Role::Member.as_str())
            .with(DAYS, "7")
    }

    /// The same form again, for another invitation.
    pub fn another(fields: RawForm) -> RawForm {
        fields.with(ID, Uuid::new_v4().to_string()).without(ROOM)
    }
}

impl Form for CreateInvite {
    const ROUTE: &'static str = InvitesPage::PATH;

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let uses = match fields.get(USES).trim() {
            "" => Some(None),
            text => number(text, 1..=10_000).map(Some),
        };
        if uses.is_none() {
            let words = "Enter a number from 1 to 10,000, or leave it empty for no limit.";
            errors.add(USES, words);
        }
        let days = number(fields.get(DAYS).trim(), 1..=365);
        if days.is_none() {
            errors.add(DAYS, "Enter a number of days from 1 to 365.");
        }
        let (Some(uses), Some(days)) = (uses, days) else {
            return Err(errors);
        };
        Ok(Self {
            id: fields.get(ID).parse().unwrap_or_else(|_| Uuid::new_v4()),
            role: Role::parse(fields.get(ROLE)).unwrap_or(Role::Member),
            uses,
            days,
            rooms: parsed(fields.all(ROOM)).collect(),
        })
    }
}

fn number(text: &str, range: RangeInclusive<u32>) -> Option<u32> {
    text.parse().ok().filter(|number| range.contains(number))
}

/// Those of the texts that can be read.
fn parsed<'a, T: FromStr>(texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = T> {
    texts.filter_map(|text| text.parse().ok())
}

pub const INVITE: Field = Field::text("invite");

pub struct RevokeInvite {
    pub invite: Uuid,
}

impl Form for RevokeInvite {
    const ROUTE: &'static str = "/workspace/invites/revoke";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        // What is no id names no invitation, as the nil id does.
        let invite = fields.get(INVITE).parse().unwrap_or_default();
        Ok(Self { invite })
    }
}
