//! What a change of one message changes in those that show something of it: replies to it, and the root
//! of its thread. The server has given them its revision.

use protocol::{Member, Message, Quote, Seq};

use super::TimelineState;

impl TimelineState {
    pub(super) fn imply(&mut self, message: &Message) {
        let thread = message.thread.as_ref();
        let replies = thread.and_then(|thread| Some((thread.root, thread.replies.as_ref()?)));
        for held in self.messages.iter_mut().chain(&mut self.ahead) {
            if held.rev >= message.rev {
                continue;
            }
            let is_quoting = |quote: &Quote| quote.message == message.id;
            if held.reply.as_deref().is_some_and(is_quoting) {
                held.reply = Some(Box::new(Quote::of(message)));
                held.rev = message.rev;
            }
            if let Some((_, replies)) = replies.filter(|(root, _)| *root == held.id) {
                held.replies = Some(replies.clone());
                held.rev = message.rev;
            }
        }
    }

    /// The quote of a message that is shown.
    pub fn quote(&self, seq: Seq) -> Option<Quote> {
        let found = self.messages.binary_search_by_key(&seq, |one| one.seq);
        self.messages.get(found.ok()?).map(Quote::of)
    }

    /// Everybody who is shown.
    pub(super) fn members_mut(&mut self) -> impl Iterator<Item = &mut Member> {
        let held = self.messages.iter_mut().chain(&mut self.ahead);
        held.flat_map(|message| {
            let quoted = message.reply.as_mut().map(|quote| &mut quote.author);
            let faces = message
                .replies
                .iter_mut()
                .flat_map(|replies| &mut replies.faces);
            [&mut message.author].into_iter().chain(quoted).chain(faces)
        })
    }
}
