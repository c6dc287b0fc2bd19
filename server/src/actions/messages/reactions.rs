//! Reacting to messages.

use futures_util::FutureExt as _;
use protocol::{
    ErrorCode, ErrorReply,
    event::{ReactReply, ReactRequest},
};

use crate::actions::{Actions, Actor};
use domain::{authorise::action, reactions};

impl Actions {
    /// Adds a reaction, or takes it back. It is on disk when this returns.
    ///
    /// # Errors
    /// `invalid_payload` for what is no emoji, `limit_reached`, `not_found`, `forbidden`,
    /// `shutting_down`, `storage_unavailable`; nothing is changed then.
    pub async fn react(
        &self,
        actor: &Actor,
        request: ReactRequest,
    ) -> Result<ReactReply, ErrorReply> {
        let ReactRequest { message, emoji, on } = request;
        let emoji = reactions::emoji(emoji.as_str()).ok_or_else(not_an_emoji)?;
        let rev = self
            .request(action::React, actor, message)
            .change(move |change, granted| {
                async move {
                    if on {
                        change.add_reaction(granted, &emoji).await
                    } else {
                        change.remove_reaction(granted, &emoji).await
                    }
                }
                .boxed()
            });
        Ok(ReactReply { rev: rev.await? })
    }
}

/// What is said of a text that is none.
pub(crate) fn not_an_emoji() -> ErrorReply {
    let words = "That is not one emoji. Enter a single emoji, or its name such as :tada:.";
    ErrorReply::new(ErrorCode::InvalidPayload, words)
}
