//! What can go wrong, and for whom.

/// Why an event was not sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmitError {
    /// There is no connection, and too many events wait for one.
    #[error("too many events wait for a connection")]
    BufferFull,
    /// There is a connection, but it takes less than is sent.
    #[error("the connection does not keep up with what is sent")]
    Congested,
    /// It is larger than the server takes (its `maxPayload`).
    #[error("the event is larger than the server takes")]
    TooLarge,
    /// The name means something to Socket.IO itself.
    #[error("the event's name is reserved")]
    ReservedName,
    /// The client was closed.
    #[error("the client is closed")]
    Closed,
    /// The payload is no JSON.
    #[error("the payload cannot be written as JSON")]
    Payload,
}

/// Why there is no ack.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AckError {
    /// The event was not sent.
    #[error(transparent)]
    Emit(#[from] EmitError),
    /// None came in time. The server may have handled the event or not.
    #[error("no ack came in time")]
    Timeout,
    /// The connection was lost. The server may have handled the event or not.
    #[error("the connection was lost before the ack came")]
    Disconnected,
    /// The event was dropped for a later one while there was no connection.
    #[error("the event was dropped while there was no connection")]
    Dropped,
    /// The client was closed.
    #[error("the client was closed before the ack came")]
    Closed,
    /// The ack is not of the expected type.
    #[error("the ack is not of the expected type")]
    Payload,
}

/// A value that is not what it should be.
#[derive(Debug, thiserror::Error)]
#[error("the payload does not fit: {0}")]
pub struct PayloadError(#[from] serde_json::Error);

/// Why a client could not be started.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The address is none that a client can connect to.
    #[error(
        "the address must be http://, https://, ws:// or wss://, a host and perhaps a path, \
         without a query"
    )]
    InvalidUrl,
    /// The address asks for TLS, and this program was built without.
    #[error("https:// and wss:// need the feature `rustls`")]
    NoTls,
    /// A certificate to be trusted is none.
    #[error("a certificate to be trusted is not in DER form")]
    InvalidCertificate,
    /// A native client runs on tokio.
    #[error("a client must be started within a tokio runtime")]
    NoRuntime,
}

/// Why a connection ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum DisconnectReason {
    /// [`Client::close`](crate::Client::close) was called.
    ClientClosed,
    /// The server ended it.
    ServerDisconnect,
    /// The server has fallen silent.
    PingTimeout,
    /// The transport was closed.
    TransportClosed,
    /// No transport could be opened.
    Unreachable,
    /// Opening or joining took too long.
    ConnectTimeout,
    /// The server broke the protocol.
    ParseError,
}
