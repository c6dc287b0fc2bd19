//! On the server a timeline is what the page was drawn with.

use leptos::prelude::RwSignal;
use protocol::MessageId;

use super::Timeline;

impl Timeline {
    pub(super) fn load_latest(self) {}
    pub fn save_edit(self, _: MessageId, _: String, _: RwSignal<Option<String>>) {}
}
