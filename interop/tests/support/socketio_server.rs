//! Socket.IO servers that we did not write, each in its own process.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Npm,
    PyPi,
}

/// A server; ends when this is dropped.
pub struct Server {
    kind: Kind,
    process: Child,
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
        let mut process = Command::new(program)
            .arg(folder.join(script))
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("was interop made ready as its README says?");
        let mut url = String::new();
        BufReader::new(process.stdout.as_mut().expect("piped"))
            .read_line(&mut url)
            .expect("the server says its address");
        let url = url.trim().to_owned();
        assert!(url.starts_with("http"), "{url}");
        Self { kind, process, url }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        let port = self.url.rsplit(':').next().expect("a port");
        port.parse().expect("a number")
    }

    /// Ends it, without a word to anybody, and starts another at the same address.
    pub fn restart(&mut self) {
        self.end();
        let again = Self::run(self.kind, &[&self.port().to_string()]);
        *self = again;
    }

    fn end(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
