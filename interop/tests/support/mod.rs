//! A natter process of one's own, and how these tests speak to it with `rust_socketio`.
//!
//! The binary is `NATTER_BIN`, or `target/debug/natter` of this checkout.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use rust_socketio::{ClientBuilder, Event, Payload, TransportType, client::Client};
use serde_json::{Value, json};

/// How long anything may take that is waited for.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// A running server; it ends, and its data go, when this is dropped.
pub struct Natter {
    args: Vec<String>,
    data: tempfile::TempDir,
    process: Child,
    port: u16,
}

impl Natter {
    /// Starts a server with `args` after `natter serve`, and waits until it takes connections.
    pub fn start(args: &[&str]) -> Self {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        let data = tempfile::tempdir().expect("a temporary folder");
        let (process, port) = spawn(0, data.path(), &args);
        Self {
            args,
            data,
            process,
            port,
        }
    }

    /// Origin of the server.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends the server as a power cut would, and starts it again with its data on its port.
    pub fn kill_and_start_again(&mut self) {
        self.end();
        (self.process, self.port) = spawn(self.port, self.data.path(), &self.args);
    }

    /// A new guest: `{"token": …, "member": …}`.
    pub fn new_guest(&self) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        let host = format!("127.0.0.1:{}", self.port);
        write!(
            stream,
            "POST /api/visitor-session HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .expect("asks");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("answers");
        let (head, body) = response.split_once("\r\n\r\n").expect("a response");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        serde_json::from_str(body).expect("JSON")
    }

    fn end(&mut self) {
        self.process.kill().expect("can be killed");
        self.process.wait().expect("ends");
    }
}

impl Drop for Natter {
    fn drop(&mut self) {
        self.end();
    }
}

fn spawn(port: u16, data: &Path, args: &[String]) -> (Child, u16) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let binary = env::var_os("NATTER_BIN")
        .map_or_else(|| repository.join("target/debug/natter"), PathBuf::from);
    let binary = binary
        .canonicalize()
        .unwrap_or_else(|error| panic!("build the server first: {}: {error}", binary.display()));
    let mut process = Command::new(&binary)
        // A build that does not hold the browser's files looks for them from here.
        .current_dir(&repository)
        .arg("serve")
        .args(["--addr", &format!("127.0.0.1:{port}"), "--data-dir"])
        .arg(data)
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{} does not start: {error}", binary.display()));
    let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| port_in(&line))
        .expect("the server says its address");
    // What it still writes has to be read, or it would wait for us once the pipe is full.
    thread::spawn(move || lines.for_each(drop));
    (process, port)
}

fn port_in(line: &str) -> Option<u16> {
    let (_, after) = line.split_once("http://127.0.0.1:")?;
    let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// What a socket heard, in the order in which it came: the event's name and its first argument.
pub struct Heard(mpsc::Receiver<(String, Value)>);

impl Heard {
    /// Waits for the next event of this name; those of other names are skipped.
    pub fn next(&self, name: &str) -> Value {
        loop {
            let (heard, value) = self
                .0
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|_| panic!("no \"{name}\" came"));
            if heard == name {
                return value;
            }
        }
    }
}

/// Connects to a namespace and waits until the server has let the client in.
pub fn connect(
    natter: &Natter,
    namespace: &str,
    transport: TransportType,
    auth: Value,
) -> (Client, Heard) {
    let (client, heard) = knock(natter, namespace, transport, auth);
    heard.next("open");
    (client, heard)
}

/// Connects to a namespace, and leaves it open whether the server lets the client in.
pub fn knock(
    natter: &Natter,
    namespace: &str,
    transport: TransportType,
    auth: Value,
) -> (Client, Heard) {
    let (tell, heard) = mpsc::channel();
    let mut builder = ClientBuilder::new(natter.url())
        .namespace(namespace)
        .transport_type(transport)
        .auth(auth)
        .reconnect_delay(50, 200);
    for event in ["open", "error", "message", "welcome", "member_changed"] {
        let tell = tell.clone();
        builder = builder.on(event, move |payload, _| {
            let _ = tell.send((event.to_owned(), first(payload)));
        });
    }
    (builder.connect().expect("connects"), Heard(heard))
}

/// Emits and waits for the ack.
pub fn ask(client: &Client, event: &str, payload: Value) -> Value {
    let (tell, answered) = mpsc::channel();
    client
        .emit_with_ack(Event::from(event), payload, PATIENCE, move |ack, _| {
            let _ = tell.send(first(ack));
        })
        .expect("is sent");
    // This library hands over an ack as a list of the ack's arguments.
    match answered.recv_timeout(PATIENCE).expect("is answered") {
        Value::Array(mut arguments) => arguments.remove(0),
        other => other,
    }
}

/// A guest on `/chat`, welcomed.
pub struct Guest {
    pub client: Client,
    pub heard: Heard,
    pub session: Value,
    pub welcome: Value,
    pub lobby: Value,
}

impl Guest {
    pub fn enter(natter: &Natter, transport: TransportType) -> Self {
        let session = natter.new_guest();
        let auth = json!({ "token": session["token"] });
        let (client, heard) = connect(natter, "/chat", transport, auth);
        let welcome = heard.next("welcome");
        let lobby = welcome["heads"][0]["room"].clone();
        Self {
            client,
            heard,
            session,
            welcome,
            lobby,
        }
    }

    /// Posts to the lobby and returns the ack.
    pub fn send(&self, client_id: &str, body: &str) -> Value {
        let message = json!({ "room": self.lobby, "client_id": client_id, "body": body });
        ask(&self.client, "send", message)
    }
}

fn first(payload: Payload) -> Value {
    match payload {
        Payload::Text(values) => values.into_iter().next().unwrap_or(Value::Null),
        other => panic!("binary or unparsed payload: {other:?}"),
    }
}
