//! Whatever a server, a network and a clock do: nothing panics, each ack is resolved once, and
//! queues stay within their bounds.

use std::collections::BTreeMap;

use proptest::{prelude::*, test_runner::RngSeed};

use super::*;

const INBOX: usize = 2_000;
const OUTBOX: usize = 600;

/// Anything that can happen to a core.
#[derive(Clone, Debug)]
enum Step {
    Text(String),
    Binary(Vec<u8>),
    Opened,
    Lost,
    Blocked,
    Writable,
    /// An answer to one of the latest requests; the same may be answered again.
    #[cfg(feature = "polling")]
    Answer(u8, Option<String>),
    Later(u16),
    Emit(bool),
    Volatile,
    TakeEvents(u8),
    TakeFrames(u8),
    ReconnectNow,
}

const PACKETS: [&str; 14] = [
    HANDSHAKE,
    r#"0{"sid":"s","upgrades":["websocket"],"pingInterval":10000,"pingTimeout":5000,"maxPayload":90}"#,
    r#"40/chat,{"sid":"abc"}"#,
    r#"44/chat,{"message":"no"}"#,
    r#"42/chat,["e",1]"#,
    r#"42/chat,5["e",1]"#,
    r#"43/chat,0["a"]"#,
    r#"43/chat,1["a"]"#,
    r#"451-/chat,["b",{"_placeholder":true,"num":0}]"#,
    "41/chat,",
    "2",
    "1",
    "6",
    "3probe",
];

fn packet() -> impl Strategy<Value = String> {
    let valid = prop::sample::select(PACKETS.to_vec());
    let cut = (valid.clone(), any::<prop::sample::Index>())
        .prop_map(|(text, at)| text.chars().take(at.index(text.len())).collect());
    prop_oneof![
        6 => valid.prop_map(str::to_owned),
        1 => cut,
        1 => "[0-6b]?[0-9]{0,3}-?(/chat,)?.{0,20}",
        1 => any::<String>(),
    ]
}

#[cfg(feature = "polling")]
fn answer() -> impl Strategy<Value = Step> {
    let payload = prop::collection::vec(packet(), 1..4).prop_map(|packets| packets.join("\u{1e}"));
    (0..3_u8, prop::option::weighted(0.9, payload))
        .prop_map(|(back, body)| Step::Answer(back, body))
}

fn step() -> impl Strategy<Value = Step> {
    let common = prop_oneof![
        4 => packet().prop_map(Step::Text),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Step::Binary),
        2 => Just(Step::Opened),
        1 => Just(Step::Lost),
        1 => Just(Step::Blocked),
        1 => Just(Step::Writable),
        2 => any::<u16>().prop_map(Step::Later),
        3 => any::<bool>().prop_map(Step::Emit),
        1 => Just(Step::Volatile),
        2 => any::<u8>().prop_map(Step::TakeEvents),
        2 => any::<u8>().prop_map(Step::TakeFrames),
        1 => Just(Step::ReconnectNow),
    ];
    #[cfg(feature = "polling")]
    let common = prop_oneof![3 => common, 1 => answer()];
    common
}

fn transports() -> impl Strategy<Value = Transports> {
    prop::sample::select(vec![
        Transports::WebSocketOnly,
        #[cfg(feature = "polling")]
        Transports::PollingOnly,
        #[cfg(feature = "polling")]
        Transports::PollingThenUpgrade,
        #[cfg(feature = "polling")]
        Transports::WebSocketThenPolling,
    ])
}

/// Runs a core, and keeps account.
struct Run {
    core: Core,
    now: Duration,
    asked: BTreeMap<AckToken, u32>,
    #[cfg(feature = "polling")]
    requested: Vec<RequestId>,
}

impl Run {
    fn new(transports: Transports) -> Self {
        let config = Config {
            transports,
            inbox: INBOX,
            outbox: OUTBOX,
            ..config()
        };
        Self {
            core: Core::new(config, START),
            now: START,
            asked: BTreeMap::new(),
            #[cfg(feature = "polling")]
            requested: Vec::new(),
        }
    }

