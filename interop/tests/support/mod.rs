//! A natter process of one's own, and how these tests speak to it with `rust_socketio`.
//!
//! The binary is `NATTER_BIN`, or `target/debug/natter` of this checkout.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use rust_socketio::{ClientBuilder, Event, Payload, TransportType, client::Client};
use serde_json::{Value, json};
use testkit::{
    people::visitor_session_blocking,
    process::{Server, natter_binary, repository},
};

/// How long anything may take that is waited for.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// A running server; it ends, and its data go, when this is dropped.
pub struct Natter {
    args: Vec<String>,
    data: tempfile::TempDir,
    server: Server,
}

impl Natter {
    /// Starts a server with `args` after `natter serve`, and waits until it takes connections.
    pub fn start(args: &[&str]) -> Self {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        let data = tempfile::tempdir().expect("a temporary folder");
        let server = spawn("127.0.0.1:0", data.path(), &args);
        Self { args, data, server }
    }

    /// Origin of the server.
    pub fn url(&self) -> String {
        self.server.url().to_owned()
    }

    /// Ends the server as a power cut would, and starts it again with its data on its port.
    pub fn kill_and_start_again(&mut self) {
        let address = self.server.address().expect("an address").to_string();
        self.server.kill().expect("can be killed");
        self.server = spawn(&address, self.data.path(), &self.args);
    }

    /// A new guest: `{"token": …, "member": …}`.
    pub fn new_guest(&self) -> Value {
        let address = self.server.address().expect("an address");
        let session = visitor_session_blocking(address).expect("lets a visitor in");
        json!(session)
    }
}

fn spawn(address: &str, data: &Path, args: &[String]) -> Server {
    let mut command = Command::new(natter_binary("debug"));
    command
        // A build that does not hold the browser's files looks for them from here.
        .current_dir(repository())
        .arg("serve")
        .args(["--addr", address, "--data-dir"])
        .arg(data)
        .args(args)
        .stderr(Stdio::null());
    Server::start(&mut command).expect("was the server built?")
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
