//! The site's static files: from inside the binary (feature `embed`), or from a folder during
//! development. Built files carry a hash in their names and browsers cache them for ever; the build
//! has compressed them already.

mod source;

use std::{path::PathBuf, sync::Arc};

use app::AssetPaths;
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use source::AssetSource;

/// The build's manifest of its files.
#[derive(Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
    /// Files whose names carry a hash.
    files: Vec<String>,
}

/// The files, and their paths as used by the pages; cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    source: AssetSource,
    paths: AssetPaths,
    hashed: Vec<String>,
}

/// Why the files cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// There is no built site.
    #[error(
        "there are no browser files in {0}; build them with `cargo xtask build --dev`, or set NATTER_SITE_ROOT"
    )]
    Missing(PathBuf),
    /// The list of files cannot be read.
    #[error(
        "the list of browser files is damaged ({0}); build them again with `cargo xtask build`"
    )]
    Manifest(#[from] serde_json::Error),
}

impl Site {
    /// Finds the files. `folder` is used only when none are inside the binary.
    ///
    /// # Errors
    /// [`SiteError`], which says what to do.
    pub async fn open(folder: PathBuf, reload_port: Option<u16>) -> Result<Self, SiteError> {
        let source = AssetSource::new(folder)?;
        let inner = match source.read("manifest.json").await {
            Some(manifest) => {
                let manifest: Manifest = serde_json::from_slice(&manifest)?;
                Inner {
                    source,
                    paths: AssetPaths {
                        js: manifest.js,
                        wasm: manifest.wasm,
                        css: manifest.css,
                        reload_port,
                    },
                    hashed: manifest.files,
                }
            }
            None => Inner {
                source,
                paths: AssetPaths {
                    js: "/pkg/natter.js".into(),
                    wasm: "/pkg/natter.wasm".into(),
                    css: "/pkg/natter.css".into(),
                    reload_port,
                },
                hashed: Vec::new(),
            },
        };
        Ok(Self(Arc::new(inner)))
    }

    /// The paths that pages use.
    pub fn paths(&self) -> &AssetPaths {
        &self.0.paths
    }

    /// The file at this path, in the best encoding that the browser accepts.
    pub(crate) async fn file(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let name = safe_name(path)?;
        let accepted = headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
            if accepts(accepted, encoding)
                && let Some(content) = self.0.source.read(&format!("{name}{suffix}")).await
            {
                let mut response = self.respond(name, content.into_owned(), headers);
                let encoding = HeaderValue::from_static(encoding);
                response
                    .headers_mut()
                    .insert(header::CONTENT_ENCODING, encoding);
                return Some(response);
            }
        }
        let content = self.0.source.read(name).await?;
        Some(self.respond(name, content.into_owned(), headers))
    }

    fn respond(&self, name: &str, content: Vec<u8>, request: &HeaderMap) -> Response {
        let digest = Sha256::digest(&content);
        let tag: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
        let tag = format!("\"{tag}\"");
        let is_known = request
            .get(header::IF_NONE_MATCH)
            .is_some_and(|known| known.as_bytes() == tag.as_bytes());
        let cache = if self.0.hashed.iter().any(|file| file == name) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let headers = [
            (header::CONTENT_TYPE, content_type(name)),
            (header::CACHE_CONTROL, cache),
            (header::VARY, "accept-encoding"),
            (header::ETAG, tag.as_str()),
        ];
        if is_known {
            (StatusCode::NOT_MODIFIED, headers).into_response()
        } else {
            (headers, content).into_response()
        }
    }
}

/// The name within the site, if the path cannot escape it.
fn safe_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix('/')?;
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    name.split('/').all(is_plain).then_some(name)
}

fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|one| {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        name.trim() == encoding && quality.trim() != "q=0"
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_site() {
        assert_eq!(safe_name("/pkg/natter.js"), Some("pkg/natter.js"));
        for bad in [
            "",
            "/",
            "/..",
            "/../x",
            "/a/../b",
            "/a//b",
            "/%2e%2e/x",
            "/.env",
            "/a\\b",
        ] {
            assert_eq!(safe_name(bad), None, "{bad}");
        }
    }

    #[test]
    fn encodings_are_taken_as_offered() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("brotli", "br"));
    }
}
