//! Keeps the events of one socket in the order in which they came.
//!
//! The Socket.IO layer runs every handler as a task of its own, so two messages sent one after the
//! other could be stored the other way round. Extractors, however, run in order, before the task
//! is made. So each event takes a ticket there, and waits until the one before it is done.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
};

use socketioxide::{
    adapter::Adapter,
    handler::{FromMessageParts, Value},
    socket::Socket,
};
use tokio::sync::oneshot;

/// The socket's last ticket. Put into its extensions before it has handlers.
#[derive(Clone, Default)]
pub(super) struct Queue(Arc<Mutex<Option<oneshot::Receiver<()>>>>);

/// Holds a queue's first place until the socket is ready to speak. A client may send as soon as it
/// hears that it is connected, which is a moment before an answer could reach it.
#[derive(Clone)]
pub(super) struct Opening(Arc<Mutex<Option<Turn>>>);

impl Opening {
    /// Lets the queue move.
    pub(super) fn finish(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// A place in the queue; dropping it lets the next one go on.
pub(super) struct Turn {
    before: Option<oneshot::Receiver<()>>,
    _done: oneshot::Sender<()>,
}

impl Queue {
    /// A queue that does not move before it is opened.
    pub(super) fn closed() -> (Self, Opening) {
        let queue = Self::default();
        let opening = Opening(Arc::new(Mutex::new(Some(queue.ticket()))));
        (queue, opening)
    }

    fn ticket(&self) -> Turn {
        let (done, next) = oneshot::channel();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Turn {
            before: last.replace(next),
            _done: done,
        }
    }
}

impl Turn {
    /// Waits until all earlier events of this socket are done.
    pub(super) async fn wait(&mut self) {
        if let Some(before) = self.before.take() {
            // An error is the signal: nothing is ever sent, the other end is dropped.
            let _ = before.await;
        }
    }
}

impl<A: Adapter> FromMessageParts<A> for Turn {
    type Error = Infallible;
    fn from_message_parts(
        socket: &Arc<Socket<A>>,
        _: &mut Value,
        _: &Option<i64>,
    ) -> Result<Self, Infallible> {
        let queue: Queue = socket.extensions.get().unwrap_or_default();
        Ok(queue.ticket())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_come_in_the_order_of_their_tickets() {
        let queue = Queue::default();
        let order = Arc::new(Mutex::new(Vec::new()));
        let tickets: Vec<Turn> = (0..50).map(|_| queue.ticket()).collect();
        let tasks: Vec<_> = tickets
            .into_iter()
            .enumerate()
            .rev()
            .map(|(n, mut turn)| {
                let order = Arc::clone(&order);
                tokio::spawn(async move {
                    turn.wait().await;
                    order.lock().expect("whole").push(n);
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("runs");
        }
        assert_eq!(*order.lock().expect("whole"), (0..50).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn nothing_moves_before_the_queue_is_opened() {
        let (queue, opening) = Queue::closed();
        let mut first = queue.ticket();
        let mut waiting = std::pin::pin!(first.wait());
        let poll = futures_util::poll!(waiting.as_mut());
        assert!(poll.is_pending());
        opening.finish();
        waiting.await;
    }
}
