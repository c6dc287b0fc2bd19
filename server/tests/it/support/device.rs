//! A software authenticator: written from the standard, with no line of the library.

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub const PRESENT: u8 = 1;
pub const VERIFIED: u8 = 1 << 2;
const HAS_KEY: u8 = 1 << 6;

/// A device with one passkey.
pub struct Device {
    pub key: SigningKey,
    pub id: Vec<u8>,
    pub counter: u32,
    pub flags: u8,
    pub origin: String,
}

impl Device {
    /// One whose key and id are of that number, for pages of that origin.
    pub fn new(number: u8, origin: &str) -> Self {
        Self {
            key: SigningKey::from_bytes(&[number; 32]),
            id: vec![number, 2, 3, 4],
            counter: 0,
            flags: PRESENT | VERIFIED,
            origin: origin.to_owned(),
        }
    }

    fn client_data(&self, kind: &str, task: &Value) -> Vec<u8> {
        let challenge = &task["challenge"];
        json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    fn data(&self, rp_id: &Value, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(rp_id.as_str().expect("an id")).to_vec();
        data.push(self.flags | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// What a browser answers to the task to make a passkey.
    pub fn create(&self, task: &Value) -> Value {
        let client_data = self.client_data("webauthn.create", task);
        let mut data = self.data(&task["rp"]["id"], HAS_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        // A COSE key: {1: OKP, 3: EdDSA, -1: Ed25519, -2: the 32 bytes of the key}.
        data.extend([0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20]);
        data.extend(self.key.verifying_key().to_bytes());
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": the data}.
        let mut object = vec![0xa3];
        object.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(data);
        json!({
            "id": encoded(&self.id), "rawId": encoded(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": encoded(&client_data),
                "attestationObject": encoded(&object),
            },
        })
    }

    /// What a browser answers to the task to sign, with a passkey of that member.
    pub fn get(&mut self, task: &Value, owner: Uuid) -> Value {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", task);
        let data = self.data(&task["rpId"], 0);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client_data));
        let signature = self.key.sign(&signed).to_bytes();
        json!({
            "id": encoded(&self.id), "rawId": encoded(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": encoded(&client_data),
                "authenticatorData": encoded(&data),
                "signature": encoded(&signature),
                "userHandle": encoded(owner.as_bytes()),
            },
        })
    }
}

/// As bytes stand in these texts: base64url without padding (RFC 4648).
pub fn encoded(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for letter in 0..=three.len() {
            let at = (bits >> (18 - 6 * letter)) & 63;
            text.push(char::from(LETTERS[usize::try_from(at).expect("fits")]));
        }
    }
    text
}
