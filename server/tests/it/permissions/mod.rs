//! Who may do what: `docs/permissions.md`, written by hand, against what the server decides. First
//! every question that can be put to the table in the code, then a store with people and rooms in
//! it, then all addresses and events of a running server.

mod matrix;
mod stored;

mod fixture;
mod table;
mod walk;
