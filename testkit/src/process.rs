//! A server in a process of its own: natter, or a peer that says its address as natter does.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use crate::{Error, PATIENCE};

/// Units of the times in `/proc/PID/stat`: Linux has fixed `USER_HZ` at 100.
const TICK: Duration = Duration::from_millis(10);

/// The binary that is tried: `NATTER_BIN`, or this checkout's, of that folder of cargo's.
pub fn natter_binary(profile: &str) -> PathBuf {
    let built = || repository().join("target").join(profile).join("natter");
    env::var_os("NATTER_BIN").map_or_else(built, PathBuf::from)
}

/// The folder of this checkout.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A running server; killed when this is dropped.
pub struct Server {
    child: Child,
    said: String,
}

impl Server {
    /// Starts it, and waits until it says its address: the first line with one.
    ///
    /// # Errors
    /// It cannot be started, ends, or says nothing in time; with what it wrote to a piped stderr.
    pub fn start(command: &mut Command) -> Result<Self, Error> {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command.stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(Error::io(format!("start {program}")))?;
        let (tell, told) = mpsc::channel();
        if let Some(out) = child.stdout.take() {
            // Read to the end, or the server would wait for us once the pipe is full.
            thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(Result::ok) {
                    if url_in(&line).is_some() {
                        let _ = tell.send(line);
                    }
                }
            });
        }
        let heard = told.recv_timeout(PATIENCE);
        let said = heard.as_ref().cloned().unwrap_or_default();
        let mut server = Self { child, said };
        match heard {
            Ok(_) => Ok(server),
            Err(RecvTimeoutError::Timeout) => Err(Error::Late {
                what: format!("{program} says its address"),
                patience: PATIENCE,
            }),
            Err(RecvTimeoutError::Disconnected) => {
                let mut log = String::new();
                if let Some(mut stderr) = server.stderr() {
                    let _ = stderr.read_to_string(&mut log);
                }
                Err(Error::Start { program, log })
            }
        }
    }

    /// The line with its address.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Its origin, without a slash at the end.
    pub fn url(&self) -> &str {
        url_in(&self.said).unwrap_or_default()
    }

    /// Where it listens.
    ///
    /// # Errors
    /// It said a host's name instead of an address.
    pub fn address(&self) -> Result<SocketAddr, Error> {
        let (_, host) = self.url().split_once("://").unwrap_or_default();
        host.parse().map_err(|_| Error::Unexpected {
            what: "the server's address".into(),
            expected: "an address and a port".into(),
            found: self.said.clone(),
        })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its log, where the command piped it, once.
    pub fn stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    /// Ends it as `kill -9` does.
    ///
    /// # Errors
    /// The system does not let us.
    pub fn kill(&mut self) -> Result<(), Error> {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        ended.map(drop).map_err(Error::io("kill the server"))
    }

    /// Sends it a signal by name, such as TERM.
    ///
    /// # Errors
    /// There is no `kill`.
    pub fn signal(&self, name: &str) -> Result<(), Error> {
        let mut kill = Command::new("kill");
        kill.arg(format!("-{name}")).arg(self.pid().to_string());
        kill.status().map(drop).map_err(Error::io("run kill"))
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    /// The system does not say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>, Error> {
        self.child
            .try_wait()
            .map_err(Error::io("wait for the server"))
    }

    /// Waits until it has ended; how, and what its log holds that nobody has read.
    ///
    /// # Errors
    /// It does not end in time.
    pub fn wait(mut self) -> Result<(ExitStatus, String), Error> {
        let stderr = self.stderr();
        // Beside the wait, or the server would wait for us once the pipe is full.
        let log = thread::spawn(move || {
            let mut log = String::new();
            if let Some(mut stderr) = stderr {
                let _ = stderr.read_to_string(&mut log);
            }
            log
        });
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.ended()? {
                return Ok((status, log.join().unwrap_or_default()));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Err(Error::Late {
            what: "the server ends".into(),
            patience: PATIENCE,
        })
    }

    /// A field of `/proc/PID/status`, such as `VmRSS` (resident), `VmHWM` (the most so far) or
    /// `RssAnon` (what it holds itself), in bytes.
    ///
    /// # Errors
    /// This is no Linux, or the server has ended.
    pub fn memory(&self, field: &str) -> Result<u64, Error> {
        let status = self.proc("status")?;
        let line = status.lines().find(|line| line.starts_with(field));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        let bytes = kilobytes.map(|kilobytes: u64| kilobytes * 1024);
        bytes.ok_or_else(|| Error::Unexpected {
            what: "/proc of the server".into(),
            expected: field.into(),
            found: status,
        })
    }

    /// Processor time that it has used, in all threads, to 10 ms.
    ///
    /// # Errors
    /// This is no Linux, or the server has ended.
    pub fn cpu(&self) -> Result<Duration, Error> {
        let stat = self.proc("stat")?;
        // The name, in parentheses, may hold anything; the 14th and 15th fields are the times.
        let times = stat.rsplit_once(')').and_then(|(_, fields)| {
            let mut times = fields.split_whitespace().skip(11);
            let mut ticks = || times.next()?.parse::<u32>().ok();
            Some(ticks()? + ticks()?)
        });
        let ticks = times.ok_or_else(|| Error::Unexpected {
            what: "/proc of the server".into(),
            expected: "its times".into(),
            found: stat,
        })?;
        Ok(TICK * ticks)
    }

    fn proc(&self, file: &str) -> Result<String, Error> {
        let path = format!("/proc/{}/{file}", self.pid());
        fs::read_to_string(&path).map_err(Error::io(format!("read {path}")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.kill();
    }
}

/// The origin in a line such as `… open http://127.0.0.1:3000/setup`.
fn url_in(line: &str) -> Option<&str> {
    let start = line.find("http://").or_else(|| line.find("https://"))?;
    let url = line.get(start..)?.split_whitespace().next()?;
    let host = url.find("://")? + 3;
    let end = url.get(host..)?.find('/').map_or(url.len(), |at| host + at);
    url.get(..end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;

    fn shell(script: &str) -> Result<Server, Error> {
        let mut command = Command::new("sh");
        Server::start(command.args(["-c", script]).stderr(Stdio::piped()))
    }

    #[test]
    fn the_address_is_what_a_line_says() {
        let server = shell("echo hello; echo 'open http://127.0.0.1:81/setup'; sleep 60");
        let server = server.expect("starts");
        assert_eq!(server.url(), "http://127.0.0.1:81");
        assert_eq!(server.address().expect("an address").port(), 81);
        assert!(server.memory("VmRSS").expect("a figure") > 0);
        assert_eq!(url_in("https://[::1]:8"), Some("https://[::1]:8"));
    }

    #[test]
    fn how_it_ended_is_told_with_its_log() {
        let server = shell("echo 'open http://127.0.0.1:81/'; echo bye >&2; exit 3");
        let (status, log) = server.expect("starts").wait().expect("ends");
        assert_eq!((status.code(), &*log), (Some(3), "bye\n"));
    }

    #[test]
    fn a_server_that_ends_says_why() {
        let error = shell("echo hello; echo no room >&2").err();
        let error = error.expect("it cannot").to_string();
        assert_eq!(error, "sh does not start: no room\n");
    }
}
