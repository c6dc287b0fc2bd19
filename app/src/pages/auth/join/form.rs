use crate::pages::{
    auth::registration::AccountFields,
    form::{Form, FormErrors, RawForm},
};

/// Accepts an invitation. Whoever is signed in sends no fields.
pub struct Join {
    pub account: AccountFields,
}

impl Form for Join {
    const ROUTE: &'static str = "/join/{code}";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let account = AccountFields::read(fields);
        Ok(Self { account })
    }
}
