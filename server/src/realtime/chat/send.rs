//! `send`: a message. The ack means that it is on disk; messages of one socket are stored in the
//! order in which they came.

use domain::markup::RenderedBody;
use protocol::{ErrorReply, event::SendRequest};

use super::arrival::{Answer, Arrival, Handle};
use crate::{
    actions::{Draft, Submitted, markup::is_quick},
    realtime::inbox::{Inbox, Lane},
};
use store::NewContent;

/// Handles a short message at once, and one that is long or mentions somebody when it is rendered.
#[derive(Clone)]
pub(super) struct OnSend;

impl Handle<SendRequest> for OnSend {
    fn handle(&self, inbox: &Inbox, lane: Lane, arrival: Arrival<SendRequest>) {
        let is_slow = |request: &SendRequest| !is_quick(&request.body);
        if arrival.request.as_ref().is_ok_and(is_slow) {
            inbox.spawn(lane, send_slow(arrival));
        } else {
            inbox.run(lane, move || send_quick(arrival));
        }
    }
}

fn send_quick(arrival: Arrival<SendRequest>) {
    let Arrival {
        actor,
        actions,
        request,
        answer,
        ..
    } = arrival;
    let submitted = request.and_then(|request| {
        let (draft, body) = Draft::of(request);
        actions.submit(&actor, draft, NewContent::Text(RenderedBody::new(body)))
    });
    answer_when_posted(submitted, answer);
}

async fn send_slow(arrival: Arrival<SendRequest>) {
    let Arrival {
        actor,
        actions,
        request,
        answer,
        ..
    } = arrival;
    let submitted = match request {
        Ok(request) => actions.submit_written(&actor, request).await,
        Err(error) => Err(error),
    };
    answer_when_posted(submitted, answer);
}

/// The message's place in the order is fixed: the next may follow before this one is on disk.
pub(super) fn answer_when_posted(submitted: Result<Submitted, ErrorReply>, answer: Answer) {
    match submitted {
        Ok(submitted) => drop(tokio::spawn(async move {
            answer.send(submitted.posted().await);
        })),
        Err(error) => answer.send::<()>(Err(error)),
    }
}
