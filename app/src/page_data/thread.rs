//! The thread beside a room.

use protocol::{MessageId, event::HistoryPage};
use serde::{Deserialize, Serialize};

use super::ComposerForm;

/// What a page shows at first of a thread.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ThreadData {
    /// The message that it is about.
    pub root: MessageId,
    /// That message and those of the thread: the latest page, or the one that was asked for.
    pub page: HistoryPage,
    /// Whether the reader follows it.
    pub follows: bool,
    pub composer: ComposerForm,
}
