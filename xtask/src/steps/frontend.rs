//! The browser's side: cargo compiles it to WebAssembly, wasm-bindgen (linked in here, of the
//! version in Cargo.lock) makes the JavaScript glue, wasm-opt and esbuild make both small.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    build::Flavour,
    commands::cargo,
    progress::Step,
    project::Project,
    stamp::Stamp,
    steps::{esbuild, wasm_opt, wasm_target::TARGET},
};

/// Compiles to WebAssembly; returns the raw module.
pub fn compile(step: &Step, project: &Project, flavour: Flavour) -> Result<PathBuf> {
    let package = &project.leptos.lib_package;
    let profile = match flavour {
        Flavour::Release => project.leptos.lib_profile_release.as_str(),
        Flavour::Dev => "dev",
    };
    let mut command = cargo(&project.root);
    command
        .args(["build", "--locked", "--package", package])
        .args(["--target", TARGET, "--profile", profile]);
    if flavour == Flavour::Release {
        command.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            short_paths(project),
        );
    }
    step.run(&mut command)?;
    let folder = match flavour {
        Flavour::Release => profile,
        Flavour::Dev => "debug",
    };
    Ok(project
        .target
        .join(TARGET)
        .join(folder)
        .join(format!("{}.wasm", package.replace('-', "_"))))
}

/// Panics name the source file that they are in. Browsers need not download where this machine keeps
/// its sources, nor should anybody learn it.
fn short_paths(project: &Project) -> String {
    let mut folders = vec![project.root.clone()];
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    if let Some(registries) = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok()) {
        folders.extend(registries.flatten().map(|registry| registry.path()));
    }
    let flags = folders.iter().map(|folder| folder.display().to_string());
    flags
        // A path with a space cannot be said in this variable.
        .filter(|folder| !folder.contains(' '))
        .map(|folder| format!("--remap-path-prefix={folder}/="))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Makes `<name>.js` and `<name>.wasm` of a raw module, in a folder that holds nothing else.
pub fn bind(
    step: &mut Step,
    project: &Project,
    flavour: Flavour,
    module: &Path,
) -> Result<PathBuf> {
    let name = &project.leptos.output_name;
    let out = project.work().join(format!("pkg-{}", flavour.name()));
    let optimiser = match flavour {
        Flavour::Release => wasm_opt::find(step, project)?,
        Flavour::Dev => wasm_opt::Optimiser::None,
    };
    let minifier = match flavour {
        Flavour::Release => esbuild::find(step, project)?,
        Flavour::Dev => None,
    };
    let stamp = Stamp::new(
        project
            .work()
            .join(format!("stamps/pkg-{}", flavour.name())),
    )
    .value(env!("CARGO_PKG_VERSION"))
    .value(optimiser.version())
    .value(include_str!("wasm_opt.rs"))
    .value(minifier.as_ref().map_or("none", |_| esbuild::version()))
    .value(include_str!("esbuild.rs"))
    .path(module)?;
    if stamp.is_fresh(&[
        &out.join(format!("{name}.js")),
        &out.join(format!("{name}.wasm")),
    ]) {
        step.note("up to date");
        return Ok(out);
    }
    step.say("wasm-bindgen");
    if out.is_dir() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    let is_dev = matches!(flavour, Flavour::Dev);
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .out_name(name)
        .typescript(false)
        .omit_default_module_path(true)
        .keep_debug(is_dev)
        .remove_name_section(!is_dev)
        .remove_producers_section(!is_dev)
        .generate(&out)
        .context("wasm-bindgen could not read the module; is its version that of Cargo.lock?")?;
    let bound = out.join(format!("{name}_bg.wasm"));
    let wasm = out.join(format!("{name}.wasm"));
    match optimiser {
        wasm_opt::Optimiser::WasmOpt(program) => {
            step.say("wasm-opt -Oz");
            wasm_opt::optimise(step, &program, &bound, &wasm)?;
            fs::remove_file(&bound)?;
        }
        wasm_opt::Optimiser::None => fs::rename(&bound, &wasm)?,
    }
    if let Some(program) = minifier {
        step.say("esbuild");
        esbuild::minify(step, &program, &out.join(format!("{name}.js")))?;
    }
    stamp.save()?;
    Ok(out)
}
