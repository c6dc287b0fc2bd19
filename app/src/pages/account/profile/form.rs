use domain::{email, time_zone};
use protocol::{
    AvatarColour, Contact, DisplayName,
    limits::{MAX_BIO_CHARS, MAX_NAME_CHARS, MAX_PRONOUNS_CHARS},
};

use crate::pages::{
    auth::registration::EMAIL,
    form::{Field, Form, FormErrors, RawForm},
};

pub const NAME: Field = Field::text("name").at_most(MAX_NAME_CHARS);
pub const PRONOUNS: Field = Field::text("pronouns")
    .at_most(MAX_PRONOUNS_CHARS)
    .optional();
pub const BIO: Field = Field::text("bio").at_most(MAX_BIO_CHARS).optional();
pub const TIME_ZONE: Field = Field::text("time_zone")
    .at_most(time_zone::MAX_TIME_ZONE_BYTES)
    .optional();
/// A number from 1 to 10, or empty for the automatic one.
pub const COLOUR: Field = Field::text("colour").optional();

/// How others see the reader.
pub struct SaveProfile {
    pub name: DisplayName,
    pub pronouns: String,
    pub bio: String,
    pub email: Option<String>,
    pub time_zone: Option<String>,
    pub colour: Option<AvatarColour>,
}

impl Form for SaveProfile {
    const ROUTE: &'static str = "/settings/profile";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.check(NAME, DisplayName::parse(fields.get(NAME)));
        let pronouns = errors.check(PRONOUNS, fields.line(PRONOUNS));
        let bio = errors.check(BIO, fields.lines(BIO));
        let email = errors.check(EMAIL, email::read(fields.get(EMAIL)));
        let time_zone = errors.check(TIME_ZONE, time_zone::read(fields.get(TIME_ZONE)));
        let (Some(name), Some(pronouns), Some(bio), Some(email), Some(time_zone)) =
            (name, pronouns, bio, email, time_zone)
        else {
            return Err(errors);
        };
        Ok(Self {
            name,
            pronouns,
            bio,
            email,
            time_zone,
            colour: colour(fields),
        })
    }
}

/// The colour that is chosen; none if it is automatic.
pub(super) fn colour(fields: &RawForm) -> Option<AvatarColour> {
    let number: u8 = fields.get(COLOUR).parse().ok()?;
    AvatarColour::try_from(number).ok()
}

impl From<SaveProfile> for RawForm {
    fn from(form: SaveProfile) -> Self {
        let colour = form.colour.map(|colour| colour.get().to_string());
        Self::default()
            .with(NAME, form.name.as_str())
            .with(PRONOUNS, form.pronouns)
            .with(BIO, form.bio)
            .with(EMAIL, form.email.unwrap_or_default())
            .with(TIME_ZONE, form.time_zone.unwrap_or_default())
            .with(COLOUR, colour.unwrap_or_default())
    }
}

pub const CONTACT: Field = Field::text("contact");

/// Who may add the reader to rooms.
pub struct SetContact {
    pub contact: Contact,
}

impl Form for SetContact {
    const ROUTE: &'static str = "/settings/contact";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        match Contact::parse(fields.get(CONTACT)) {
            Some(contact) => Ok(Self { contact }),
            None => Err(FormErrors::general("Choose who can add you.")),
        }
    }
}
