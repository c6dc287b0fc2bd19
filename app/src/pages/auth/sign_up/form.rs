use super::SignUpPage;
use crate::pages::{
    auth::registration::AccountFields,
    form::{Form, FormErrors, RawForm},
};

pub struct SignUp {
    pub account: AccountFields,
}

impl Form for SignUp {
    const ROUTE: &'static str = SignUpPage::PATH;

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let account = AccountFields::read(fields);
        Ok(Self { account })
    }
}
