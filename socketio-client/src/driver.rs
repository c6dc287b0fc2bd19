//! Runs the core on a platform: does what it asks for, and wakes it for commands, frames and
//! deadlines. The only part where core, clock and transport meet.

use std::{
    collections::HashMap,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_channel::{mpsc, oneshot};
use futures_util::Stream;
use serde_json::Value;

use crate::{
    client::{Event, Message},
    core::{self, AckToken, Config, Core, Frame, Input, Payload, Transmit},
    error::{AckError, EmitError},
    transport::{self, Transport},
};

type Answer = oneshot::Sender<Result<Payload, AckError>>;

/// What a handle asks for.
#[derive(Debug)]
pub(crate) enum Command {
    Emit {
        name: String,
        payload: Payload,
    },
    EmitWithAck {
        name: String,
        payload: Payload,
        timeout: Duration,
        answer: Answer,
    },
    Answer {
        id: i64,
        payload: Payload,
    },
    SetAuth(Option<Value>),
    ReconnectNow,
    Close(oneshot::Sender<()>),
}

pub(crate) fn spawn(
    url: String,
    config: Config,
    commands: mpsc::UnboundedReceiver<Command>,
    events: mpsc::UnboundedSender<Event>,
) {
    let (own, answers) = mpsc::unbounded();
    let driver = Driver {
        url,
        core: Core::new(config, transport::now()),
        commands,
        answers,
        own,
        events,
        waiting: HashMap::new(),
        closing: None,
    };
    transport::spawn(driver.run());
}

pub(crate) fn random_seed() -> u64 {
    transport::random_seed()
}

struct Driver {
    url: String,
    core: Core,
    commands: mpsc::UnboundedReceiver<Command>,
    /// Answers to messages. A channel of its own, so that messages do not keep the client alive.
    answers: mpsc::UnboundedReceiver<Command>,
    own: mpsc::UnboundedSender<Command>,
    events: mpsc::UnboundedSender<Event>,
    waiting: HashMap<AckToken, Answer>,
    closing: Option<oneshot::Sender<()>>,
}

enum Wake<S> {
    Command(Command),
    /// Every handle is gone.
    Abandoned,
    Opened(Option<S>),
    Frame(Option<Frame>),
    Deadline,
}

impl Driver {
    async fn run(mut self) {
        let mut opening = None;
        let mut socket: Option<transport::Socket> = None;
        loop {
            while let Some(transmit) = self.core.poll_transmit() {
                match transmit {
                    Transmit::Open => {
                        socket = None;
                        opening = Some(Box::pin(transport::Socket::open(self.url.clone())));
                    }
                    Transmit::Frame(frame) => {
                        if let Some(open) = &mut socket
                            && open.send(frame).await.is_err()
                        {
                            socket = None;
                            self.core.handle(Input::Lost, transport::now());
                        }
                    }
                    Transmit::Close => {
                        opening = None;
                        if let Some(open) = socket.take() {
                            open.close().await;
                        }
                    }
                }
            }
            self.tell();
            if self.core.is_closed() {
                break;
            }
            let mut timer = self.core.poll_timeout().map(|deadline| {
                Box::pin(transport::sleep(deadline.saturating_sub(transport::now())))
            });
            let wake =
                poll_fn(|cx| self.poll_wake(cx, opening.as_mut(), socket.as_mut(), timer.as_mut()))
                    .await;
            match wake {
                Wake::Command(command) => self.command(command),
                Wake::Abandoned => self.core.close(),
                Wake::Opened(opened) => {
                    opening = None;
                    let input = if opened.is_some() {
                        Input::Opened
                    } else {
                        Input::Lost
                    };
                    socket = opened;
                    self.core.handle(input, transport::now());
                }
                Wake::Frame(Some(frame)) => {
                    self.core.handle(Input::Frame(frame), transport::now());
                }
                Wake::Frame(None) => {
                    socket = None;
                    self.core.handle(Input::Lost, transport::now());
                }
                Wake::Deadline => self.core.handle_timeout(transport::now()),
            }
        }
        if let Some(done) = self.closing {
            let _ = done.send(());
        }
    }

    /// Commands first, so that a flood of frames cannot keep an application from closing.
    fn poll_wake(
        &mut self,
        cx: &mut Context<'_>,
        opening: Option<&mut Pin<Box<impl Future<Output = Option<transport::Socket>>>>>,
        socket: Option<&mut transport::Socket>,
        timer: Option<&mut Pin<Box<impl Future<Output = ()>>>>,
    ) -> Poll<Wake<transport::Socket>> {
        if let Poll::Ready(command) = Pin::new(&mut self.commands).poll_next(cx) {
            return Poll::Ready(command.map_or(Wake::Abandoned, Wake::Command));
        }
        if let Poll::Ready(Some(answer)) = Pin::new(&mut self.answers).poll_next(cx) {
            return Poll::Ready(Wake::Command(answer));
        }
        if let Some(timer) = timer
            && timer.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Wake::Deadline);
        }
        if let Some(opening) = opening
            && let Poll::Ready(opened) = opening.as_mut().poll(cx)
        {
            return Poll::Ready(Wake::Opened(opened));
        }
        if let Some(socket) = socket
            && let Poll::Ready(frame) = socket.poll_frame(cx)
        {
            return Poll::Ready(Wake::Frame(frame));
        }
        Poll::Pending
    }

    fn command(&mut self, command: Command) {
        let now = transport::now();
        match command {
            Command::Emit { name, payload } => {
                // The handle is told of this kind of failure with acks only.
                let _ = self.core.emit(&name, &payload, None, now);
            }
            Command::EmitWithAck {
                name,
                payload,
                timeout,
                answer,
            } => {
                let token = self.core.emit(&name, &payload, Some(timeout), now);
                match token.and_then(|token| token.ok_or(EmitError::Closed)) {
                    Ok(token) => {
                        self.waiting.insert(token, answer);
                    }
                    Err(error) => {
                        let _ = answer.send(Err(error.into()));
                    }
                }
            }
            Command::Answer { id, payload } => self.core.ack(id, &payload),
            Command::SetAuth(auth) => self.core.set_auth(auth),
            Command::ReconnectNow => self.core.reconnect_now(now),
            Command::Close(done) => {
                self.closing = Some(done);
                self.core.close();
            }
        }
    }

    fn tell(&mut self) {
        while let Some(event) = self.core.poll_event() {
            let event = match event {
                core::Event::Acked { token, result } => {
                    if let Some(answer) = self.waiting.remove(&token) {
                        let _ = answer.send(result);
                    }
                    continue;
                }
                core::Event::Connected { sid } => Event::Connected { sid },
                core::Event::Refused { data } => Event::Refused { data },
                core::Event::Message { name, payload, ack } => Event::Message(Message {
                    name,
                    payload,
                    ack,
                    commands: self.own.clone(),
                }),
                core::Event::Disconnected { reason } => Event::Disconnected { reason },
                core::Event::Reconnecting { attempt, delay } => {
                    Event::Reconnecting { attempt, delay }
                }
            };
            // An application that does not listen may still emit.
            let _ = self.events.unbounded_send(event);
        }
    }
}
