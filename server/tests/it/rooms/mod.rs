//! Rooms: who sees them, who is in them, and what becomes of them.

mod addresses;
mod admin_handover;
mod announcements;
mod changes;
mod commands;
mod deletion;
mod forwards;
mod ignoring;
mod markup;
mod members;
mod mentions;
mod message_changes;
mod message_pages;
mod own;
mod pins;
mod polls;
mod reactions;
mod replies;
mod saved;
mod threads;
mod visible;
mod watching;
