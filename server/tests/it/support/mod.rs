//! A real `natter` process with a data folder of its own, and the plainest of HTTP clients.

pub mod database;
pub mod device;
pub mod people;
pub mod rooms;
pub mod socket;

use std::{
    fs,
    io::BufReader,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{ChildStderr, Command, ExitStatus, Stdio},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use tempfile::TempDir;
use testkit::{
    http::{self, blocking::exchange, request_bytes},
    process::Server,
};

/// Long enough for a busy machine; a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The time, in milliseconds since 1970.
pub fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock");
    i64::try_from(since.as_millis()).expect("soon")
}

/// In an hour.
pub fn in_an_hour() -> i64 {
    now_ms() + 60 * 60 * 1000
}

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
    server: Server,
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
        Self::started(folder, &mut command)
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
        Self::started(folder, &mut command)
    }

    /// Starts one that people reach by another address, and what it says then.
    pub fn start_behind_proxy(folder: &TempDir, options: &[&str]) -> (Self, String) {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let address = free.expect("a free port");
        let mut command = natter(folder.path());
        command
            .args(["--addr", &address.to_string()])
            .args(options)
            .stderr(Stdio::piped());
        let server = spawn(&mut command);
        let said = server.said().trim().to_owned();
        (Self::of(server, folder, address), said)
    }

    fn started(folder: &TempDir, command: &mut Command) -> Self {
        let server = spawn(command);
        let address = server.address().expect("an address");
        Self::of(server, folder, address)
    }

    fn of(server: Server, folder: &TempDir, address: SocketAddr) -> Self {
        Self {
            address,
            data: folder.path().join("data"),
            server,
        }
    }

    /// The same server, asked at another port of this machine.
    pub fn at(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Sends a signal by name, such as TERM or KILL.
    pub fn signal(&self, name: &str) {
        self.server.signal(name).expect("kill runs");
    }

    /// Its log as it is written.
    pub fn log(&mut self) -> BufReader<ChildStderr> {
        BufReader::new(self.server.stderr().expect("not taken yet"))
    }

    /// Waits for its end; how it ended, and its log.
    pub fn wait(self) -> (ExitStatus, String) {
        self.server.wait().expect("ends")
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
        stream: TcpStream,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        let request = request_bytes(self.address, method, path, headers, body);
        Response::of(exchange(stream, &request).expect("a connection"))
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
        let (status, log) = self.wait();
        assert!(status.success(), "{log}");
        assert!(!log.contains("panicked"), "{log}");
    }

    /// A new visitor's cookie, as `name=value`. The workspace is set up, and its lobby open.
    pub fn cookie(&self) -> String {
        self.post("/visit", "", "").cookie()
    }
}

fn spawn(command: &mut Command) -> Server {
    Server::start(command).unwrap_or_else(|error| panic!("{error}"))
}

/// A response; the body is left in its chunks.
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    raw: http::Response,
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
    fn of(raw: http::Response) -> Self {
        let headers = raw.headers();
        Self {
            status: raw.status,
            headers: headers
                .map(|(name, value)| (name, value.to_owned()))
                .collect(),
            body: raw.text(),
            raw,
        }
    }

    /// The body of a file, out of its chunks; nothing if it broke off.
    pub fn whole_bytes(&self) -> Option<Vec<u8>> {
        self.raw.whole()
    }

    /// The body, out of its chunks.
    pub fn whole_body(&self) -> String {
        let whole = self.raw.whole().unwrap_or_default();
        String::from_utf8(whole).expect("text")
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
        let set = self.raw.cookie();
        set.unwrap_or_else(|| panic!("no cookie in {self:?}"))
            .to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.raw.header(name)
    }
}
