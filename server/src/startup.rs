//! Puts the parts together: store, use cases, sockets, pages, listener.

use std::{env, io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use tokio::net::TcpListener;
use url::Url;

use crate::http::security::cookie::CookieKind;
use crate::{
    actions::{Actions, limits::RateLimits},
    admin,
    cli::{LobbyMode, ServeArgs, Switch},
    connections::{admission::Admission, caps::Caps, open_files, requests::Requests},
    due,
    http::{
        self, HttpState,
        assets::{Site, SiteError},
        auth::setup::SetupGuard,
        client_address,
        untrusted_proxy::UntrustedProxy,
    },
    passkeys::Passkeys,
    passwords::{Cost, ImpossibleCost, Passwords},
    realtime::{self, RealtimeConfig, StoreFeed},
    serve::Timeouts,
    shutdown,
};
use domain::authorise::action;
use domain::network::Network;
use domain::token::Token;
use store::{Caller, Lobby, OpenError, Resource, Store, StoreError};

/// Why Natter does not start. Each text is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The database cannot be read.
    #[error("cannot read the database ({0}); the log above says more")]
    Read(StoreError),
    /// The browser's files.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The settings of password hashes.
    #[error("passwords cannot be hashed: {0}")]
    Passwords(ImpossibleCost),
    /// The system has no randomness to give.
    #[error(
        "the operating system provides no random numbers; Natter cannot keep anything secret without them"
    )]
    NoRandomness,
    /// The port is taken.
    #[error("{0} is in use by another program; stop it, or choose another address with --addr")]
    PortTaken(SocketAddr),
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {addr}: {source}; choose another address with --addr")]
    Listen {
        addr: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The public address is not one.
    #[error("--public-url {0:?} is not an address such as https://chat.example.org (no path)")]
    PublicUrl(String),
    /// The server broke off.
    #[error("the server stopped: {0}")]
    Serve(io::Error),
}

/// Serves until it is told to stop, then stops in good order.
///
/// # Errors
/// [`StartError`].
pub async fn serve(args: ServeArgs) -> Result<(), StartError> {
    let public = args
        .public_url
        .as_deref()
        .map(PublicUrl::parse)
        .transpose()?;
    let cookie = match &public {
        Some(public) if public.is_https => CookieKind::Secure,
        _ => CookieKind::Plain,
    };
    let public_origin = public.map(|public| public.origin);
    let site = Site::open(site_root(args.site_root), reload_port()).await?;
    let fitted = open_files::fit(Caps {
        per_source: args.max_connections_per_address,
        total: args.max_connections,
    });
    let listener = listen(args.addr).await?;
    let (store, committed) = Store::open(&args.data_dir).await?;

    let rate_limits = match args.rate_limits {
        Switch::On => RateLimits::On,
        Switch::Off => RateLimits::Off,
    };
    let address = listener.local_addr().map_err(StartError::Serve)?;
    let base = public_origin
        .clone()
        .unwrap_or_else(|| format!("http://{address}"));
    let passwords = Passwords::new(Cost::OWASP).map_err(StartError::Passwords)?;
    let actions = Actions::new(store.clone(), passwords, rate_limits)
        .with_passkeys(Passkeys::new(&passkey_origin(&base, address)))
        .with_undo_for(Duration::from_secs(args.undo_seconds));
    let config = RealtimeConfig {
        public_origin: public_origin.clone(),
        cookie,
        caps: fitted.sockets,
        rate_limits,
    };
    if let Some(lobby) = args.lobby {
        settle_lobby(&store, lobby).await?;
    }
    let heads = store.all_heads().await.map_err(StartError::Read)?;
    let lobby = store.read(|view| Box::pin(view.lobby()));
    let lobby = lobby.await.map_err(StartError::Read)?;
    let feed = StoreFeed {
        lobby,
        heads,
        committed,
    };
    let sockets = realtime::start(&actions, feed, config);
    actions.purge();
    actions.purge_deleted_messages();
    actions.forget_silent_visitors();
    due::start(&actions);
    let connected = sockets.realtime.clone();
    actions.count_uptime(move || connected.sessions());
    // Whoever comes through a public address or a proxy comes from anywhere.
    let is_own_machine =
        address.ip().is_loopback() && public_origin.is_none() && args.trusted_proxies.is_empty();
    let setup = if is_own_machine {
        SetupGuard::Open
    } else {
        SetupGuard::Code(Token::random().ok_or(StartError::NoRandomness)?)
    };
    let has_public_origin = public_origin.is_some();
    let untrusted_proxy = UntrustedProxy::default();
    let state = HttpState {
        actions: actions.clone(),
        site,
        cookie,
        public_origin,
        base: base.clone(),
        setup: setup.clone(),
        untrusted_proxy: untrusted_proxy.clone(),
    };
    let app = http::router(state, sockets.router);
    let proxies: Arc<[Network]> = args.trusted_proxies.into();
    let requests = Requests::new(fitted.connections);
    let app = client_address::trust_proxies(app, Arc::clone(&proxies), requests);
    // It sees the address of the peer, before that of the client takes its place.
    let app = if has_public_origin {
        client_address::notice_others(app, Arc::clone(&proxies), untrusted_proxy)
    } else {
        app
    };
    let admission = Admission::new(fitted.connections, proxies);
    let timeouts = Timeouts {
        stall: Duration::from_secs(args.stall_limit),
    };

    #[cfg(unix)]
    let _socket =
        admin::listen(&args.data_dir, actions.clone(), base.clone()).inspect_err(|error| {
            tracing::warn!(%error, "`natter admin` cannot reach this server while it runs");
        });
    // Whoever reads that it is ready may tell it to stop at once.
    let signals = shutdown::Signals::catch().map_err(StartError::Serve)?;
    match (is_set_up(&store).await?, setup) {
        (true, _) => println!("Natter is ready: open {base}"),
        (false, SetupGuard::Open) => {
            println!("Natter is ready to be set up: open {base}/setup");
        }
        (false, SetupGuard::Code(code)) => {
            let code = code.as_str();
            println!("Natter is ready to be set up: open {base}/setup?code={code}");
        }
    }
    let stop = shutdown::Stop {
        actions,
        realtime: sockets.realtime,
        store,
    };
    shutdown::serve_until_told(listener, app, admission, timeouts, signals, stop)
        .await
        .map_err(StartError::Serve)
}

