use protocol::Member;

/// A session for another device: `/link/{code}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkDevicePage {
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
