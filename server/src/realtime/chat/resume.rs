//! `resume`: what was missed.

use protocol::event::ResumeRequest;

use super::{arrival::Arrival, large};

pub(super) async fn on_resume(arrival: Arrival<ResumeRequest>) {
    large::answer(arrival, true, async |actions, actor, request| {
        actions.resume(actor, request).await
    })
    .await;
}
