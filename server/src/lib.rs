//! Natter's server. [`store`] keeps, [`domain`](::domain) decides, [`actions`] are what can be done;
//! [`realtime`] and [`http`] are the two ways in, and [`connections`] says who may come at all;
//! [`startup`] puts them together.

pub mod actions;
pub mod admin;
pub mod cli;
mod clock;
pub mod connections;
pub mod disconnect;
pub mod due;
pub mod heavy_work;
pub mod http;
pub mod logging;
pub mod passkeys;
pub mod passwords;
pub mod realtime;
mod serve;
pub mod shutdown;
pub mod startup;
