//! The message that the reader edits in place: one at a time.

use protocol::{EditWindow, Message, MessageContent, MessageId, Seq};

use super::TimelineState;

impl TimelineState {
    /// How long what one wrote can be edited.
    pub fn edit_window(&self) -> EditWindow {
        self.edit_window
    }

    /// Which message the reader edits.
    pub fn editing(&self) -> Option<MessageId> {
        self.editing
    }

    /// The reader wants to edit the message with this `seq`.
    pub fn edit(&mut self, seq: Seq) {
        let found = self.messages.iter().find(|one| one.seq == seq);
        let found = found.filter(|one| self.is_editable(one));
        self.editing = found.map(|one| one.id).or(self.editing);
    }

    /// The last one of the reader's own. Whether there is one.
    pub fn edit_last_own(&mut self) -> bool {
        let mut own = self.messages.iter().rev();
        let found = own.find(|one| self.is_editable(one)).map(|one| one.id);
        self.editing = found.or(self.editing);
        found.is_some()
    }

    pub fn stop_editing(&mut self) {
        self.editing = None;
    }

    fn is_editable(&self, message: &Message) -> bool {
        message.author.id == self.me.id
            && matches!(message.content, MessageContent::Text(_))
            && self.edit_window != EditWindow::Never
    }
}
