//! The browser's side: cargo compiles it to WebAssembly, wasm-bindgen (linked in here, of the
//! version in Cargo.lock) makes the JavaScript glue, wasm-opt and esbuild make both small.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::{Flavour, slim, wasm_target::TARGET};
use crate::{
    commands::{cargo, run},
    project::Project,
    stamp::remove,
    tools,
};

/// Optimises for size until nothing more is gained; names, tools and features are for debuggers.
const WASM_OPT: [&str; 13] = [
    "-Oz",
    "--converge",
    // Nothing stands below address 1024: the linker puts the stack there.
    "--low-memory-unused",
    // Functions with one caller are not put into it unless they are tiny. Inlining makes the module
    // itself smaller, but what is left of equal functions looks less alike to Brotli: 13 kB.
    "--one-caller-inline-max-function-size=15",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    // What the compiler takes for granted in today's browsers, and wasm-opt has to be told.
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Takes comments, long names and space out of the glue, and leaves it what browsers speak that run
/// our WebAssembly.
const ESBUILD: [&str; 6] = [
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--charset=utf8",
    "--log-level=warning",
    "--allow-overwrite",
];

/// Compiles to WebAssembly; returns the raw module.
pub fn compile(project: &Project, flavour: Flavour) -> Result<PathBuf> {
    let package = &project.leptos.lib_package;
    let (profile, folder) = match flavour {
        Flavour::Release => {
            let profile = project.leptos.lib_profile_release.as_str();
            (profile, profile)
        }
        Flavour::Dev => ("dev", "debug"),
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
    run(&mut command)?;
    let module = format!("{}.wasm", package.replace('-', "_"));
    Ok(project.target.join(TARGET).join(folder).join(module))
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
    let folders = folders.iter().map(|folder| folder.display().to_string());
    folders
        // A path with a space cannot be said in this variable.
        .filter(|folder| !folder.contains(' '))
        .map(|folder| format!("--remap-path-prefix={folder}/="))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Makes `<name>.js` and `<name>.wasm` of a raw module, in a folder that holds nothing else.
pub fn bind(project: &Project, flavour: Flavour, module: &Path) -> Result<PathBuf> {
    let name = &project.leptos.output_name;
    let pkg = format!("pkg-{}", flavour.folder());
    let out = project.work().join(&pkg);
    let js = out.join(format!("{name}.js"));
    let wasm = out.join(format!("{name}.wasm"));
    let tools = project.path("xtask/tools");
    let stamp = project
        .stamp(&pkg)?
        .path(&tools.join("wasm-opt/package-lock.json"))?
        .path(&tools.join("esbuild/package-lock.json"))?
        .path(module)?;
    if stamp.is_fresh(&[&js, &wasm]) {
        eprintln!("up to date");
        return Ok(out);
    }
    remove(&out)?;
    fs::create_dir_all(&out)?;
    let is_dev = flavour == Flavour::Dev;
    let mut output = Bindgen::new()
        .input_path(module)
        .web(true)?
        .out_name(name)
        .typescript(false)
        .omit_default_module_path(true)
        .keep_debug(is_dev)
        .remove_name_section(!is_dev)
        .remove_producers_section(!is_dev)
        .generate_output()
        .context("wasm-bindgen could not read the module; is its version that of Cargo.lock?")?;
    let mut glue = output.js().to_owned();
    if !is_dev {
        slim::trap_panics(output.wasm_mut());
        slim::forget_locations(output.wasm_mut());
        glue = slim::short_names(output.wasm_mut(), &glue);
    }
    output.emit(&out)?;
    fs::write(&js, glue)?;
    let bound = out.join(format!("{name}_bg.wasm"));
    if is_dev {
        fs::rename(&bound, &wasm)?;
    } else {
        let wasm_opt = tools::npm_program(&project.root, "wasm-opt")?;
        let mut command = Command::new(wasm_opt);
        run(command.args(WASM_OPT).arg(&bound).arg("-o").arg(&wasm))?;
        fs::remove_file(&bound)?;
        let esbuild = tools::npm_program(&project.root, "esbuild")?;
        let outfile = format!("--outfile={}", js.display());
        run(Command::new(esbuild).args(ESBUILD).arg(&js).arg(outfile))?;
    }
    stamp.save()?;
    Ok(out)
}
