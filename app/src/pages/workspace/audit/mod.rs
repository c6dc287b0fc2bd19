//! What admins did: `/workspace/audit`.

mod data;
mod view;

pub use data::{AuditEntry, AuditPage, AuditedBy};
