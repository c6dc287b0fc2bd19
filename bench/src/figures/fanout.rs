//! One speaks, 500 hear it: the server's processor time for each delivery, and how long it takes
//! until the last one has heard. Natter checks, stores and syncs each message first; its peers
//! only relay.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::{
    load::Crowd,
    process::Server,
    table::{Figure, Goal, median, quantile},
};

/// Members of the room.
const MEMBERS: usize = 500;

/// Messages said one after the other: the next when all have heard the last.
const ONE_BY_ONE: u64 = 400;

/// Messages said at once, and how often: the next burst when all have heard the last. Less than a
/// socket's queue of 128 packets, so that no server drops any.
const BURST: u64 = 32;
const BURSTS: u64 = 80;

/// Messages said before anything is measured.
const WARM_UP: u64 = 50;

struct Measured {
    /// Processor time for a delivery, in µs, when messages come in bursts.
    burst_cpu: f64,
    /// The same when messages are said one by one.
    one_by_one_cpu: f64,
    /// Deliveries in a second, in bursts.
    rate: f64,
    /// From saying to the last hearing, in ms: the middle and the 99th of 100.
    median_ms: f64,
    p99_ms: f64,
}

pub async fn measure() -> Result<Vec<Figure>> {
    let bare = run(&Server::bare()?).await?;
    let data = tempfile::tempdir()?;
    let natter = run(&Server::natter(data.path())?).await?;
    let node = run(&Server::node()?).await?;
    let cpu = |of: &Measured| {
        format!(
            "{:.2} µs in bursts, {:.2} µs one by one",
            of.burst_cpu, of.one_by_one_cpu
        )
    };
    let ratio = |what: &str, mine: f64, peer: f64, goal| {
        Figure::new(what, format!("{:.2}x", mine / peer), mine / peer, goal)
    };
    let info = |what: &str, value: String| Figure::new(what, value, 0.0, Goal::None);
    let times = |of: &Measured| format!("{:.2} ms, p99 {:.2} ms", of.median_ms, of.p99_ms);
    Ok(vec![
        info("CPU per delivery, 500 members: Natter", cpu(&natter)),
        info("… bare socketioxide", cpu(&bare)),
        info("… Node socket.io", cpu(&node)),
        ratio(
            "CPU per delivery in bursts of 32, against bare socketioxide",
            natter.burst_cpu,
            bare.burst_cpu,
            Goal::AtMost(1.2),
        ),
        ratio(
            "… one by one",
            natter.one_by_one_cpu,
            bare.one_by_one_cpu,
            Goal::None,
        ),
        ratio(
            "CPU per delivery in bursts of 32, against Node socket.io",
            natter.burst_cpu,
            node.burst_cpu,
            Goal::AtMost(1.0 / 6.0),
        ),
        info(
            "deliveries per second: Natter, bare, Node",
            format!(
                "{:.0}k, {:.0}k, {:.0}k",
                natter.rate / 1e3,
                bare.rate / 1e3,
                node.rate / 1e3
            ),
        ),
        info("from send to the last of 500: Natter", times(&natter)),
        info("… bare socketioxide", times(&bare)),
        info("… Node socket.io", times(&node)),
        ratio(
            "p99 to the last of 500, against bare socketioxide",
            natter.p99_ms,
            bare.p99_ms,
            Goal::AtMost(1.5),
        ),
    ])
}

async fn run(server: &Server) -> Result<Measured> {
    let mut crowd = Crowd::gather(server, MEMBERS).await?;
    for _ in 0..WARM_UP {
        say_and_wait(&mut crowd).await?;
    }
    let before = server.cpu()?;
    let mut times = Vec::new();
    for _ in 0..ONE_BY_ONE {
        let start = Instant::now();
        say_and_wait(&mut crowd).await?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let one_by_one_cpu = per_delivery(server.cpu()? - before, ONE_BY_ONE);

    let (before, start) = (server.cpu()?, Instant::now());
    for _ in 0..BURSTS {
        for _ in 0..BURST {
            crowd.say()?;
        }
        crowd.deliveries.reach(heard_by_all(crowd.sent())).await?;
    }
    let took = start.elapsed();
    crowd.acks.reach(crowd.sent()).await?;
    let burst_cpu = per_delivery(server.cpu()? - before, BURSTS * BURST);
    Ok(Measured {
        burst_cpu,
        one_by_one_cpu,
        rate: heard_by_all(BURSTS * BURST) as f64 / took.as_secs_f64(),
        median_ms: median(&mut times),
        p99_ms: quantile(&mut times, 0.99),
    })
}

async fn say_and_wait(crowd: &mut Crowd) -> Result<()> {
    crowd.say()?;
    crowd.deliveries.reach(heard_by_all(crowd.sent())).await?;
    Ok(())
}

const fn heard_by_all(messages: u64) -> u64 {
    messages * MEMBERS as u64
}

fn per_delivery(cpu: Duration, messages: u64) -> f64 {
    cpu.as_secs_f64() * 1e6 / heard_by_all(messages) as f64
}
