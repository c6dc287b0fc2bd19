use std::time::Duration;

use crate::pages::messages::MessageFrame;

#[derive(Clone, PartialEq, Debug)]
pub struct DeleteMessagePage {
    pub frame: MessageFrame,
    /// For how long the reader can undo it; zero if they cannot.
    pub undo_for: Duration,
}
