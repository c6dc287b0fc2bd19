//! The server as a process: `natter` as people get it, with a data folder of its own.
//!
//! The binary is `NATTER_BIN`, or `target/release/natter` of this checkout.

use std::{
    collections::VecDeque,
    env,
    ffi::OsString,
    fs,
    io::{BufRead, BufReader, Read},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use tempfile::TempDir;
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
            process: None,
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
    process: Option<Child>,
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
}

/// What the server wrote to its log.
#[derive(Default)]
struct Log {
    panics: Vec<String>,
    errors: u64,
    bytes: u64,
    last: VecDeque<String>,
}

/// Lines of the log that are kept to be shown with a failure.
const LAST_LINES: usize = 20;

impl Log {
    fn add(&mut self, line: String) {
        if line.contains("panicked") {
            self.panics.push(line.clone());
        }
        self.errors += u64::from(line.contains("ERROR"));
        self.bytes += line.len() as u64 + 1;
        if self.last.len() == LAST_LINES {
            self.last.pop_front();
        }
        self.last.push_back(line);
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
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let binary = env::var_os("NATTER_BIN")
            .map_or_else(|| repository.join("target/release/natter"), PathBuf::from);
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
        let mut process = command
            .arg("serve")
            .args(["--addr", &self.address.to_string(), "--data-dir"])
            .arg(&self.data)
            .args(&self.launch.args)
            .envs(self.launch.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(Failure::io(format!("start {}", binary.display())))?;
        let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
        self.process = Some(process);
        if let Some(stderr) = stderr {
            let log = Arc::clone(&self.log);
            thread::spawn(move || read_log(stderr, &log));
        }
        let mut lines = BufReader::new(stdout.ok_or_else(|| self.cannot_start())?).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| address_in(&line));
        self.address = address.ok_or_else(|| self.cannot_start())?;
        // What it still writes has to be read, or it would wait for us once the pipe is full.
        thread::spawn(move || lines.for_each(drop));
        Ok(())
    }

    fn cannot_start(&self) -> Failure {
        // Its last words come by another pipe, and by a thread.
        thread::sleep(Duration::from_millis(100));
        Failure::Start(self.last_words())
    }

    /// The end of its log.
    pub fn last_words(&self) -> String {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        Vec::from(log.last.clone()).join("\n")
    }

    /// Fails if a panic is in the log.
    pub fn verify_no_panic(&self) -> Result<(), Failure> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        same("panics in the log", &Vec::new(), &log.panics)
    }

    /// Ends it as `kill -9` does.
    pub fn kill(&mut self) -> Result<(), Failure> {
        if let Some(mut process) = self.process.take() {
            let ended = process.kill().and_then(|()| process.wait());
            ended.map_err(Failure::io("kill natter"))?;
        }
        Ok(())
    }

    /// Stops it in good order, and starts it in another way on its data and its port.
    pub async fn restart(&mut self, launch: Launch) -> Result<(), Failure> {
        self.terminate().await?;
        self.launch = launch;
        self.start()
    }

    /// Id of its process.
    pub fn process(&self) -> u32 {
        self.process.as_ref().map_or(0, Child::id)
    }

    /// What it wrote to its log so far: bytes, and lines that tell of an error.
    pub fn logged(&self) -> (u64, u64) {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        (log.bytes, log.errors)
    }

    /// Sends SIGTERM and waits until it has ended.
    pub async fn terminate(&mut self) -> Result<ExitStatus, Failure> {
        let Some(mut process) = self.process.take() else {
            return Err(Failure::Start("it does not run".into()));
        };
        Command::new("kill")
            .args(["-TERM", &process.id().to_string()])
            .status()
            .map_err(Failure::io("run kill"))?;
        let ended = async {
            loop {
                if let Some(status) = process.try_wait().map_err(Failure::io("wait for natter"))? {
                    return Ok(status);
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        let ended = within(PATIENCE, "natter ends after SIGTERM", ended).await;
        if ended.is_err() {
            self.process = Some(process);
        }
        ended?
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> Result<u64, Failure> {
        self.status_kilobytes("VmRSS:").map(|kb| kb * 1024)
    }

    /// Highest resident memory so far, in bytes.
    pub fn peak_memory(&self) -> Result<u64, Failure> {
        self.status_kilobytes("VmHWM:").map(|kb| kb * 1024)
    }

    fn status_kilobytes(&self, field: &str) -> Result<u64, Failure> {
        let pid = self.process();
        let status = fs::read_to_string(format!("/proc/{pid}/status"))
            .map_err(Failure::io("read /proc of natter"))?;
        let line = status.lines().find_map(|line| line.strip_prefix(field));
        line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok())
            .ok_or_else(|| Failure::Unexpected {
                what: "/proc of natter".into(),
                expected: field.into(),
                found: status.clone(),
            })
    }
}

impl Drop for Natter {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.kill();
    }
}

/// The address of a line such as `… open http://127.0.0.1:3000/setup`.
fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, url) = line.split_once("open http://")?;
    url.trim().split('/').next()?.parse().ok()
}

fn read_log(stderr: impl Read, log: &Mutex<Log>) {
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        log.lock().unwrap_or_else(PoisonError::into_inner).add(line);
    }
}
