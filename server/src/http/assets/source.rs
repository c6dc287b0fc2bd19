//! Where the contents of files are read from.

use std::{borrow::Cow, path::PathBuf};

use super::SiteError;

#[cfg(feature = "embed")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../target/natter-assets"]
struct Embedded;

/// Files inside the binary.
#[cfg(feature = "embed")]
pub(crate) struct AssetSource;

#[cfg(feature = "embed")]
impl AssetSource {
    pub(crate) fn new(_folder: PathBuf) -> Result<Self, SiteError> {
        Ok(Self)
    }

    #[allow(clippy::unused_async)]
    pub(crate) async fn read(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        Embedded::get(name).map(|file| file.data)
    }
}

/// Files in a folder.
#[cfg(not(feature = "embed"))]
pub(crate) struct AssetSource(PathBuf);

#[cfg(not(feature = "embed"))]
impl AssetSource {
    pub(crate) fn new(folder: PathBuf) -> Result<Self, SiteError> {
        if folder.is_dir() {
            Ok(Self(folder))
        } else {
            Err(SiteError::Missing(folder))
        }
    }

    pub(crate) async fn read(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        let content = match tokio::fs::read(self.0.join(name)).await {
            Ok(content) => content,
            // cargo-leptos does not inline `@import`, so the browser requests the parts.
            Err(_) => {
                let part = name
                    .strip_prefix("pkg/")
                    .filter(|part| part.ends_with(".css"))?;
                tokio::fs::read(PathBuf::from("style").join(part))
                    .await
                    .ok()?
            }
        };
        Some(Cow::Owned(content))
    }
}
