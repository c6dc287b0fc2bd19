//! Where the connections come from, and how requests learn whose they are.

use std::{io, net::SocketAddr};

use axum::{
    Router,
    extract::{
        ConnectInfo, Request,
        connect_info::{Connected, IntoMakeServiceWithConnectInfo},
    },
    middleware::{self, Next},
    response::Response,
    serve::{IncomingStream, Listener},
};
use tokio::net::TcpListener;

use super::{ClientStream, DisconnectHandle};

/// Accepts connections that can be disconnected.
pub struct ClientListener(TcpListener);

impl ClientListener {
    /// Wraps a listener.
    pub fn new(listener: TcpListener) -> Self {
        Self(listener)
    }
}

impl Listener for ClientListener {
    type Io = ClientStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // A message is sent as many small packets; none of them may wait until the client has
        // acknowledged the previous one (Nagle's algorithm, RFC 896), which can take 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its packets back");
        }
        (ClientStream::new(stream), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// The other end of a connection, in each request's extensions as `ConnectInfo<Peer>`.
#[derive(Clone)]
pub struct Peer {
    pub address: SocketAddr,
    /// Disconnects the connection.
    pub cut: DisconnectHandle,
}

impl Connected<IncomingStream<'_, ClientListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, ClientListener>) -> Self {
        Self {
            address: *stream.remote_addr(),
            cut: stream.io().disconnect_handle(),
        }
    }
}

/// The service to pass to `axum::serve` with a [`ClientListener`]. Requests have the [`Peer`] in
/// their extensions, and also `ConnectInfo<SocketAddr>` for handlers that need only the address.
pub fn make_service(app: Router) -> IntoMakeServiceWithConnectInfo<Router, Peer> {
    app.layer(middleware::from_fn(tell_address))
        .into_make_service_with_connect_info()
}

async fn tell_address(
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(ConnectInfo(peer.address));
    next.run(request).await
}
