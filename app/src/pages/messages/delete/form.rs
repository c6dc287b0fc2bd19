use crate::pages::form::{Form, FormErrors, RawForm};

/// One button: the page has asked.
pub struct DeleteMessage;

impl Form for DeleteMessage {
    const ROUTE: &'static str = "/m/{id}/delete";

    fn parse(_: &RawForm) -> Result<Self, FormErrors> {
        Ok(Self)
    }
}
