//! One file for each thing that a build does. What can be skipped is skipped here; the order is
//! in `build.rs`.

pub mod assets;
pub mod browser;
pub mod compress;
pub mod esbuild;
pub mod frontend;
pub mod npm;
pub mod python;
pub mod queries;
pub mod server;
pub mod std_from_source;
pub mod style;
pub mod tools;
pub mod wasm_opt;
pub mod wasm_target;
