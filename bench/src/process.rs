//! A server in a process of its own, and what the system says that it uses.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
};

/// What a server is, and so how one joins it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Natter: sessions, and a welcome.
    Natter,
    /// A server that only relays.
    Relay,
}

/// How an answer may be compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Plain,
    Brotli,
}

/// Ends with this value.
pub struct Server {
    pub kind: Kind,
    pub address: SocketAddr,
    /// What requests bring.
    cookie: Option<String>,
    process: Child,
}

/// Units of the times in `/proc/PID/stat`: Linux has fixed `USER_HZ` at 100.
const TICK: Duration = Duration::from_millis(10);

impl Server {
    /// `natter serve` without limits, on a free port.
    pub async fn natter(data: &Path) -> Result<Self> {
        let mut command = Command::new(natter_binary());
        command.args(["serve", "--addr", "127.0.0.1:0", "--rate-limits", "off"]);
        command.args(["--lobby", "open"]);
        command.args(["--max-connections-per-address", "10000", "--data-dir"]);
        Self::start(Kind::Natter, command.arg(data)).await
    }

    /// A bare socketioxide server: this program, called `relay`.
    pub async fn bare() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        Self::start(Kind::Relay, command.arg("relay")).await
    }

    /// A server of the npm package.
    pub async fn node() -> Result<Self> {
        let relay = Path::new(env!("CARGO_MANIFEST_DIR")).join("js/relay.mjs");
        let mut command = Command::new("node");
        Self::start(Kind::Relay, command.arg(relay)).await
    }

    /// Starts it and waits until it says its address.
    async fn start(kind: Kind, command: &mut Command) -> Result<Self> {
        let mut process = command
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("could not start {:?}", command.as_std().get_program()))?;
        let out = process.stdout.take().context("no output")?;
        let mut lines = BufReader::new(out).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some((_, address)) = line.split_once("http://") {
                let address = address.trim().split('/').next().unwrap_or_default();
                return Ok(Self {
                    kind,
                    address: address.parse()?,
                    cookie: None,
                    process,
                });
            }
        }
        bail!("a server ended before it said its address")
    }

    /// Processor time that it has used, in all threads, to 10 ms.
    pub fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid()?))?;
        // The name, in parentheses, may hold anything; the 14th and 15th fields are the times.
        let (_, fields) = stat.rsplit_once(')').context("stat")?;
        let mut times = fields.split_whitespace().skip(11);
        let mut ticks = || -> Result<u32> { Ok(times.next().context("stat")?.parse()?) };
        Ok(TICK * (ticks()? + ticks()?))
    }

    /// Resident memory, in bytes.
    pub fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid()?))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        Ok(kilobytes.context("no VmRSS")?.parse::<u64>()? * 1024)
    }

    /// Sets the workspace up, unless it is, and comes into its lobby without an account: requests bring
    /// the visitor's cookie from now on.
    pub async fn come_in(&mut self) -> Result<&str> {
        let owner = "workspace=Bench&name=Olive&handle=olive&password=a+lamp+that+hums+quietly&open_lobby=on";
        self.post("/setup", owner).await?;
        let came = self.post("/visit", "").await?;
        let cookie = came
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next());
        Ok(self.cookie.insert(cookie.context("no cookie")?.to_owned()))
    }

    /// Requests bring this cookie from now on.
    pub fn bring(&mut self, cookie: &str) {
        self.cookie = Some(cookie.to_owned());
    }

    /// Posts a form; the head of the answer, and its body.
    pub async fn post(&self, path: &str, form: &str) -> Result<String> {
        let answer = self.exchange("POST", path, Encoding::Plain, form).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// One HTTP request on a connection of its own; returns the body of the answer.
    ///
    /// # Errors
    /// When the answer is no success, too.
    pub async fn request(&self, method: &str, path: &str, accept: Encoding) -> Result<Vec<u8>> {
        let mut response = self.exchange(method, path, accept, "").await?;
        ensure!(
            response.starts_with(b"HTTP/1.1 200"),
            "{method} {path} failed"
        );
        let end = response.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        Ok(response.split_off(end.context("no head")? + 4))
    }

    async fn exchange(
        &self,
        method: &str,
        path: &str,
        accept: Encoding,
        form: &str,
    ) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.address).await?;
        let accept = match accept {
            Encoding::Plain => "identity",
            Encoding::Brotli => "br",
        };
        let cookie = match &self.cookie {
            Some(cookie) => format!("Cookie: {cookie}\r\n"),
            None => String::new(),
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: {accept}\r\n{cookie}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{form}",
            self.address,
            form.len()
        );
        stream.write_all(request.as_bytes()).await?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response).await?;
        Ok(response)
    }

    /// Ends it, so that another may use its data.
    pub async fn stop(mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }

    fn pid(&self) -> Result<u32> {
        self.process.id().context("the server has ended")
    }
}

/// The binary that is measured: `NATTER_BIN`, or the workspace's release build.
pub fn natter_binary() -> PathBuf {
    std::env::var_os("NATTER_BIN").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/natter"),
        PathBuf::from,
    )
}