/// Passkeys belong to a name. One's own machine is called so, whatever number it has.
fn passkey_origin(base: &str, address: SocketAddr) -> String {
    if base == format!("http://{address}") && address.ip().is_loopback() {
        format!("http://localhost:{}", address.port())
    } else {
        base.to_owned()
    }
}

async fn is_set_up(store: &Store) -> Result<bool, StartError> {
    let workspace = store.read(|view| Box::pin(view.workspace()));
    let workspace = workspace.await.map_err(StartError::Read)?;
    Ok(workspace.is_some())
}

/// What the command line says of the lobby holds from then on.
async fn settle_lobby(store: &Store, lobby: LobbyMode) -> Result<(), StartError> {
    let lobby = match lobby {
        LobbyMode::Open => Lobby::Open,
        LobbyMode::Echo => Lobby::Closed,
    };
    let settled = store.change(move |change| {
        Box::pin(async move {
            let granted = change.authorise(
                action::ChangeWorkspace,
                Caller::Operator,
                Resource::Workspace,
            );
            let granted = granted.await?;
            change.settle_lobby(&granted, lobby).await
        })
    });
    settled.await.map_err(StartError::Read)
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => StartError::PortTaken(addr),
            _ => StartError::Listen { addr, source },
        })
}

/// cargo-leptos names the folder in its own variable.
fn site_root(configured: PathBuf) -> PathBuf {
    env::var_os("LEPTOS_SITE_ROOT").map_or(configured, PathBuf::from)
}

/// Set while cargo-leptos watches.
fn reload_port() -> Option<u16> {
    env::var_os("LEPTOS_WATCH")?;
    env::var("LEPTOS_RELOAD_PORT").ok()?.parse().ok()
}

/// The configured public address.
struct PublicUrl {
    origin: String,
    is_https: bool,
}

impl PublicUrl {
    fn parse(text: &str) -> Result<Self, StartError> {
        let wrong = || StartError::PublicUrl(text.into());
        let url = Url::parse(text.trim()).map_err(|_| wrong())?;
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !is_bare || !is_anonymous {
            return Err(wrong());
        }
        Ok(Self {
            // As browsers write it.
            origin: url.origin().ascii_serialization(),
            is_https: url.scheme() == "https",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_an_origin() {
        let public = PublicUrl::parse("https://Chat.example.org/").expect("valid");
        assert_eq!(public.origin, "https://chat.example.org");
        assert!(public.is_https);
        for (text, origin) in [
            ("https://chat.example.org:443", "https://chat.example.org"),
            ("http://chat.example.org:80/", "http://chat.example.org"),
            (
                "https://chat.example.org:8443",
                "https://chat.example.org:8443",
            ),
            ("HTTPS://CHAT.EXAMPLE.ORG", "https://chat.example.org"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            (
                "https://BÜCHER.example:443/",
                "https://xn--bcher-kva.example",
            ),
            ("http://[2001:DB8::1]:3000", "http://[2001:db8::1]:3000"),
            (" https://chat.example.org\n", "https://chat.example.org"),
        ] {
            let public = PublicUrl::parse(text).expect("valid");
            assert_eq!(public.origin, origin, "{text}");
        }
        for bad in [
            "chat.example.org",
            "ftp://x",
            "https://x/path",
            "https://a@b",
            "https://x/?q",
            "https://x/#part",
            "https://",
            "https://a b",
            "",
        ] {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
