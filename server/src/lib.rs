//! Natter's server. [`store`] keeps, [`domain`] decides, [`actions`] are what can be done,
//! [`realtime`] and [`http`] are the two ways in.

pub mod actions;
pub mod domain;
pub mod realtime;
pub mod store;
