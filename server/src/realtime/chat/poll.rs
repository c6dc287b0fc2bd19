//! `poll`: a message that asks something. It is queued as it comes, as messages are.

use protocol::event::PollRequest;

use super::{
    arrival::{Arrival, Handle},
    send::answer_when_posted,
};
use crate::realtime::inbox::{Inbox, Lane};

#[derive(Clone)]
pub(super) struct OnPoll;

impl Handle<PollRequest> for OnPoll {
    fn handle(&self, inbox: &Inbox, lane: Lane, arrival: Arrival<PollRequest>) {
        inbox.run(lane, move || {
            let Arrival {
                actor,
                actions,
                request,
                answer,
                ..
            } = arrival;
            let submitted = request.and_then(|request| actions.submit_poll(&actor, request));
            answer_when_posted(submitted, answer);
        });
    }
}
