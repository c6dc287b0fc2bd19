//! Where things are: the folders of the workspace, and the table in Cargo.toml that
//! cargo-leptos reads too, so that both tools build the same.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::commands::{cargo, output_of};

pub struct Project {
    /// The folder of the root Cargo.toml.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
    /// `[[workspace.metadata.leptos]]`.
    pub leptos: Leptos,
}

/// What this driver reads of `[[workspace.metadata.leptos]]`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Leptos {
    /// Stem of the browser's files.
    pub output_name: String,
    /// Package of the server.
    pub bin_package: String,
    /// Name of its binary.
    pub bin_exe_name: String,
    /// Package of the WASM entry.
    pub lib_package: String,
    /// Cargo profile of the WASM entry in release builds.
    pub lib_profile_release: String,
    /// Folder of a development build's files.
    pub site_root: PathBuf,
    /// Folder of the built files within the site.
    pub site_pkg_dir: String,
    /// The style sheet that imports all others.
    pub style_file: PathBuf,
    /// Files that are served as they are.
    pub assets_dir: PathBuf,
    /// Folder of the browser tests.
    pub end2end_dir: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
    metadata: WorkspaceMetadata,
}

#[derive(Deserialize)]
struct WorkspaceMetadata {
    leptos: Vec<Leptos>,
}

impl Project {
    pub fn find() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let json = output_of(cargo(here).args([
            "metadata",
            "--no-deps",
            "--locked",
            "--format-version",
            "1",
        ]))?;
        Self::read(&json)
    }

    fn read(json: &str) -> Result<Self> {
        let metadata: Metadata = serde_json::from_str(json)
            .context("Cargo.toml needs a complete [[workspace.metadata.leptos]] table")?;
        let leptos = metadata
            .metadata
            .leptos
            .into_iter()
            .next()
            .context("[[workspace.metadata.leptos]] is empty in Cargo.toml")?;
        Ok(Self {
            root: metadata.workspace_root,
            target: metadata.target_directory,
            leptos,
        })
    }

    /// A path within the workspace.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// The files that are embedded. The server's source names this folder, so it does not follow
    /// CARGO_TARGET_DIR.
    pub fn packed_assets(&self) -> PathBuf {
        self.path("target/natter-assets")
    }

    /// The built files that only this driver reads.
    pub fn work(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The server's binary, as cargo's folder `profile` has it.
    pub fn binary(&self, profile: &str) -> PathBuf {
        let name = format!(
            "{}{}",
            self.leptos.bin_exe_name,
            std::env::consts::EXE_SUFFIX
        );
        self.target.join(profile).join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"{ "output-name": "chat", "bin-package": "server", "bin-exe-name": "chat",
        "lib-package": "frontend", "lib-profile-release": "wasm-release", "site-root": "target/site",
        "site-pkg-dir": "pkg", "style-file": "style/main.css", "assets-dir": "public",
        "end2end-dir": "end2end", "site-addr": "127.0.0.1:3000" }"#;

    #[test]
    fn reads_the_table_that_cargo_leptos_reads() {
        let json = format!(
            r#"{{"workspace_root":"/w","target_directory":"/t","metadata":{{"leptos":[{TABLE}]}}}}"#
        );
        let project = Project::read(&json).expect("a project");
        assert_eq!(project.leptos.output_name, "chat");
        assert_eq!(project.path("public"), Path::new("/w/public"));
        assert!(project.binary("release").starts_with("/t/release"));
    }

    #[test]
    fn says_which_table_is_missing() {
        let json = r#"{"workspace_root":"/w","target_directory":"/t","metadata":{"leptos":[]}}"#;
        let error = Project::read(json).err().expect("an error").to_string();
        assert!(error.contains("[[workspace.metadata.leptos]]"), "{error}");
    }
}
