use crate::pages::messages::MessageFrame;

#[derive(Clone, PartialEq, Debug)]
pub struct DeleteMessagePage {
    pub frame: MessageFrame,
}
