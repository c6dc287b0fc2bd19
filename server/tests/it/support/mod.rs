//! A real `natter` process with a data folder of its own, and the plainest of HTTP clients.

pub mod database;
pub mod device;
pub mod people;
pub mod rooms;
pub mod socket;
pub mod store;

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

/// Long enough for a busy machine; a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The command line of natter, with a small site to serve.
pub fn natter(folder: &Path) -> Command {
    let site = folder.join("site");
    if !site.exists() {
        make_site(&site);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_natter"));
    command
        .arg("serve")
        .args(["--addr", "127.0.0.1:0"])
        .arg("--data-dir")
        .arg(folder.join("data"))
        .env_clear()
        .env("NATTER_SITE_ROOT", site);
    command
}

fn make_site(site: &Path) {
    fs::create_dir_all(site.join("pkg")).expect("makes");
    let manifest = r#"{"js":"/pkg/natter.0a.js","wasm":"/pkg/natter.0b.wasm","css":"/pkg/natter.0c.css","files":["pkg/natter.0a.js","pkg/natter.0b.wasm","pkg/natter.0c.css"]}"#;
    let files = [
        ("manifest.json", manifest),
        ("pkg/natter.0a.js", "plain"),
        ("pkg/natter.0a.js.br", "as brotli"),
        ("pkg/natter.0a.js.gz", "as gzip"),
        ("pkg/natter.0b.wasm", "wasm"),
        ("pkg/natter.0c.css", "css"),
        ("favicon.svg", "<svg/>"),
    ];
    for (name, content) in files {
        fs::write(site.join(name), content).expect("writes");
    }
}

/// A running server; killed when it is dropped.
pub struct Natter {
    pub address: SocketAddr,
    /// Its data folder.
    pub data: PathBuf,
    child: Child,
}

impl Natter {
    /// Starts one and waits until it says where it listens.
    pub fn start(folder: &TempDir, options: &[&str]) -> Self {
        Self::start_with(folder, options, |_| {})
    }

    /// Starts one whose command line is changed before.
    pub fn start_with(
        folder: &TempDir,
        options: &[&str],
        change: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = natter(folder.path());
        command.args(options).stderr(Stdio::piped());
        change(&mut command);
        Self::started(folder, spawn(&mut command))
    }

    /// Starts one that may open so many files, and no more.
    pub fn start_with_open_files(folder: &TempDir, limit: usize, options: &[&str]) -> Self {
        let plain = natter(folder.path());
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("ulimit -n {limit} && exec \"$0\" \"$@\"")])
            .arg(plain.get_program())
            .args(plain.get_args())
            .args(options)
            .env_clear()
            .env("NATTER_SITE_ROOT", folder.path().join("site"))
            .stderr(Stdio::piped());
        Self::started(folder, spawn(&mut command))
    }

    /// Starts one that people reach by another address, and what it says then.
    pub fn start_lagging(folder: &TempDir, options: &[&str]) -> (Self, String) {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let address = free.expect("a free port");
        let mut command = natter(folder.path());
        command
            .args(["--addr", &address.to_string()])
            .args(options)
            .stderr(Stdio::piped());
        let (child, line) = spawn(&mut command);
        (Self::of(child, folder, address), line)
    }

    fn started(folder: &TempDir, (child, line): (Child, String)) -> Self {
        let (_, url) = line.rsplit_once("http://").expect("an address");
        let address = url.split('/').next().unwrap_or_default();
        Self::of(child, folder, address.parse().expect("an address"))
    }

    fn of(child: Child, folder: &TempDir, address: SocketAddr) -> Self {
        Self {
            address,
            data: folder.path().join("data"),
            child,
        }
    }

    /// The same server, asked at another port of this machine.
    pub fn at(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by name, such as TERM or KILL.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.child.id().to_string())
            .status();
        assert!(status.expect("kill runs").success());
    }

    /// Its log as it is written.
    pub fn log(&mut self) -> BufReader<ChildStderr> {
        BufReader::new(self.child.stderr.take().expect("not taken yet"))
    }

    /// Waits for its end; what it said on standard error.
    pub fn wait(self) -> Output {
        let mut this = self;
        let child = std::mem::replace(&mut this.child, Command::new("true").spawn().expect("runs"));
        child.wait_with_output().expect("ends")
    }

    pub fn get(&self, path: &str) -> Response {
        self.request("GET", path, &[], b"")
    }

    /// A page as a browser with that cookie gets it.
    pub fn page(&self, cookie: &str, path: &str) -> Response {
        self.request("GET", path, &[("Cookie", cookie)], b"")
    }

    /// A form as our own page posts it.
    pub fn post(&self, path: &str, cookie: &str, form: &str) -> Response {
        let origin = format!("http://{}", self.address);
        self.request(
            "POST",
            path,
            &[
                ("Origin", &origin),
                ("Cookie", cookie),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ],
            form.as_bytes(),
        )
    }

    /// What a page's script sends.
    pub fn post_json(&self, path: &str, cookie: &str, body: &Value) -> Response {
        let origin = format!("http://{}", self.address);
        self.request(
            "POST",
            path,
            &[
                ("Origin", &origin),
                ("Cookie", cookie),
                ("Content-Type", "application/json"),
            ],
            body.to_string().as_bytes(),
        )
    }

    /// One request on a connection of its own.
    pub fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        let stream = TcpStream::connect(self.address).expect("connects");
        self.request_on(stream, method, path, headers, body)
    }

    /// One request on that connection, which is its last.
    pub fn request_on(
        &self,
        mut stream: TcpStream,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        stream.set_read_timeout(Some(PATIENCE)).expect("sets");
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        if headers.iter().all(|(name, _)| *name != "Host") {
            head.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        // The server may answer and close before it has read all of a body that is too large.
        let _ = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body));
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Response::parse(&answer)
    }

    /// A new visitor's token.
    pub fn token(&self) -> String {
        let session = self.request("POST", "/api/visitor-session", &[], b"");
        let session = socket::json(&session.whole_body());
        session["token"].as_str().expect("a token").to_owned()
    }

    /// Stops it in good order; none of its tasks may have panicked.
    pub fn stop(self) {
        self.signal("TERM");
        let output = self.wait();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success(), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    }

    /// A new visitor's cookie, as `name=value`. The workspace is set up, and its lobby open.
    pub fn cookie(&self) -> String {
        self.post("/visit", "", "").cookie()
    }
}

