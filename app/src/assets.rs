//! Where the browser finds the built files.

/// Names carry a hash of the content in release builds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssetPaths {
    /// The JavaScript glue of the WASM module.
    pub js: String,
    /// The WASM module.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// Port of the development tool's reload socket, while it watches.
    pub reload_port: Option<u16>,
}
