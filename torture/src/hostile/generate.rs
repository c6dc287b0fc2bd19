//! Frames that no client should send, from a seed: packets of Engine.IO and Socket.IO that are
//! nearly right, and WebSocket frames that are not.

use crate::{
    random::Random,
    raw::{BINARY, TEXT, frame},
};

/// A frame, and what may be said after it.
pub struct Generated {
    /// For failures: what kind it is.
    pub kind: &'static str,
    /// As it goes out.
    pub bytes: Vec<u8>,
    /// Whether it ends amid a frame, so that nothing can follow.
    pub is_cut_off: bool,
}

/// Packets that are right, or nearly; multibyte text in them is there to be cut.
const PACKETS: &[&str] = &[
    "2",
    "3",
    "2probe",
    "5",
    "6",
    "1",
    "0{}",
    "40",
    "41",
    "40/chat,",
    "41/chat,",
    "40/chat,{\"token\":\"00000000000000000000000000000000\"}",
    "42[\"message\",\"zażółć gęślą jaźń 🦊\"]",
    "42[\"message\",{\"a\":[1,2,{\"b\":null}]}]",
    "42/chat,12[\"send\",{\"room\":\"0190b1c2-0000-7000-8000-000000000000\",\"client_id\":\"client-0001\",\"body\":\"日本語 👩‍💻\"}]",
    "42/chat,13[\"history\",{\"room\":\"0190b1c2-0000-7000-8000-000000000000\",\"at\":{\"before\":5}}]",
    "42/chat,14[\"heads\",{}]",
    "42/chat,15[\"resume\",{\"rooms\":[]}]",
    "43/chat,1[1]",
    "44/chat,{\"message\":\"no\"}",
    "451-[\"message\",{\"_placeholder\":true,\"num\":0}]",
    "452-/chat,7[\"send\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]",
    "461-/chat,5[{\"_placeholder\":true,\"num\":0}]",
    "bAAAA",
];

/// Packets that are wrong in a way of their own.
const WRONG: &[&str] = &[
    "451000000000-[\"message\",{\"_placeholder\":true,\"num\":0}]",
    "4518446744073709551616-[\"x\"]",
    "45-[\"message\"]",
    "450-[\"message\"]",
    "451-[\"message\",{\"_placeholder\":true,\"num\":999999999}]",
    "451-[\"message\",{\"_placeholder\":true,\"num\":-1}]",
    "42[]",
    "42{}",
    "42null",
    "42",
    "42\"message\"",
    "42[null]",
    "42[1]",
    "42[{}]",
    "42[[\"message\"]]",
    "42[\"connect\"]",
    "42[\"connect_error\"]",
    "42[\"disconnect\"]",
    "42[\"disconnecting\"]",
    "42[\"newListener\"]",
    "42[\"removeListener\"]",
    "42[\"__proto__\",{}]",
    "42[\"\"]",
    "42/chat,99999999999999999999[\"heads\",{}]",
    "42/chat,-1[\"heads\",{}]",
    "42/chat,7[\"heads\"]",
    "42/chat[\"heads\"]",
    "42/nowhere,[\"heads\",{}]",
    "40/nowhere,",
    "40//,",
    "40/chat,{",
    "40/chat,[[[[",
    "40/chat,\"text\"",
    "40/chat?x=1,{}",
    "47[\"x\"]",
    "4",
    "49",
    "7",
    "9",
    "\u{0}",
    "4\u{0}",
    "42[\"message\",\"\\ud800\"]",
    "42[\"message\",1e999]",
    "42[\"message\",00]",
    "42[\"message\",NaN]",
    "43",
    "43[",
    "46[]",
];

/// The next frame.
pub fn generate(random: &mut Random) -> Generated {
    match random.of(0..=99) {
        0..=24 => text("a packet", random.pick(PACKETS).as_bytes().to_vec()),
        25..=39 => text("a wrong packet", random.pick(WRONG).as_bytes().to_vec()),
        40..=54 => truncated(random),
        55..=74 => mutated(random),
        75..=79 => text("noise as text", noise(random)),
        80..=84 => whole("noise as bytes", BINARY, noise(random)),
        85..=88 => deep(random),
        89..=91 => amid(random),
        _ => broken_frame(random),
    }
}

fn text(kind: &'static str, payload: Vec<u8>) -> Generated {
    whole(kind, TEXT, payload)
}

