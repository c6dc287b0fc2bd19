//! One-time links, and what they lead to.

use protocol::{DisplayName, Handle, Member};

use super::FormErrors;

/// A link that is shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OneTimeLink {
    /// The whole address.
    pub url: String,
    /// The same as a QR code: an `<svg>` element, made by the server, with a `viewBox`.
    pub qr_svg: String,
    /// How long it is good for, in words: "5 minutes".
    pub good_for: String,
}

/// A forgotten password: `/reset/{code}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewPasswordPage {
    /// POST `/reset/{code}`: `password`.
    Form {
        /// The code in the address.
        code: String,
        /// What the workspace is called.
        workspace: String,
        /// Whose password it is; password managers keep it under this name.
        handle: Handle,
        /// What they are called.
        name: DisplayName,
        /// Why it was refused.
        errors: FormErrors,
    },
    /// The link was used, is too old, or never was one.
    Invalid,
}

/// A session for another device: `/link/{code}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkDevicePage {
    /// POST `/link/{code}` without fields.
    Form {
        /// The code in the address.
        code: String,
        /// What the workspace is called.
        workspace: String,
        /// Who is signed in by it.
        me: Member,
    },
    /// The link was used, is too old, or never was one.
    Invalid,
}
