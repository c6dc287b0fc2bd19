use crate::pages::{form::FormState, messages::MessageFrame};

#[derive(Clone, PartialEq, Debug)]
pub struct EditMessagePage {
    pub frame: MessageFrame,
    pub form: FormState,
}
