//! A TCP proxy with a bad line: it delays, stalls, breaks off between two chunks or amid one, as a
//! seed says. Each connection has its own fate.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpSocket, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::{AbortHandle, JoinSet},
    time::{Instant, sleep, sleep_until},
};

use crate::{failure::Failure, random::Random};

/// A proxy; it ends when this is dropped.
pub struct Proxy {
    address: SocketAddr,
    counts: Arc<Counts>,
    line: watch::Sender<Line>,
    task: AbortHandle,
}

/// What the line does to connections.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Chaos,
    /// Nothing goes through; connections stay open. Those of the clients are not read either.
    Still,
    Good,
}

#[derive(Default)]
struct Counts {
    connections: AtomicU64,
    cuts: AtomicU64,
    halves: AtomicU64,
    stalls: AtomicU64,
    delays: AtomicU64,
}

impl Proxy {
    /// One before the server.
    pub async fn before(server: SocketAddr, line: Line, seed: u64) -> Result<Self, Failure> {
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = bound.map_err(Failure::io("listen"))?;
        let address = listener.local_addr().map_err(Failure::io("listen"))?;
        let counts = Arc::new(Counts::default());
        let (line, watched) = watch::channel(line);
        let accepting = accept(
            listener,
            server,
            Random::new(seed),
            watched,
            Arc::clone(&counts),
        );
        Ok(Self {
            address,
            counts,
            line,
            task: tokio::spawn(accepting).abort_handle(),
        })
    }

    /// Where clients connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The line changes, for open connections too.
    pub fn set(&self, line: Line) {
        self.line.send_replace(line);
    }

    /// What was done, in words.
    pub fn figures(&self) -> String {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        format!(
            "{} connections, {} cut, {} cut amid a chunk, {} stalls, {} delays",
            of(&self.counts.connections),
            of(&self.counts.cuts),
            of(&self.counts.halves),
            of(&self.counts.stalls),
            of(&self.counts.delays)
        )
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(
    listener: TcpListener,
    server: SocketAddr,
    mut random: Random,
    line: watch::Receiver<Line>,
    counts: Arc<Counts>,
) {
    // Dropped with this task, and all connections with it.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        counts.connections.fetch_add(1, Ordering::Relaxed);
        let (random, line, counts) = (random.fork(), line.clone(), Arc::clone(&counts));
        connections.spawn(async move {
            if let Ok(server) = connect(server).await {
                carry(client, server, random, line, &counts).await;
            }
        });
    }
}

/// With so small a buffer that the server notices soon when nobody reads.
async fn connect(server: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(16 * 1024)?;
    socket.connect(server).await
}

/// Both directions; when one ends, so does the other.
async fn carry(
    client: TcpStream,
    server: TcpStream,
    mut random: Random,
    line: watch::Receiver<Line>,
    counts: &Counts,
) {
    let ((from_client, to_client), (from_server, to_server)) =
        (client.into_split(), server.into_split());
    let up = Pump::new(from_client, to_server, &mut random, line.clone(), counts);
    let down = Pump::new(from_server, to_client, &mut random, line, counts);
    tokio::select! {
        () = up.run() => {}
        () = down.run() => {}
    }
}

struct Pump<'c> {
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    random: Random,
    line: watch::Receiver<Line>,
    counts: &'c Counts,
}

impl<'c> Pump<'c> {
    fn new(
        from: OwnedReadHalf,
        to: OwnedWriteHalf,
        random: &mut Random,
        line: watch::Receiver<Line>,
        counts: &'c Counts,
    ) -> Self {
        Self {
            from,
            to,
            random: random.fork(),
            line,
            counts,
        }
    }

    /// Until the connection ends by itself or by fate. Fate strikes by time and not by bytes, so
    /// that a busy line is no worse than a quiet one.
    async fn run(mut self) {
        let mut chunk = vec![0; 8192];
        loop {
            let strikes = Instant::now() + Duration::from_millis(self.random.of(100..=3000));
            loop {
                if self
                    .line
                    .wait_for(|line| *line != Line::Still)
                    .await
                    .is_err()
                {
                    return;
                }
                tokio::select! {
                    read = self.from.read(&mut chunk) => match read {
                        Ok(0) | Err(_) => return,
                        Ok(length) => if self.to.write_all(&chunk[..length]).await.is_err() {
                            return;
                        },
                    },
                    () = sleep_until(strikes) => break,
                    _ = self.line.changed() => {}
                }
            }
            if *self.line.borrow() != Line::Chaos {
                continue;
            }
            let count = |of: &AtomicU64| of.fetch_add(1, Ordering::Relaxed);
            match self.random.of(0..=9) {
                0..=2 => {
                    count(&self.counts.cuts);
                    return;
                }
                3 | 4 => {
                    count(&self.counts.halves);
                    if let Ok(length @ 1..) = self.from.read(&mut chunk).await {
                        // The end comes right after, whether this went out or not.
                        let _ = self.to.write_all(&chunk[..length / 2]).await;
                    }
                    return;
                }
                5 | 6 => {
                    count(&self.counts.stalls);
                    sleep(Duration::from_millis(self.random.of(200..=3000))).await;
                }
                _ => {
                    count(&self.counts.delays);
                    sleep(Duration::from_millis(self.random.of(5..=100))).await;
                }
            }
        }
    }
}
