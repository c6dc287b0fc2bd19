//! What people tell of themselves, and what others see of it.

mod accounts;
mod cards;
mod contact;
mod search;
