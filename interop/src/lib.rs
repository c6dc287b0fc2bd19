//! Contract tests live in `tests/`: independent Socket.IO clients against the running server.
