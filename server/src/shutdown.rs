//! Stops in good order: not ready, refuse sends, commit what was accepted, tell the clients, close.
//! A second signal stops at once.

use std::{io, process, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, signal, time::timeout};

use crate::{
    actions::Actions,
    connections::admission::Admission,
    realtime::Realtime,
    serve::{self, Timeouts},
};
use store::Store;

/// For closing sockets, and again for open HTTP requests: with the store's 3 s below 10 s in all.
const LIMIT: Duration = Duration::from_secs(3);

/// What has to be stopped.
pub struct Stop {
    /// Refuses new sends.
    pub actions: Actions,
    /// Says good-bye to sockets.
    pub realtime: Realtime,
    /// Commits and closes.
    pub store: Store,
}

/// Serves until SIGINT or SIGTERM, then stops within 10 s.
///
/// # Errors
/// When the server breaks; the message says where.
pub(crate) async fn serve_until_told(
    listener: TcpListener,
    app: Router,
    admission: Admission,
    patience: Timeouts,
    mut signals: Signals,
    stop: Stop,
) -> io::Result<()> {
    let (told, wait) = tokio::sync::oneshot::channel::<()>();
    let told_to_stop = async {
        let _ = wait.await;
    };
    let server = serve::serve(listener, app, admission, patience, told_to_stop);
    let mut server = tokio::spawn(server);
    tokio::select! {
        ended = &mut server => return ended.map_err(io::Error::other),
        () = signals.next() => {}
    }
    tracing::info!("stopping");
    tokio::spawn(async move {
        signals.next().await;
        tracing::warn!("stopping at once");
        process::exit(130);
    });

    stop.actions.refuse_sends();
    // The queue is first in, first out: when this is committed, so is all that was accepted.
    if stop.store.can_write().await.is_err() {
        tracing::warn!("what was accepted last could not be committed; it was not acknowledged");
    }
    stop.realtime.close(LIMIT).await;
    let _ = told.send(());
    if timeout(LIMIT, server).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    stop.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// What tells the server to stop: SIGINT and SIGTERM. From when this is made, neither ends the
/// process by itself, and none is missed.
pub struct Signals {
    #[cfg(unix)]
    interrupt: signal::unix::Signal,
    #[cfg(unix)]
    terminate: signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Takes them over.
    ///
    /// # Errors
    /// When the system has no handler to give.
    pub fn catch() -> io::Result<Self> {
        use signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Takes it over: there is Ctrl-C alone.
    ///
    /// # Errors
    /// None.
    pub fn catch() -> io::Result<Self> {
        Ok(Self {})
    }

    async fn next(&mut self) {
        let _ = signal::ctrl_c().await;
    }
}
