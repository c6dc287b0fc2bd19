//! Runs the core on a platform: does what it asks for, and tells it of frames, answers and
//! deadlines. The only part where core, clock and transport meet.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

#[cfg(feature = "polling")]
use crate::core::{RequestFailed, RequestId};
use crate::{
    core::{Core, Input, Transmit},
    shared::Shared,
    transport::{self, Job, Network, Socket, Transport as _},
    url::Endpoint,
};

pub(crate) struct Driver {
    shared: Arc<Shared>,
    endpoint: Endpoint,
    network: Network,
    opening: Option<Job<Option<Socket>>>,
    socket: Option<Socket>,
    is_blocked: bool,
    closing: Option<Job<()>>,
    #[cfg(feature = "polling")]
    requests: Vec<(RequestId, Job<Result<String, RequestFailed>>)>,
    timer: Option<(Duration, Job<()>)>,
}

/// Starts one in the background.
pub(crate) fn spawn(shared: Arc<Shared>, endpoint: Endpoint, network: Network) {
    transport::spawn(Driver {
        shared,
        endpoint,
        network,
        opening: None,
        socket: None,
        is_blocked: false,
        closing: None,
        #[cfg(feature = "polling")]
        requests: Vec::new(),
        timer: None,
    });
}

enum Wake {
    Input(Input),
    Deadline,
}

impl Future for Driver {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        this.shared.watch(cx.waker());
        loop {
            this.perform(cx);
            if this.shared.drive(|core, _| core.is_closed()) {
                return this.finish(cx);
            }
            match this.wait(cx) {
                Some(Wake::Input(input)) => {
                    this.shared.drive(|core, now| core.handle(input, now));
                }
                Some(Wake::Deadline) => {
                    this.timer = None;
                    this.shared.drive(Core::handle_timeout);
                }
                None => return Poll::Pending,
            }
        }
    }
}

/// Also when its runtime ends, those who wait are told.
impl Drop for Driver {
    fn drop(&mut self) {
        self.shared.end();
    }
}

impl Driver {
    /// Does all that can be done now.
    fn perform(&mut self, cx: &mut Context<'_>) {
        loop {
            while let Some(transmit) = self.shared.drive(|core, _| core.poll_transmit()) {
                self.transmit(transmit);
            }
            if !self.send_frames(cx) {
                break;
            }
        }
    }

    fn transmit(&mut self, transmit: Transmit) {
        match transmit {
            Transmit::OpenWebSocket { query } => {
                self.socket = None;
                let url = self.endpoint.websocket(&query);
                self.opening = Some(self.network.open(url));
            }
            Transmit::CloseWebSocket => {
                self.opening = None;
                if let Some(socket) = self.socket.take() {
                    self.closing = Some(socket.close());
                }
            }
            #[cfg(feature = "polling")]
            Transmit::Request(request) => {
                let url = self.endpoint.http(&request.query);
                let answer = self.network.request(url, request.body);
                self.requests.push((request.id, answer));
            }
            #[cfg(feature = "polling")]
            Transmit::AbortRequests => self.requests.clear(),
        }
    }

    /// Hands frames to the WebSocket while it takes them. Tells whether there may be more to do.
    fn send_frames(&mut self, cx: &mut Context<'_>) -> bool {
        let mut has_sent = false;
        while let Some(socket) = &mut self.socket
            && self.shared.drive(|core, _| core.has_frame())
        {
            match socket.poll_ready(cx) {
                Poll::Pending => {
                    self.tell_blocked(true);
                    return has_sent;
                }
                Poll::Ready(Ok(())) => {
                    if let Some(frame) = self.shared.drive(|core, _| core.poll_frame()) {
                        has_sent = true;
                        if socket.send(frame).is_err() {
                            self.lose_socket();
                        }
                    }
                    self.tell_blocked(false);
                }
                Poll::Ready(Err(transport::Gone)) => {
                    self.lose_socket();
                    return true;
                }
            }
        }
        if let Some(socket) = &mut self.socket
            && let Poll::Ready(Err(transport::Gone)) = socket.poll_flush(cx)
        {
            self.lose_socket();
            return true;
        }
        has_sent
    }

    fn tell_blocked(&mut self, is_blocked: bool) {
        if self.is_blocked != is_blocked {
            self.is_blocked = is_blocked;
            let input = if is_blocked {
                Input::Blocked
            } else {
                Input::Writable
            };
            self.shared.drive(|core, now| core.handle(input, now));
        }
    }

    fn lose_socket(&mut self) {
        self.socket = None;
        self.shared
            .drive(|core, now| core.handle(Input::WebSocketLost, now));
    }

    /// The next thing that happens. Deadlines first, so that a flood of frames cannot hide them.
    fn wait(&mut self, cx: &mut Context<'_>) -> Option<Wake> {
        if self.poll_deadline(cx).is_ready() {
            return Some(Wake::Deadline);
        }
        if let Some(opening) = &mut self.opening
            && let Poll::Ready(opened) = opening.as_mut().poll(cx)
        {
            self.opening = None;
            self.is_blocked = false;
            self.socket = opened;
            return Some(Wake::Input(match self.socket {
                Some(_) => Input::WebSocketOpened,
                None => Input::WebSocketLost,
            }));
        }
        if let Some(closing) = &mut self.closing
            && closing.as_mut().poll(cx).is_ready()
        {
            self.closing = None;
        }
        #[cfg(feature = "polling")]
        if let Some(response) = self.poll_response(cx) {
            return Some(Wake::Input(response));
        }
        if let Some(socket) = &mut self.socket
            && self.shared.drive(|core, _| core.wants_input())
            && let Poll::Ready(frame) = socket.poll_frame(cx)
        {
            return Some(Wake::Input(match frame {
                Some(frame) => Input::Frame(frame),
                None => {
                    self.socket = None;
                    Input::WebSocketLost
                }
            }));
        }
        None
    }

    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.shared.drive(|core, _| core.poll_timeout()) else {
            self.timer = None;
            return Poll::Pending;
        };
        if self.timer.as_ref().is_none_or(|(at, _)| *at != deadline) {
            let delay = deadline.saturating_sub(transport::now());
            self.timer = Some((deadline, transport::sleep(delay)));
        }
        match &mut self.timer {
            Some((_, timer)) => timer.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }

    #[cfg(feature = "polling")]
    fn poll_response(&mut self, cx: &mut Context<'_>) -> Option<Input> {
        for at in 0..self.requests.len() {
            if let Poll::Ready(result) = self.requests[at].1.as_mut().poll(cx) {
                let (id, _) = self.requests.remove(at);
                return Some(Input::Response { id, result });
            }
        }
        None
    }

    /// Waits until the last WebSocket is closed.
    fn finish(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.timer = None;
        match &mut self.closing {
            Some(closing) => closing.as_mut().poll(cx),
            None => Poll::Ready(()),
        }
    }
}
