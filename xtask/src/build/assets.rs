//! The browser's files as the server wants them. For a release: `target/natter-assets`, names
//! with a hash of the content (so that browsers keep them for ever), compressed once and as small
//! as can be, listed in `manifest.json`. For development: the site folder of cargo-leptos, as plain
//! files.

use std::{fs, io::Write as _, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    commands::run,
    project::Project,
    stamp::{files_below, remove, write},
    tools,
};

/// How much of a hash stands in a name: enough for no two contents ever to meet.
const NAME_HASH_DIGITS: usize = 16;

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
pub fn pack(project: &Project, pkg: &Path) -> Result<()> {
    let leptos = &project.leptos;
    let out = project.packed_assets();
    let style = project.path(&leptos.style_file);
    let public = project.path(&leptos.assets_dir);
    let stamp = project
        .stamp("assets")?
        .path(pkg)?
        .path(style.parent().unwrap_or(&style))?
        .path(&public)?;
    if stamp.is_fresh(&[&out.join("manifest.json")]) {
        eprintln!("up to date");
        return Ok(());
    }
    let mut built = read_all(pkg)?;
    built.push(style_sheet(project)?);
    let (mut assets, manifest) = named_by_hash(built, &leptos.output_name, &leptos.site_pkg_dir)?;
    assets.extend(read_all(&public)?);
    assets.push(Asset {
        path: "manifest.json".to_owned(),
        content: serde_json::to_vec_pretty(&manifest)?,
    });
    replace(&out, &assets)?;
    stamp.save()
}

/// Puts the files where a development server and cargo-leptos look for them.
pub fn lay_out(project: &Project, pkg: &Path) -> Result<()> {
    let site = project.path(&project.leptos.site_root);
    let built = site.join(&project.leptos.site_pkg_dir);
    for asset in read_all(pkg)?.into_iter().chain([style_sheet(project)?]) {
        write(&built.join(&asset.path), &asset.content)?;
    }
    for asset in read_all(&project.path(&project.leptos.assets_dir))? {
        write(&site.join(&asset.path), &asset.content)?;
    }
    Ok(())
}

/// One file of the many in style/, put together along its `@import`s. No target is named: what
/// stands there is what browsers get.
fn style_sheet(project: &Project) -> Result<Asset> {
    let esbuild = tools::npm_program(&project.root, "esbuild")?;
    let out = project.work().join("style.css");
    run(Command::new(esbuild)
        .arg(project.path(&project.leptos.style_file))
        .args(["--bundle", "--minify", "--charset=utf8"])
        .arg("--log-level=warning")
        .arg(format!("--outfile={}", out.display())))?;
    let css = fs::read_to_string(&out)?;
    ensure!(!css.contains("@import"), "a style sheet was not put in");
    Ok(Asset {
        path: format!("{}.css", project.leptos.output_name),
        content: css.into_bytes(),
    })
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
                let hash = format!("{:x}", Sha256::digest(&asset.content));
                let hash = hash.get(..NAME_HASH_DIGITS).unwrap_or(&hash);
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
        ensure!(!path.is_empty(), "the build left no {what}");
    }
    Ok((assets, manifest))
}

/// Writes all files beside the old ones, and then changes places, so that a break leaves no half.
fn replace(out: &Path, assets: &[Asset]) -> Result<()> {
    let next = out.with_extension("next");
    remove(&next)?;
    for asset in assets {
        write(&next.join(&asset.path), &asset.content)?;
        if !is_compressible(&asset.path) {
            continue;
        }
        eprintln!("compressing {}", asset.path);
        let packed = [
            ("br", brotli(&asset.content)?),
            ("gz", gzip(&asset.content)?),
        ];
        for (ending, content) in packed {
            if content.len() < asset.content.len() {
                write(&next.join(format!("{}.{ending}", asset.path)), &content)?;
            }
        }
    }
    remove(out)?;
    fs::rename(&next, out)?;
    Ok(())
}

/// True for files that are not compressed by their own format.
fn is_compressible(name: &str) -> bool {
    matches!(
        name.rsplit_once('.').map(|(_, end)| end),
        Some("js" | "wasm" | "css" | "svg" | "json" | "webmanifest" | "txt" | "html" | "map")
    )
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut out, &params)?;
    Ok(out)
}

/// For what takes no Brotli. The same content gives the same bytes.
fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
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
        let long = "let a = 1;".repeat(50);
        let pack = |name| replace(&out, &[asset(name, &long), asset("i.png", "p")]);
        pack("pkg/old.js").expect("writes");
        pack("pkg/new.js").expect("writes");
        assert_eq!(
            files_below(&out).expect("lists"),
            ["i.png", "pkg/new.js", "pkg/new.js.br", "pkg/new.js.gz"]
        );
    }
}
