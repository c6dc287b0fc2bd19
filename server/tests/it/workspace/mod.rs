//! What admins do, on their pages and at the command line.

mod audit;
mod command_line;
