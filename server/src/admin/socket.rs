//! How `natter admin` speaks to a running server: a [Unix socket](socket_path), which only the owner
//! of the data folder can open. One line of JSON each way.

use std::{fs, io, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
    time::timeout,
};

use super::{
    AdminError, Order, Outcome, run,
    socket_path::{self, SocketGuard},
};
use crate::actions::Actions;

/// Longest order, in bytes.
const MAX_ORDER: u64 = 64 * 1024;

/// How long an order may take to arrive, and its answer to be read.
const PATIENCE: Duration = Duration::from_secs(10);

/// Carries out orders until the server stops, and the guard is dropped. `base` is the address that links begin with.
///
/// # Errors
/// When the socket cannot be made; the server works without it.
pub fn listen(folder: &Path, actions: Actions, base: String) -> io::Result<SocketGuard> {
    let path = socket_path::prepare(folder)?;
    let guard = SocketGuard::new(folder, &path);
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    tokio::spawn(async move {
        loop {
            match listener.accept().await {
                // One after the other: these are for one person.
                Ok((stream, _)) => {
                    if let Err(error) = serve(stream, &actions, &base).await {
                        tracing::warn!(%error, "an order from the command line broke off");
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "orders from the command line wait");
                    tokio::time::sleep(PATIENCE).await;
                }
            }
        }
    });
    Ok(guard)
}

async fn serve(stream: UnixStream, actions: &Actions, base: &str) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    timeout(PATIENCE, (&mut stream).take(MAX_ORDER).read_line(&mut line)).await??;
    let outcome = match serde_json::from_str::<Order>(&line) {
        Ok(order) => run(actions, order, base).await.into(),
        Err(_) => Outcome::Refused(
            "the running natter does not know this command; check that it is the same version"
                .into(),
        ),
    };
    let mut answer = serde_json::to_vec(&outcome)?;
    answer.push(b'\n');
    timeout(PATIENCE, stream.get_mut().write_all(&answer)).await??;
    Ok(())
}

/// Has the running server carry an order out.
pub(super) async fn ask(folder: &Path, order: &Order) -> Result<Outcome, AdminError> {
    let failed = |error: io::Error| AdminError::Socket(error.to_string());
    let unreachable = |error: io::Error| AdminError::Unreachable(error.to_string());
    let path = socket_path::find(folder).map_err(unreachable)?;
    let mut stream = UnixStream::connect(path).await.map_err(unreachable)?;
    let mut line = serde_json::to_vec(order).map_err(|error| failed(error.into()))?;
    line.push(b'\n');
    stream.write_all(&line).await.map_err(failed)?;
    let mut answer = String::new();
    let mut stream = BufReader::new(stream);
    stream.read_line(&mut answer).await.map_err(failed)?;
    serde_json::from_str(&answer).map_err(|error| failed(error.into()))
}
