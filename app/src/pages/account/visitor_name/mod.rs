//! The name of a visitor. The form stands on the room's page, and is used without a script.

pub mod form;
