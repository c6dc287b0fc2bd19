use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::timeout,
};

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

/// The server's side, its handle, and the client's side.
async fn pair() -> (ClientStream, DisconnectHandle, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let address = listener.local_addr().expect("has one");
    let (client, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
    let stream = ClientStream::new(accepted.expect("accepts").0);
    let handle = stream.disconnect_handle();
    (stream, handle, client.expect("connects"))
}

#[tokio::test]
async fn bytes_go_through_until_the_cut() {
    let (mut server, _, mut client) = pair().await;
    client.write_all(b"there").await.expect("writes");
    server.write_all(b"here!").await.expect("writes");
    let (mut there, mut here) = ([0; 5], [0; 5]);
    server.read_exact(&mut there).await.expect("reads");
    client.read_exact(&mut here).await.expect("reads");
    assert_eq!((&there, &here), (b"there", b"here!"));
}

#[tokio::test]
async fn who_waits_for_bytes_finds_the_end() {
    let (mut server, handle, _client) = pair().await;
    let waiting = tokio::spawn(async move { server.read(&mut [0; 8]).await });
    tokio::task::yield_now().await;
    handle.disconnect();
    let read = timeout(PATIENCE, waiting).await.expect("is woken");
    assert_eq!(read.expect("ends").expect("no error"), 0);
}

#[tokio::test]
async fn who_waits_to_write_to_one_that_does_not_read_fails() {
    let (mut server, handle, client) = pair().await;
    let (told, full) = tokio::sync::oneshot::channel();
    let writing = tokio::spawn(async move {
        let some = vec![0; 1 << 20];
        let mut told = Some(told);
        loop {
            let write = server.write(&some);
            tokio::pin!(write);
            if let Poll::Ready(written) = futures_util::poll!(write.as_mut()) {
                if let Err(error) = written {
                    return error.kind();
                }
                continue;
            }
            if let Some(told) = told.take() {
                let _ = told.send(());
            }
            if let Err(error) = write.await {
                return error.kind();
            }
        }
    });
    timeout(PATIENCE, full)
        .await
        .expect("fills")
        .expect("says so");
    handle.disconnect();
    let kind = timeout(PATIENCE, writing).await.expect("is woken");
    assert_eq!(kind.expect("ends"), io::ErrorKind::ConnectionReset);
    drop(client);
}

#[tokio::test]
async fn the_other_end_is_reset_when_a_cut_connection_is_dropped() {
    let (server, handle, mut client) = pair().await;
    handle.disconnect();
    drop(server);
    let read = timeout(PATIENCE, client.read(&mut [0; 8])).await;
    let error = read.expect("is told").expect_err("no orderly end");
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_weak_handle_ends_with_its_connection() {
    let (server, handle, _client) = pair().await;
    let weak = handle.downgrade();
    assert!(weak.is_of(&handle));
    drop(handle);
    assert!(weak.upgrade().is_some());
    drop(server);
    assert!(weak.upgrade().is_none());
}

/// The write limit of the tests.
const SHORT: Duration = Duration::from_millis(200);

/// Writes without end; returns the error that ends it.
fn write_on(mut server: ClientStream) -> tokio::task::JoinHandle<io::ErrorKind> {
    tokio::spawn(async move {
        let some = vec![0; 1 << 16];
        loop {
            if let Err(error) = server.write(&some).await {
                return error.kind();
            }
        }
    })
}

/// The kernel takes all of it, so that no write ever waits.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_system_took_and_the_client_does_not_ends_the_connection_too() {
    let (server, _, client) = pair().await;
    SockRef::from(&client)
        .set_recv_buffer_size(4096)
        .expect("is set");
    let mut server = server.with_write_limit(SHORT);
    server.write_all(&vec![0; 200_000]).await.expect("is taken");
    let read = timeout(PATIENCE, server.read(&mut [0; 8])).await;
    let error = read.expect("ends").expect_err("no orderly end");
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn who_takes_nothing_is_cut_and_its_connection_reset() {
    let (server, handle, mut client) = pair().await;
    let writing = write_on(server.with_write_limit(SHORT));
    let ended = timeout(PATIENCE, writing).await.expect("is cut");
    assert_eq!(ended.expect("ends"), io::ErrorKind::TimedOut);
    assert!(handle.is_disconnected());
    let mut all = Vec::new();
    let read = timeout(PATIENCE, client.read_to_end(&mut all)).await;
    let error = read.expect("is told").expect_err("no orderly end");
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
}

/// The kernel reports room again only when there is a lot of it.
#[tokio::test]
async fn who_takes_little_by_little_is_not() {
    let (server, handle, mut client) = pair().await;
    let writing = write_on(server.with_write_limit(SHORT));
    let mut some = vec![0; 1 << 15];
    for _ in 0..40 {
        tokio::time::sleep(SHORT / 4).await;
        client.read_exact(&mut some).await.expect("reads");
        assert!(!handle.is_disconnected());
    }
    handle.disconnect();
    let ended = timeout(PATIENCE, writing).await.expect("is cut");
    assert_eq!(ended.expect("ends"), io::ErrorKind::ConnectionReset);
}