fn whole(kind: &'static str, first: u8, payload: Vec<u8>) -> Generated {
    Generated {
        kind,
        bytes: frame(first, &payload),
        is_cut_off: false,
    }
}

fn packet(random: &mut Random) -> Vec<u8> {
    let from = if random.percent(70) { PACKETS } else { WRONG };
    random.pick(from).as_bytes().to_vec()
}

/// Cut anywhere, also amid a character.
fn truncated(random: &mut Random) -> Generated {
    let mut packet = packet(random);
    packet.truncate(random.index(packet.len()));
    text("a truncated packet", packet)
}

fn mutated(random: &mut Random) -> Generated {
    let mut packet = packet(random);
    for _ in 0..random.of(1..=4) {
        let at = random.index(packet.len());
        let byte = random.next().to_le_bytes()[0];
        match random.of(0..=4) {
            0 => packet[at] = byte,
            1 => packet.insert(at, byte),
            2 if packet.len() > 1 => {
                packet.remove(at);
            }
            3 => {
                let number = random.next().to_string();
                packet.splice(at..at, number.into_bytes());
            }
            _ => {
                let other = random.pick(PACKETS).as_bytes();
                packet.splice(at.., other.iter().copied());
            }
        }
    }
    text("a mutated packet", packet)
}

fn noise(random: &mut Random) -> Vec<u8> {
    (0..random.of(0..=200))
        .map(|_| random.next().to_le_bytes()[0])
        .collect()
}

/// JSON of great depth.
fn deep(random: &mut Random) -> Generated {
    let (open, close) = *random.pick(&[("[", "]"), ("{\"a\":", "}")]);
    let depth = *random.pick(&[100, 127, 128, 129, 1000, 10_000]);
    let is_closed = random.percent(50);
    let close = if is_closed {
        close.repeat(depth)
    } else {
        String::new()
    };
    let start = *random.pick(&[
        "42[\"message\",",
        "42/chat,7[\"send\",",
        "40/chat,",
        "43/chat,1",
    ]);
    let json = format!("{start}{}1{close}]", open.repeat(depth));
    text("deep JSON", json.into_bytes())
}

/// An event with attachments, and something else in their place.
fn amid(random: &mut Random) -> Generated {
    let mut bytes = frame(
        TEXT,
        b"452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
    );
    bytes.extend(frame(BINARY, &noise(random)));
    let (first, payload) = *random.pick(&[
        (TEXT, &b"42[\"message\",\"text amid attachments\"]"[..]),
        (TEXT, b"451-[\"message\",{\"_placeholder\":true,\"num\":0}]"),
        (TEXT, b"41"),
        (BINARY, b""),
    ]);
    bytes.extend(frame(first, payload));
    Generated {
        kind: "text amid attachments",
        bytes,
        is_cut_off: false,
    }
}

/// WebSocket frames against RFC 6455.
fn broken_frame(random: &mut Random) -> Generated {
    match random.of(0..=6) {
        0 => whole(
            "reserved bits",
            TEXT | *random.pick(&[0x10, 0x20, 0x40, 0x70]),
            b"40".to_vec(),
        ),
        1 => {
            let opcode = *random.pick(&[3, 4, 5, 6, 7, 11, 12, 13, 14, 15]);
            whole("an unknown opcode", 0x80 | opcode, b"40".to_vec())
        }
        2 => whole("a long control frame", 0x89, vec![b'x'; 126]),
        3 => whole("a continuation of nothing", 0x80, b"40".to_vec()),
        4 => {
            let code = u16::try_from(random.of(0..=5000)).unwrap_or(0);
            let mut payload = code.to_be_bytes().to_vec();
            payload.extend(noise(random).into_iter().take(100));
            payload.truncate(usize::try_from(random.of(0..=102)).unwrap_or(0));
            whole("a close frame", 0x88, payload)
        }
        5 => Generated {
            kind: "an unmasked frame",
            bytes: vec![TEXT, 2, b'4', b'0'],
            is_cut_off: false,
        },
        _ => {
            let mut bytes = vec![TEXT, 0xff];
            let claimed = *random.pick(&[70_000, 1 << 32, 1 << 62, u64::MAX]);
            bytes.extend(claimed.to_be_bytes());
            bytes.extend([0; 4]);
            bytes.extend(b"42[\"message\",\"");
            Generated {
                kind: "a frame that claims to be long",
                bytes,
                is_cut_off: true,
            }
        }
    }
}
