//! From starting the program to the first byte of the page, and what it holds when nothing happens.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use testkit::{PATIENCE, within};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use crate::{
    process::{Encoding, Server, natter_binary},
    table::{Figure, Goal, median},
};

const TIMES: usize = 15;

pub async fn measure() -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    // The first start makes the database; people wait for the others.
    let mut idle = Server::natter(folder.path())?;
    let cookie = idle.come_in().await?.to_owned();
    idle.request("GET", "/", Encoding::Plain).await?;
    sleep(Duration::from_secs(3)).await;
    let resident = idle.memory()? as f64 / 1e6;
    let memory = idle.anonymous_memory()? as f64 / 1e6;
    drop(idle);
    sleep(Duration::from_millis(300)).await;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        times.push(first_byte(folder.path(), &cookie).await?);
    }
    let time = median(&mut times);
    Ok(vec![
        Figure::new(
            "start to the first byte of the page, ms",
            format!("{time:.0} ms"),
            time,
            Goal::AtMost(100.0),
        ),
        Figure::new(
            "memory when idle, MB",
            format!("{memory:.1} MB of its own, {resident:.1} MB resident"),
            resident,
            Goal::AtMost(20.0),
        ),
    ])
}

/// In ms.
async fn first_byte(folder: &Path, cookie: &str) -> Result<f64> {
    let address: SocketAddr = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let start = Instant::now();
    let mut process = Command::new(natter_binary())
        .args(["serve", "--addr", &address.to_string(), "--data-dir"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
    let answered = async {
        let mut stream = loop {
            match TcpStream::connect(address).await {
                Ok(stream) => break stream,
                Err(_) => sleep(Duration::from_micros(500)).await,
            }
        };
        stream.write_all(request.as_bytes()).await?;
        let mut status = [0; 12];
        stream.read_exact(&mut status).await?;
        Ok::<_, std::io::Error>(status)
    };
    let status = within(PATIENCE, "the first byte of the page", answered).await;
    let took = start.elapsed().as_secs_f64() * 1e3;
    process.kill()?;
    process.wait()?;
    ensure!(&status?? == b"HTTP/1.1 200", "the page did not come");
    Ok(took)
}