    fn step(&mut self, step: Step) {
        let (core, now) = (&mut self.core, self.now);
        match step {
            Step::Text(text) => core.handle(Input::Frame(Frame::Text(text)), now),
            Step::Binary(bytes) => core.handle(Input::Frame(Frame::Binary(bytes)), now),
            Step::Opened => core.handle(Input::WebSocketOpened, now),
            Step::Lost => core.handle(Input::WebSocketLost, now),
            Step::Blocked => core.handle(Input::Blocked, now),
            Step::Writable => core.handle(Input::Writable, now),
            #[cfg(feature = "polling")]
            Step::Answer(back, body) => {
                let at = self.requested.len().checked_sub(1 + usize::from(back));
                if let Some(id) = at.and_then(|at| self.requested.get(at)) {
                    let result = body.ok_or(RequestFailed);
                    core.handle(Input::Response { id: *id, result }, now);
                }
            }
            Step::Later(ms) => {
                self.now += Duration::from_millis(ms.into());
                core.handle_timeout(self.now);
            }
            Step::Emit(with_ack) => {
                let timeout = with_ack.then_some(Duration::from_secs(10));
                if let Ok(Some(token)) = core.emit("e", &Payload::default(), timeout, now) {
                    self.asked.insert(token, 0);
                }
            }
            Step::Volatile => {
                let _ = core.emit_volatile("v", &Payload::default());
            }
            Step::TakeEvents(count) => {
                for _ in 0..count {
                    core.poll_event(now);
                }
            }
            Step::TakeFrames(count) => {
                for _ in 0..count {
                    core.poll_frame();
                }
            }
            Step::ReconnectNow => core.reconnect_now(now),
        }
        self.settle();
    }

