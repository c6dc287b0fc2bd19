//! Stops in good order: not ready, refuse sends, commit what was accepted, tell the clients, close.
//! A second signal stops at once.

use std::{io, process, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, signal, time::timeout};

use crate::{actions::Actions, realtime::Realtime, serve::serve, store::Store};

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
pub async fn serve_until_told(listener: TcpListener, app: Router, stop: Stop) -> io::Result<()> {
    let (told, wait) = tokio::sync::oneshot::channel::<()>();
    let mut server = tokio::spawn(serve(listener, app, async {
        let _ = wait.await;
    }));
    tokio::select! {
        ended = &mut server => return ended.map_err(io::Error::other),
        () = signalled() => {}
    }
    tracing::info!("stopping");
    tokio::spawn(async {
        signalled().await;
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

#[cfg(unix)]
async fn signalled() {
    let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) else {
        let _ = signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signalled() {
    let _ = signal::ctrl_c().await;
}
