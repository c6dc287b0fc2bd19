//! The server as a process: `natter` as people get it, with a data folder of its own.
//!
//! The binary is `NATTER_BIN`, or `target/release/natter` of this checkout.

use std::{
    ffi::OsString,
    io::{BufRead, BufReader, Read},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use tempfile::TempDir;
use testkit::process::{Server, natter_binary};
use tokio::{task::block_in_place, time::sleep};

use crate::failure::{Failure, PATIENCE, same, within};

/// How a server is to be started.
#[derive(Clone)]
pub struct Launch {
    args: Vec<String>,
    env: Vec<(String, OsString)>,
    open_files: Option<u32>,
}

impl Default for Launch {
    /// A server whose lobby is open to people without an account.
    fn default() -> Self {
        Self {
            args: vec!["--lobby".into(), "open".into()],
            env: Vec::new(),
            open_files: None,
        }
    }
}

impl Launch {
    /// A server that takes as much as load brings.
    pub fn for_load() -> Self {
        Self::default()
            .arg("--rate-limits")
            .arg("off")
            .arg("--max-connections-per-address")
            .arg("10000")
    }

    /// One more argument after `natter serve`.
    pub fn arg(mut self, arg: &str) -> Self {
        self.args.push(arg.to_owned());
        self
    }

    /// A variable of the server's environment.
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// Starts it with this soft limit of open files, and the hard one as it is.
    pub fn open_files(mut self, soft: u32) -> Self {
        self.open_files = Some(soft);
        self
    }

    /// Starts it, and waits until it takes connections.
    pub fn start(self) -> Result<Natter, Failure> {
        let folder = tempfile::tempdir().map_err(Failure::io("make a data folder"))?;
        let mut natter = Natter {
            launch: self,
            data: folder.path().join("data"),
            _folder: folder,
            server: None,
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            log: Arc::default(),
        };
        natter.start()?;
        Ok(natter)
    }
}

/// A server. It ends, and its temporary data go, when this is dropped.
pub struct Natter {
    launch: Launch,
    data: PathBuf,
    _folder: TempDir,
    server: Option<Server>,
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
}

/// What the server wrote to its log.
#[derive(Default)]
struct Log {
    panics: Vec<String>,
    errors: u64,
    bytes: u64,
}

impl Log {
    fn add(&mut self, line: String) {
        self.errors += u64::from(line.contains("ERROR"));
        self.bytes += line.len() as u64 + 1;
        if line.contains("panicked") {
            self.panics.push(line);
        }
    }
}

impl Natter {
    /// Where it listens; stays the same over restarts.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Starts it (again) on its data and its port.
    pub fn start(&mut self) -> Result<(), Failure> {
        block_in_place(|| self.spawn())
    }

    fn spawn(&mut self) -> Result<(), Failure> {
        let binary = natter_binary("release");
        let mut command = match self.launch.open_files {
            None => Command::new(&binary),
            Some(soft) => {
                let mut shell = Command::new("sh");
                shell
                    .args(["-c", "ulimit -Sn \"$0\"; exec \"$@\""])
                    .arg(soft.to_string())
                    .arg(&binary);
                shell
            }
        };
        command
            .arg("serve")
            .args(["--addr", &self.address.to_string(), "--data-dir"])
            .arg(&self.data)
            .args(&self.launch.args)
            .envs(self.launch.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        let mut server = Server::start(&mut command)?;
        if let Some(stderr) = server.stderr() {
            let log = Arc::clone(&self.log);
            thread::spawn(move || read_log(stderr, &log));
        }
        self.address = server.address()?;
        self.server = Some(server);
        Ok(())
    }

    fn server(&self) -> Result<&Server, Failure> {
        self.server.as_ref().ok_or_else(stopped)
    }

    /// Fails if a panic is in the log.
    pub fn verify_no_panic(&self) -> Result<(), Failure> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        same("panics in the log", &Vec::new(), &log.panics)
    }

    /// Ends it as `kill -9` does.
    pub fn kill(&mut self) -> Result<(), Failure> {
        let server = self.server.take();
        Ok(server.map_or(Ok(()), |mut server| server.kill())?)
    }

    /// Stops it in good order, and starts it in another way on its data and its port.
    pub async fn restart(&mut self, launch: Launch) -> Result<(), Failure> {
        self.terminate().await?;
        self.launch = launch;
        self.start()
    }

    /// Id of its process.
    pub fn process(&self) -> u32 {
        self.server.as_ref().map_or(0, Server::pid)
    }

    /// What it wrote to its log so far: bytes, and lines that tell of an error.
    pub fn logged(&self) -> (u64, u64) {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        (log.bytes, log.errors)
    }

    /// Sends SIGTERM and waits until it has ended.
    pub async fn terminate(&mut self) -> Result<ExitStatus, Failure> {
        let server = self.server.as_mut().ok_or_else(stopped)?;
        server.signal("TERM")?;
        let ended = async {
            loop {
                if let Some(status) = server.ended()? {
                    return Ok::<_, Failure>(status);
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        let status = within(PATIENCE, "natter ends after SIGTERM", ended).await??;
        self.server = None;
        Ok(status)
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> Result<u64, Failure> {
        Ok(self.server()?.memory("VmRSS")?)
    }

    /// Highest resident memory so far, in bytes.
    pub fn peak_memory(&self) -> Result<u64, Failure> {
        Ok(self.server()?.memory("VmHWM")?)
    }
}

fn stopped() -> Failure {
    Failure::Start("it does not run".into())
}

fn read_log(stderr: impl Read, log: &Mutex<Log>) {
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        log.lock().unwrap_or_else(PoisonError::into_inner).add(line);
    }
}
