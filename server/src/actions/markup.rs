//! Rendering what people write. A short text costs no more than finding a thread for it; a long one,
//! which may take a processor for 20 ms, waits at the gate for heavy work.

use domain::markup::RenderedBody;
use protocol::{ErrorReply, MessageBody};

use crate::{
    actions::{Actions, Actor, limits::heavy::not_done},
    heavy_work::{Kind, Known},
};

/// Longest text that is rendered where it arrives, in bytes: 2 ms at most.
const SHORT_BYTES: usize = 1000;

pub(crate) fn is_short(body: &MessageBody) -> bool {
    body.as_str().len() <= SHORT_BYTES
}

impl Actions {
    /// # Errors
    /// `rate_limited` if too many long texts wait.
    pub(super) async fn render(
        &self,
        actor: &Actor,
        body: MessageBody,
    ) -> Result<RenderedBody, ErrorReply> {
        if is_short(&body) {
            return Ok(RenderedBody::new(body));
        }
        let work = move || RenderedBody::new(body);
        self.heavy_work
            .run(actor.address, Kind::Render, Known::Yes, work)
            .await
            .map_err(not_done)
    }
}
