//! A hundred thousand generated frames. After each the server still answers a ping on that
//! connection, or has closed it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{task::JoinSet, time::sleep};

use super::{beside::beside, generate::generate};
use testkit::people;

use crate::{
    crowd::joined,
    failure::{Failure, PATIENCE, within},
    natter::Launch,
    random::Random,
    raw::{Incoming, PING, Raw, frame},
    scenario::{Plan, Scenario},
};

pub const SCENARIO: Scenario = Scenario {
    part: "hostile",
    name: "frames",
    run: |plan| Box::pin(run(plan)),
};

const FRAMES: i64 = 100_000;
const WARM_UP: i64 = 30_000;
const CONNECTIONS: u8 = 32;
/// Fewer than come in the warm-up, so that the memory of all of them was needed once before.
const CAP: &str = "6000";
/// Half of all is for those without a session.
const TWICE_CAP: &str = "12000";
/// Until there may be room again for a connection more.
const PAUSE: Duration = Duration::from_millis(20);

async fn run(plan: Plan) -> Result<String, Failure> {
    // The caps bound what the server needs: one that has joined nothing counts for ten seconds, also
    // when it is gone, and here thousands come each second.
    // They would end at the limit of new connections, which is tried elsewhere.
    let natter = Launch::default()
        .arg("--rate-limits")
        .arg("off")
        .arg("--max-connections-per-address")
        .arg(CAP)
        .arg("--max-connections")
        .arg(TWICE_CAP)
        .start()?;
    // The allocator keeps what thousands of connections a second once needed. So memory is measured
    // when it has seen that: what grows with each connection would still show.
    attack(natter.address(), WARM_UP, Random::new(!plan.seed)).await?;
    let frames = FRAMES * i64::try_from(plan.rounds.unwrap_or(1)).unwrap_or(1);
    beside(
        &natter,
        attack(natter.address(), frames, Random::new(plan.seed)),
    )
    .await
}

async fn attack(server: SocketAddr, frames: i64, mut random: Random) -> Result<String, Failure> {
    let shared = Arc::new(Shared {
        left: AtomicI64::new(frames),
        connections: AtomicU64::new(0),
    });
    let mut attackers = JoinSet::new();
    for number in 0..CONNECTIONS {
        let from = Ipv4Addr::new(127, 0, 0, 2 + number % 8);
        let token = people::visitor_session(server, from).await?.token;
        let attacker = Attacker {
            server,
            from,
            token,
            random: random.fork(),
            shared: Arc::clone(&shared),
        };
        attackers.spawn(attacker.run());
    }
    joined(attackers).await?;
    let connections = shared.connections.load(Ordering::Relaxed);
    Ok(format!(
        "{frames} generated frames on {connections} connections, each answered or cut"
    ))
}

struct Shared {
    left: AtomicI64,
    connections: AtomicU64,
}

struct Attacker {
    server: SocketAddr,
    from: Ipv4Addr,
    token: String,
    random: Random,
    shared: Arc<Shared>,
}

impl Attacker {
    async fn run(mut self) -> Result<(), Failure> {
        while self.shared.left.load(Ordering::Relaxed) > 0 {
            let mut raw = match Raw::open_plain(self.server, self.from).await {
                Ok(raw) => raw,
                Err(Failure::Full) => {
                    sleep(PAUSE).await;
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            self.shared.connections.fetch_add(1, Ordering::Relaxed);
            match self.random.of(0..=9) {
                0..=2 => {}
                3..=6 => raw.text("40").await,
                _ => {
                    raw.join_chat(&self.token).await?;
                }
            }
            self.torment(&mut raw).await?;
        }
        Ok(())
    }

    /// One frame after the other, until the server closes.
    async fn torment(&mut self, raw: &mut Raw) -> Result<(), Failure> {
        while self.shared.left.fetch_sub(1, Ordering::Relaxed) > 0 {
            let generated = generate(&mut self.random);
            raw.bytes(&generated.bytes).await;
            if generated.is_cut_off {
                raw.end().await;
            } else {
                raw.bytes(&frame(PING, b"still there?")).await;
            }
            let answered = async {
                loop {
                    match raw.read().await {
                        Incoming::Pong(payload) if payload == b"still there?" => return true,
                        Incoming::Closed => return false,
                        Incoming::Text(_) | Incoming::Binary(_) | Incoming::Pong(_) => {}
                    }
                }
            };
            let shown = String::from_utf8_lossy(&generated.bytes);
            let shown: String = shown.chars().take(120).collect();
            let what = format!("an answer to {} ({shown:?})", generated.kind);
            if !within(PATIENCE, what, answered).await? {
                return Ok(());
            }
        }
        Ok(())
    }
}
