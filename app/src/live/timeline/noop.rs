//! On the server a timeline is what the page was drawn with.

use super::Timeline;

impl Timeline {
    pub(super) fn load_latest(self) {}
}
