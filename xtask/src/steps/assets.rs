//! The browser's files as the server wants them. For a release: `target/natter-assets`, names
//! with a hash of the content (so that browsers keep them for ever), compressed, listed in
//! `manifest.json`. For development: the site folder of cargo-leptos, as plain files.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    progress::Step,
    project::Project,
    stamp::{Stamp, files_below, hex, write},
    steps::{compress, style},
};

/// How much of a hash stands in a name: enough for no two contents ever to meet.
const NAME_HASH_BYTES: usize = 8;

/// What the server reads to name the files in its pages.
#[derive(Serialize, Debug, PartialEq)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
    /// Files that never change under their names.
    files: Vec<String>,
}

/// A file of the site.
struct Asset {
    path: String,
    content: Vec<u8>,
}

/// Packs what the browser step built, the style sheet and the public files.
pub fn pack(step: &mut Step, project: &Project, pkg: &Path) -> Result<()> {
    let leptos = &project.leptos;
    let out = project.packed_assets();
    let style_file = project.path(&leptos.style_file);
    let public = project.path(&leptos.assets_dir);
    let stamp = Stamp::new(project.work().join("stamps/assets"))
        .value(include_str!("assets.rs"))
        .value(include_str!("style.rs"))
        .value(include_str!("compress.rs"))
        .path(pkg)?
        .path(style_file.parent().unwrap_or(&style_file))?
        .path(&public)?;
    if stamp.is_fresh(&[&out.join("manifest.json")]) {
        step.note("up to date");
        return Ok(());
    }
    step.say("style sheet");
    let mut built = read_all(pkg)?;
    built.push(Asset {
        path: format!("{}.css", leptos.output_name),
        content: style::bundle(&style_file)?.into_bytes(),
    });
    let (mut assets, manifest) = named_by_hash(built, &leptos.output_name, &leptos.site_pkg_dir)?;
    assets.extend(read_all(&public)?);
    assets.push(Asset {
        path: "manifest.json".to_owned(),
        content: serde_json::to_vec_pretty(&manifest)?,
    });
    replace(step, &out, &assets)?;
    stamp.save()
}

/// Puts the files where a development server and cargo-leptos look for them.
pub fn lay_out(project: &Project, pkg: &Path) -> Result<()> {
    let leptos = &project.leptos;
    let site = project.path(&leptos.site_root);
    let built = site.join(&leptos.site_pkg_dir);
    for asset in read_all(pkg)? {
        write_if_changed(&built.join(&asset.path), &asset.content)?;
    }
    let css = style::bundle(&project.path(&leptos.style_file))?;
    write_if_changed(
        &built.join(format!("{}.css", leptos.output_name)),
        css.as_bytes(),
    )?;
    for asset in read_all(&project.path(&leptos.assets_dir))? {
        write_if_changed(&site.join(&asset.path), &asset.content)?;
    }
    Ok(())
}

fn read_all(folder: &Path) -> Result<Vec<Asset>> {
    files_below(folder)?
        .into_iter()
        .map(|path| {
            let content = fs::read(folder.join(&path)).with_context(|| path.clone())?;
            Ok(Asset { path, content })
        })
        .collect()
}

/// Gives the three main files names with hashes. Others (JavaScript that crates bring along)
/// keep theirs, as the glue imports them by name; wasm-bindgen puts a hash into their folder.
fn named_by_hash(built: Vec<Asset>, name: &str, folder: &str) -> Result<(Vec<Asset>, Manifest)> {
    let mut manifest = Manifest {
        js: String::new(),
        wasm: String::new(),
        css: String::new(),
        files: Vec::new(),
    };
    let mut assets = Vec::new();
    for asset in built {
        let slot = match asset.path.strip_prefix(name) {
            Some(".js") => Some((&mut manifest.js, "js")),
            Some(".wasm") => Some((&mut manifest.wasm, "wasm")),
            Some(".css") => Some((&mut manifest.css, "css")),
            _ => None,
        };
        let path = match slot {
            Some((slot, ending)) => {
                let hash = content_hash(&asset.content);
                let path = format!("{folder}/{name}.{hash}.{ending}");
                *slot = format!("/{path}");
                path
            }
            None => format!("{folder}/{}", asset.path),
        };
        manifest.files.push(path.clone());
        assets.push(Asset { path, ..asset });
    }
    for (what, path) in [
        ("JavaScript", &manifest.js),
        ("WebAssembly", &manifest.wasm),
        ("a style sheet", &manifest.css),
    ] {
        anyhow::ensure!(!path.is_empty(), "the build left no {what}");
    }
    Ok((assets, manifest))
}