    fn settle(&mut self) {
        while let Some(transmit) = self.core.poll_transmit() {
            #[cfg(feature = "polling")]
            if let Transmit::Request(request) = transmit {
                self.requested.push(request.id);
            }
            #[cfg(not(feature = "polling"))]
            drop(transmit);
        }
        while let Some((token, _)) = self.core.poll_ack() {
            *self.asked.get_mut(&token).expect("was asked for") += 1;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        rng_seed: RngSeed::Fixed(20_261_124),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_nothing_panics_and_each_ack_is_resolved_once(
        transports in transports(),
        steps in prop::collection::vec(step(), 0..150),
    ) {
        let mut run = Run::new(transports);
        for step in steps {
            run.step(step);
            // What was refused is not there: one event over the limit, and what Engine.IO itself
            // says.
            prop_assert!(run.core.session.unsent_bytes() < OUTBOX + 1_000 + 100);
            prop_assert!(run.core.buffer.tokens().len() <= 3);
        }
        run.core.close(run.now);
        run.settle();
        for (token, count) in run.asked {
            prop_assert_eq!(count, 1, "{:?}", token);
        }
    }

    #[test]
    fn events_that_nobody_takes_are_bounded_as_long_as_the_reader_keeps_to_it(
        packets in prop::collection::vec(packet(), 0..200),
    ) {
        let mut run = Run::new(Transports::WebSocketOnly);
        run.step(Step::Opened);
        run.step(Step::Text(HANDSHAKE.into()));
        run.step(Step::Text(PACKETS[2].into()));
        let mut events = 0;
        for packet in packets.iter().cycle().take(packets.len() * 5) {
            if run.core.wants_input() {
                run.step(Step::Text(packet.clone()));
                run.step(Step::Opened);
            }
        }
        while run.core.poll_event(run.now).is_some() {
            events += 1;
        }
        // Each counts for 128 bytes at least; one packet may stand over, with what ends it.
        prop_assert!(events <= INBOX / 128 + 4, "{}", events);
    }

    #[test]
    fn what_is_sent_arrives_once_and_in_order_across_an_upgrade(
        order in prop::collection::vec(0..6_u8, 0..60),
    ) {
        across_an_upgrade(&order)?;
    }
}

/// A server that takes what comes by POST and by WebSocket, while an upgrade goes on in any order
/// of answers.
#[cfg(feature = "polling")]
fn across_an_upgrade(order: &[u8]) -> Result<(), TestCaseError> {
    let mut run = Run::new(Transports::PollingThenUpgrade);
    let handshake = r#"0{"sid":"s","upgrades":["websocket"],"pingInterval":10000,"pingTimeout":5000,"maxPayload":90}"#;
    let mut server = Server::default();
    let mut sent = 0_u32;
    server.pump(&mut run);
    server.get(&mut run, handshake.into());
    server.pump(&mut run);
    server.get(&mut run, r#"40/chat,{"sid":"abc"}"#.into());
    let goes_on = order
        .iter()
        .chain([&2, &3, &5, &4, &1, &2, &3, &4, &1, &4, &1]);
    for step in goes_on {
        server.pump(&mut run);
        match step {
            0 => {
                let payload = Payload::of(&sent).expect("JSON");
                if run.core.emit("n", &payload, None, run.now).is_ok() {
                    sent += 1;
                }
            }
            1 => server.answer_post(&mut run),
            2 => run.core.handle(Input::WebSocketOpened, run.now),
            3 if server.is_probed => {
                server.is_probed = false;
                text(&mut run.core, "3probe");
            }
            4 => server.get_next(&mut run),
            5 => server.say_by_whichever(&mut run),
            _ => {}
        }
    }
    server.pump(&mut run);
    let numbers: Vec<u32> = (0..sent).collect();
    prop_assert!(server.heard.len() <= numbers.len());
    prop_assert_eq!(&server.heard[..], &numbers[..server.heard.len()]);
    let told: Vec<u32> = std::iter::from_fn(|| run.core.poll_event(run.now))
        .filter_map(|event| match event {
            Event::Message { payload, .. } => payload.read().ok(),
            _ => None,
        })
        .collect();
    let said: Vec<u32> = (0..server.said).collect();
    prop_assert!(told.len() <= said.len());
    prop_assert_eq!(&told[..], &said[..told.len()]);
    prop_assert!(run.core.is_connected());
    Ok(())
}

#[cfg(not(feature = "polling"))]
fn across_an_upgrade(_order: &[u8]) -> Result<(), TestCaseError> {
    Ok(())
}

#[cfg(feature = "polling")]
#[derive(Default)]
struct Server {
    gets: Vec<RequestId>,
    posts: Vec<RequestId>,
    heard: Vec<u32>,
    said: u32,
    is_probed: bool,
    is_upgraded: bool,
    /// Said and not yet fetched by a GET.
    held: Vec<String>,
}

#[cfg(feature = "polling")]
impl Server {
    fn pump(&mut self, run: &mut Run) {
        while let Some(transmit) = run.core.poll_transmit() {
            match transmit {
                Transmit::Request(Request { id, body: None, .. }) => self.gets.push(id),
                Transmit::Request(Request {
                    id,
                    body: Some(body),
                    ..
                }) => {
                    assert!(!self.is_upgraded, "no POST after the upgrade");
                    assert!(self.posts.is_empty(), "one POST at a time");
                    self.posts.push(id);
                    body.split('\u{1e}').for_each(|packet| self.hear(packet));
                }
                _ => {}
            }
        }
        while let Some(frame) = run.core.poll_frame() {
            match frame {
                Frame::Text(text) if text == "2probe" => self.is_probed = true,
                Frame::Text(text) if text == "5" => {
                    assert!(self.gets.is_empty() && self.posts.is_empty());
                    self.is_upgraded = true;
                    for packet in core::mem::take(&mut self.held) {
                        run.core.handle(Input::Frame(Frame::Text(packet)), run.now);
                    }
                }
                Frame::Text(text) => self.hear(&text),
                Frame::Binary(_) => unreachable!("no bytes were sent"),
            }
        }
    }

    fn hear(&mut self, packet: &str) {
        if let Some(rest) = packet.strip_prefix(r#"42/chat,["n","#) {
            let number = rest.trim_end_matches(']');
            self.heard.push(number.parse().expect("a number"));
        }
    }

    fn get(&mut self, run: &mut Run, body: String) {
        if let Some(id) = self.gets.pop() {
            let result = Ok(body);
            run.core.handle(Input::Response { id, result }, run.now);
        }
    }

    /// Answers the GET with what is held, or with a NOOP as for an upgrade.
    fn get_next(&mut self, run: &mut Run) {
        if !self.gets.is_empty() {
            let held = core::mem::take(&mut self.held);
            let body = if held.is_empty() {
                "6".to_owned()
            } else {
                held.join("\u{1e}")
            };
            self.get(run, body);
            run.now += Duration::from_millis(100);
            run.core.handle_timeout(run.now);
        }
    }

    fn answer_post(&mut self, run: &mut Run) {
        if let Some(id) = self.posts.pop() {
            let result = Ok("ok".to_owned());
            run.core.handle(Input::Response { id, result }, run.now);
        }
    }

    fn say_by_whichever(&mut self, run: &mut Run) {
        let packet = format!(r#"42/chat,["m",{}]"#, self.said);
        self.said += 1;
        if self.is_upgraded {
            text(&mut run.core, &packet);
        } else {
            self.held.push(packet);
        }
    }
}
