//! What all handlers share.

use crate::{
    actions::Actions,
    http::{
        assets::Site, auth::setup::SetupGuard, security::cookie::CookieKind,
        untrusted_proxy::UntrustedProxy,
    },
};

/// State shared by all handlers.
#[derive(Clone)]
pub struct HttpState {
    /// The use cases.
    pub actions: Actions,
    /// The static files.
    pub site: Site,
    /// Which session cookie is used; its name depends on this.
    pub cookie: CookieKind,
    /// Origin of the public address, if one is configured.
    pub public_origin: Option<String>,
    /// Base address of links to this server.
    pub base: String,
    /// Who may set up the workspace.
    pub setup: SetupGuard,
    /// A reverse proxy that is not trusted, for the owners to see.
    pub untrusted_proxy: UntrustedProxy,
}
