//! What is measured: natter, and its peers, each in a process of its own.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Result, ensure};
use testkit::{
    http::{self, FORM, Response},
    people,
    process::{self, repository},
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
    process: process::Server,
}

impl Server {
    /// `natter serve` without limits, on a free port.
    pub fn natter(data: &Path) -> Result<Self> {
        let mut command = Command::new(natter_binary());
        command.args(["serve", "--addr", "127.0.0.1:0", "--rate-limits", "off"]);
        command.args(["--lobby", "open"]);
        command.args(["--max-connections-per-address", "10000", "--data-dir"]);
        Self::start(Kind::Natter, command.arg(data))
    }

    /// A bare socketioxide server: this program, called `relay`.
    pub fn bare() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        Self::start(Kind::Relay, command.arg("relay"))
    }

    /// A server of the npm package.
    pub fn node() -> Result<Self> {
        let relay = repository().join("bench/js/relay.mjs");
        let mut command = Command::new("node");
        Self::start(Kind::Relay, command.arg(relay))
    }

    fn start(kind: Kind, command: &mut Command) -> Result<Self> {
        let process = process::Server::start(command.env("RUST_LOG", "warn").stdin(Stdio::null()))?;
        Ok(Self {
            kind,
            address: process.address()?,
            cookie: None,
            process,
        })
    }

    /// Processor time that it has used, in all threads, to 10 ms.
    pub fn cpu(&self) -> Result<Duration> {
        Ok(self.process.cpu()?)
    }

    /// Resident memory, in bytes.
    pub fn memory(&self) -> Result<u64> {
        Ok(self.process.memory("VmRSS")?)
    }

    /// Memory that it holds itself, in bytes: the resident one without files, whose pages come and go
    /// with what else the machine does.
    pub fn anonymous_memory(&self) -> Result<u64> {
        Ok(self.process.memory("RssAnon")?)
    }

    /// Sets the workspace up, unless it is, and comes into its lobby without an account: requests bring
    /// the visitor's cookie from now on.
    pub async fn come_in(&mut self) -> Result<&str> {
        let cookie = people::new_visitor(self.address, Ipv4Addr::LOCALHOST).await?;
        Ok(self.cookie.insert(cookie))
    }

    /// Requests bring this cookie from now on.
    pub fn bring(&mut self, cookie: &str) {
        self.cookie = Some(cookie.to_owned());
    }

    /// Posts a form.
    pub async fn post(&self, path: &str, form: &str) -> Result<Response> {
        let here = Ipv4Addr::LOCALHOST;
        let posted = http::request(self.address, here, "POST", path, &[FORM], form.as_bytes());
        Ok(posted.await?)
    }

    /// One HTTP request on a connection of its own; returns the body of the answer.
    ///
    /// # Errors
    /// When the answer is no success, too.
    pub async fn request(&self, method: &str, path: &str, accept: Encoding) -> Result<Vec<u8>> {
        let accept = match accept {
            Encoding::Plain => "identity",
            Encoding::Brotli => "br",
        };
        let mut headers = vec![("Accept-Encoding", accept)];
        headers.extend(self.cookie.as_deref().map(|cookie| ("Cookie", cookie)));
        let here = Ipv4Addr::LOCALHOST;
        let response = http::request(self.address, here, method, path, &headers, b"").await?;
        ensure!(
            response.status == 200,
            "{method} {path}: {}",
            response.status
        );
        Ok(response.body)
    }

    /// Ends it, so that another may use its data.
    pub fn stop(mut self) -> Result<()> {
        Ok(self.process.kill()?)
    }
}

/// The binary that is measured: `NATTER_BIN`, or the workspace's release build.
pub fn natter_binary() -> std::path::PathBuf {
    process::natter_binary("release")
}
