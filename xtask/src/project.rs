//! Where things are: the folders of the workspace, and the table in Cargo.toml that
//! cargo-leptos reads too, so that both tools build the same.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{
    commands::{cargo, output_of},
    stamp::Stamp,
};

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

    /// What a step reads beside its input: this driver. So a stamp is stale when that changes.
    pub fn stamp(&self, name: &str) -> Result<Stamp> {
        Stamp::new(self.work().join("stamps").join(name)).path(&self.path("xtask/src"))
    }

    /// A program of the workspace, in cargo's folder of that profile.
    pub fn program(&self, profile: &str, name: &str) -> PathBuf {
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.target.join(profile).join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_table_is_missing() {
        let json = r#"{"workspace_root":"/w","target_directory":"/t","metadata":{"leptos":[]}}"#;
        let error = Project::read(json).err().expect("an error").to_string();
        assert!(error.contains("[[workspace.metadata.leptos]]"), "{error}");
        let json = json.replace("[]", r#"[{"output-name":"chat"}]"#);
        let error = Project::read(&json).err().expect("an error").to_string();
        assert!(error.contains("[[workspace.metadata.leptos]]"), "{error}");
    }

    #[test]
    fn the_table_is_complete() {
        let project = Project::find().expect("the workspace");
        assert!(project.path(project.leptos.style_file.as_path()).is_file());
        assert!(project.path(&project.leptos.assets_dir).is_dir());
    }
}