fn content_hash(content: &[u8]) -> String {
    hex(Sha256::digest(content)
        .get(..NAME_HASH_BYTES)
        .unwrap_or_default())
}

/// Writes all files beside the old ones, and then changes places, so that a break leaves no half.
fn replace(step: &Step, out: &Path, assets: &[Asset]) -> Result<()> {
    let next = out.with_extension("next");
    for folder in [&next, out] {
        if folder.is_dir() && folder != out {
            fs::remove_dir_all(folder)?;
        }
    }
    for asset in assets {
        write(&next.join(&asset.path), &asset.content)?;
        if !compress::is_worthwhile(&asset.path) {
            continue;
        }
        step.say(&format!("compressing {}", asset.path));
        let packed = [
            ("br", compress::brotli(&asset.content)?),
            ("gz", compress::gzip(&asset.content)?),
        ];
        for (ending, content) in packed {
            if content.len() < asset.content.len() {
                write(&next.join(format!("{}.{ending}", asset.path)), &content)?;
            }
        }
    }
    if out.is_dir() {
        fs::remove_dir_all(out)?;
    }
    fs::rename(&next, out)?;
    Ok(())
}

fn write_if_changed(file: &Path, content: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|old| old == content) {
        return Ok(());
    }
    write(file, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(path: &str, content: &str) -> Asset {
        Asset {
            path: path.to_owned(),
            content: content.as_bytes().to_vec(),
        }
    }

    fn three(js: &str) -> Vec<Asset> {
        vec![
            asset("chat.js", js),
            asset("chat.wasm", "w"),
            asset("chat.css", "c"),
        ]
    }

    #[test]
    fn a_name_follows_its_content() {
        let name = |js| named_by_hash(three(js), "chat", "pkg").expect("names").1.js;
        assert_eq!(name("a"), name("a"));
        assert_ne!(name("a"), name("b"));
        assert!(name("a").starts_with("/pkg/chat.") && name("a").ends_with(".js"));
    }

    #[test]
    fn the_manifest_lists_what_may_be_kept_for_ever() {
        let mut built = three("a");
        built.push(asset("snippets/dep-1f/inline0.js", "x"));
        let (assets, manifest) = named_by_hash(built, "chat", "pkg").expect("names");
        let paths: Vec<String> = assets.into_iter().map(|asset| asset.path).collect();
        assert_eq!(manifest.files, paths);
        assert!(paths.contains(&"pkg/snippets/dep-1f/inline0.js".to_owned()));
        assert!(paths.contains(&manifest.css.trim_start_matches('/').to_owned()));
    }

    #[test]
    fn a_missing_file_is_noticed() {
        let mut built = three("a");
        built.pop();
        let error = named_by_hash(built, "chat", "pkg").err().expect("fails");
        assert!(error.to_string().contains("style sheet"));
    }

    #[test]
    fn old_files_go_when_new_ones_come() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("assets");
        let step = Step::plain("test");
        let long = "let a = 1;".repeat(50);
        replace(&step, &out, &[asset("pkg/old.js", &long)]).expect("writes");
        replace(
            &step,
            &out,
            &[asset("pkg/new.js", &long), asset("i.png", "p")],
        )
        .expect("writes");
        let files = files_below(&out).expect("lists");
        assert_eq!(
            files,
            ["i.png", "pkg/new.js", "pkg/new.js.br", "pkg/new.js.gz"]
        );
    }
}
