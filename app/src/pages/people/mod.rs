//! People, as others see them.

pub mod person;
