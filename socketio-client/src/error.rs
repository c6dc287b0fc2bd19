//! What can go wrong, and for whom.

/// Why an event was not sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmitError {
    /// There is no connection, and too many events wait for one.
    #[error("too many events wait for a connection")]
    BufferFull,
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

/// The address is none that a client can connect to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the address must start with http://, https://, ws:// or wss://")]
pub struct InvalidUrl;

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
    /// The transport was closed or could not be opened.
    TransportClosed,
    /// Opening or joining took too long.
    ConnectTimeout,
    /// The server broke the protocol.
    ParseError,
}
