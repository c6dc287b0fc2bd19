//! Socket.IO servers that we did not write, each in its own process.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use testkit::process;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Npm,
    PyPi,
}

/// A server; ends when this is dropped.
pub struct Server {
    kind: Kind,
    process: process::Server,
    pub url: String,
}

impl Server {
    pub fn start(kind: Kind) -> Self {
        Self::run(kind, &["0"])
    }

    /// With TLS, by the files of a key and a certificate.
    pub fn start_with_tls(key: &Path, certificate: &Path) -> Self {
        let path = |path: &Path| path.to_str().expect("text").to_owned();
        Self::run(Kind::Npm, &["0", &path(key), &path(certificate)])
    }

    fn run(kind: Kind, args: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (program, script) = match kind {
            Kind::Npm => (PathBuf::from("node"), "js/socketio_server.mjs"),
            Kind::PyPi => (
                folder.join("python/.venv/bin/python"),
                "python/socketio_server.py",
            ),
        };
        let mut command = Command::new(program);
        command
            .arg(folder.join(script))
            .args(args)
            .stdin(Stdio::piped());
        let process = process::Server::start(&mut command);
        let process = process.expect("was interop made ready as its README says?");
        let url = process.url().to_owned();
        Self { kind, process, url }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        let port = self.url.rsplit(':').next().expect("a port");
        port.parse().expect("a number")
    }

    /// Ends it, without a word to anybody, and starts another at the same address.
    pub fn restart(&mut self) {
        self.process.kill().expect("can be killed");
        *self = Self::run(self.kind, &[&self.port().to_string()]);
    }
}
