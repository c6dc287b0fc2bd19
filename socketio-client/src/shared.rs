//! What handles, events and the driver share: the core, behind a lock that is held for no longer
//! than the core needs. So a handle is answered at once, and there is no queue of commands that
//! could grow.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_channel::oneshot;

use crate::{
    core::{ByAck, Core, Event, Payload},
    error::{AckError, EmitError},
    transport,
};

type Answer = Result<Payload, AckError>;

pub(crate) struct Shared(Mutex<State>);

struct State {
    core: Core,
    /// Who waits for acks.
    asking: ByAck<oneshot::Sender<Answer>>,
    /// Who waits for the end.
    closing: Vec<oneshot::Sender<()>>,
    driver: Option<Waker>,
    listener: Option<Waker>,
    has_ended: bool,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

impl Shared {
    pub(crate) fn new(core: Core) -> Self {
        Self(Mutex::new(State {
            core,
            asking: ByAck::new(),
            closing: Vec::new(),
            driver: None,
            listener: None,
            has_ended: false,
        }))
    }

    // A panic elsewhere leaves the core as whole as it was: it calls nothing of the application.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For the driver: acts on the core, and passes on what follows.
    pub(crate) fn drive<R>(&self, act: impl FnOnce(&mut Core, Duration) -> R) -> R {
        let mut state = self.lock();
        let done = act(&mut state.core, transport::now());
        let listener = state.settle();
        drop(state);
        if let Some(listener) = listener {
            listener.wake();
        }
        done
    }

    /// For handles: the same, and wakes the driver.
    pub(crate) fn command<R>(&self, act: impl FnOnce(&mut Core, Duration) -> R) -> R {
        let done = self.drive(act);
        self.wake_driver();
        done
    }

    fn wake_driver(&self) {
        let driver = self.lock().driver.take();
        if let Some(driver) = driver {
            driver.wake();
        }
    }

    /// Whom to wake for commands.
    pub(crate) fn watch(&self, driver: &Waker) {
        self.lock().driver = Some(driver.clone());
    }

    pub(crate) fn ask(
        &self,
        name: &str,
        payload: &Payload,
        timeout: Duration,
    ) -> Result<oneshot::Receiver<Answer>, EmitError> {
        let (answer, answered) = oneshot::channel();
        let mut state = self.lock();
        let token = state
            .core
            .emit(name, payload, Some(timeout), transport::now())?
            .ok_or(EmitError::Closed)?;
        state.asking.add(token, answer);
        // To make room, the oldest may have been dropped.
        let listener = state.settle();
        drop(state);
        if let Some(listener) = listener {
            listener.wake();
        }
        self.wake_driver();
        Ok(answered)
    }

    pub(crate) fn poll_event(&self, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut state = self.lock();
        let wanted_input = state.core.wants_input();
        match state.core.poll_event(transport::now()) {
            Some(event) => {
                let may_read_again = !wanted_input && state.core.wants_input();
                drop(state);
                if may_read_again {
                    self.wake_driver();
                }
                Poll::Ready(Some(event))
            }
            None if state.has_ended => Poll::Ready(None),
            None => {
                state.listener = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Says good-bye; resolves at the end.
    pub(crate) fn close(&self) -> oneshot::Receiver<()> {
        let (done, closed) = oneshot::channel();
        let mut state = self.lock();
        if !state.has_ended {
            state.closing.push(done);
        }
        drop(state);
        self.command(Core::close);
        closed
    }

    /// Nothing drives the core any more.
    pub(crate) fn end(&self) {
        let mut state = self.lock();
        state.core.close(transport::now());
        state.has_ended = true;
        let closing = core::mem::take(&mut state.closing);
        let listener = state.settle().or(state.listener.take());
        // There are none left that the core does not know of; this is for certain.
        state.asking.clear();
        drop(state);
        for done in closing {
            let _ = done.send(());
        }
        if let Some(listener) = listener {
            listener.wake();
        }
    }
}

impl State {
    /// Passes on acks, and tells who is to be woken for events.
    fn settle(&mut self) -> Option<Waker> {
        while let Some((token, answer)) = self.core.poll_ack() {
            if let Some(asking) = self.asking.remove(token) {
                // Who asked may have gone.
                let _ = asking.send(answer);
            }
        }
        if self.core.has_event() {
            self.listener.take()
        } else {
            None
        }
    }
}