/// Starts one; the line that it says when it is ready.
fn spawn(command: &mut Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("starts");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("piped"))
        .read_line(&mut line)
        .expect("says something");
    if line.is_empty() {
        let output = child.wait_with_output().expect("ends");
        panic!("{}", String::from_utf8_lossy(&output.stderr));
    }
    (child, line.trim().to_owned())
}

impl Drop for Natter {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A response; the body is left in its chunks.
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// As it came.
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let location = self.header("location");
        let page = self
            .body
            .split_once("<body>")
            .map_or(&*self.body, |two| two.1);
        let start: String = page.chars().take(1500).collect();
        write!(f, "{} {location:?} {start}", self.status)
    }
}

impl Response {
    fn parse(answer: &[u8]) -> Self {
        let text = String::from_utf8_lossy(answer);
        let (head, body) = text.split_once("\r\n\r\n").expect("a response");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        Self {
            status: status.and_then(|code| code.parse().ok()).expect("a status"),
            headers: lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
            bytes: answer[head.len() + 4..].to_vec(),
        }
    }

    /// The body of a file, out of its chunks; nothing if it broke off.
    pub fn whole_bytes(&self) -> Option<Vec<u8>> {
        if self.header("transfer-encoding") != Some("chunked") {
            return Some(self.bytes.clone());
        }
        let (mut whole, mut rest) = (Vec::new(), &self.bytes[..]);
        loop {
            let end = rest.windows(2).position(|two| two == b"\r\n")?;
            let size = std::str::from_utf8(&rest[..end]).ok()?;
            let size = usize::from_str_radix(size, 16).ok()?;
            if size == 0 {
                return Some(whole);
            }
            whole.extend(rest.get(end + 2..end + 2 + size)?);
            rest = rest.get(end + 4 + size..)?;
        }
    }

    /// The body, out of its chunks.
    pub fn whole_body(&self) -> String {
        if self.header("transfer-encoding") != Some("chunked") {
            return self.body.clone();
        }
        let (mut whole, mut rest) = (String::new(), self.body.as_str());
        while let Some((size, chunks)) = rest.split_once("\r\n") {
            let size = usize::from_str_radix(size, 16).expect("a size");
            whole.push_str(&chunks[..size]);
            rest = &chunks[(size + 2).min(chunks.len())..];
        }
        whole
    }

    /// The body, read as JSON.
    pub fn json(&self) -> Value {
        socket::json(&self.whole_body())
    }

    /// The path of the link of that kind that the page shows: `/join/<code>`, say.
    pub fn link(&self, kind: &str) -> String {
        assert_eq!(self.status, 200, "{self:?}");
        let body = self.whole_body();
        let (_, rest) = body.split_once(&format!("/{kind}/")).expect("a link");
        let code: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        format!("/{kind}/{code}")
    }

    /// The cookie that it sets, as `name=value`.
    pub fn cookie(&self) -> String {
        let set = self.header("set-cookie");
        let set = set.unwrap_or_else(|| panic!("no cookie in {self:?}"));
        set.split(';').next().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.as_str())
    }
}
