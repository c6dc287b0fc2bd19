//! What a new message holds.

use domain::markup::RenderedBody;
use protocol::{MessageContent, NewPoll, Poll};

/// What is to be stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewContent {
    Text(RenderedBody),
    Poll(Box<NewPoll>),
}

impl NewContent {
    /// The text, if it is one.
    pub(crate) const fn text(&self) -> Option<&RenderedBody> {
        match self {
            Self::Text(body) => Some(body),
            Self::Poll(_) => None,
        }
    }

    /// The poll, if it is one.
    pub(crate) fn poll(&self) -> Option<&NewPoll> {
        match self {
            Self::Text(_) => None,
            Self::Poll(poll) => Some(poll),
        }
    }

    /// What is stored as the message's body: a text, or what a poll asks.
    pub(crate) fn body(&self) -> &str {
        match self {
            Self::Text(body) => body.body().as_str(),
            Self::Poll(poll) => &poll.draft().question,
        }
    }

    /// As the message has it at first.
    pub(crate) fn content(&self) -> MessageContent {
        match self {
            Self::Text(body) => MessageContent::Text(body.body().clone()),
            Self::Poll(poll) => MessageContent::Poll(Box::new(Poll::from(&**poll))),
        }
    }

    /// Whether a message with the same body at first was made of this: it is of the same kind then,
    /// and has the same answers.
    pub(crate) fn has_become(&self, stored: &MessageContent) -> bool {
        match (self, stored) {
            (Self::Text(_), MessageContent::Text(_)) => true,
            (Self::Poll(new), MessageContent::Poll(stored)) => new.has_become(stored),
            (Self::Text(_) | Self::Poll(_), _) => false,
        }
    }
}
