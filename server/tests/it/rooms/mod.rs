//! Rooms: who sees them, who is in them, and what becomes of them.

mod announcements;
mod changes;
mod looking;
mod members;
mod own;
mod succession;
mod visible;
