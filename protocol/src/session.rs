//! Authentication of clients.

use serde::{Deserialize, Serialize};

use crate::member::Member;

/// The auth payload of the CONNECT packet on [`CHAT_NAMESPACE`](crate::CHAT_NAMESPACE).
///
/// A page of Natter itself sends no token: its session cookie is in the handshake. Every other
/// client sends the token of its [`VisitorSession`] or [`AccountSession`].
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConnectAuth {
    /// The session's secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// Answer to `POST /api/visitor-session`: a new visitor and the secret to connect with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorSession {
    /// 128 random bits in hexadecimal. It is only shown once; the server stores only its hash.
    pub token: String,
    /// The visitor that the token belongs to.
    pub member: Member,
}

/// Body of `POST /api/session`: signs in with a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInRequest {
    /// The account's handle.
    pub handle: String,
    /// Its password.
    pub password: String,
}

/// Answer to `POST /api/session`: the secret to connect with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSession {
    /// 128 random bits in hexadecimal. It is only shown once; the server stores only its hash.
    pub token: String,
}

// Secrets must not get into logs, so none of these types derives `Debug`.
impl core::fmt::Debug for ConnectAuth {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ConnectAuth").finish_non_exhaustive()
    }
}

impl core::fmt::Debug for VisitorSession {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VisitorSession")
            .field("member", &self.member)
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SignInRequest")
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for AccountSession {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AccountSession").finish_non_exhaustive()
    }
}
