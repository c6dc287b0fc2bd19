//! What people have typed and not sent, for their other devices.

use domain::authorise::action;
use futures_util::FutureExt as _;
use protocol::{
    DraftText, ErrorReply, MessageId, RoomId,
    event::{Draft, DraftRequest},
};

use super::{Actions, Actor};

impl Actions {
    /// Stores a draft; what another device had there is kept beside it.
    ///
    /// # Errors
    /// `not_found`, `forbidden` for visitors, `limit_reached`, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        request: DraftRequest,
    ) -> Result<Draft, ErrorReply> {
        self.request(action::SaveDraft, actor, request.room)
            .change(move |change, granted| {
                async move { change.save_draft(granted, &request).await }.boxed()
            })
            .await
    }

    /// The draft was sent by a form, from a page that shows it.
    ///
    /// # Errors
    /// As [`Actions::save_draft`].
    pub async fn draft_sent(
        &self,
        actor: &Actor,
        room: RoomId,
        thread: Option<MessageId>,
    ) -> Result<(), ErrorReply> {
        self.request(action::SaveDraft, actor, room)
            .change(move |change, granted| {
                async move {
                    let Some(draft) = change.draft(granted, thread).await? else {
                        return Ok(());
                    };
                    let gone = DraftRequest {
                        room,
                        thread,
                        body: DraftText::default(),
                        rev: draft.rev,
                        other: None,
                    };
                    change.save_draft(granted, &gone).await.map(drop)
                }
                .boxed()
            })
            .await
    }
}
