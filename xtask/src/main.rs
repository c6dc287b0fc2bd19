//! The build and test driver: `cargo xtask run`, `build`, `test`, `bench`, `torture` and `sqlx`.
//!
//! Here is what the commands consist of and in which order; each thing that is done is a file in
//! `steps/`, each thing that is checked is a file in `test/`. Nothing here is part of Natter.

mod bench;
mod build;
mod commands;
mod progress;
mod project;
mod run;
mod stamp;
mod steps;
mod test;
mod torture;

use std::process::ExitCode;

use build::Flavour;

const HELP: &str = "\
Builds, runs and tests Natter.

  cargo xtask run [--dev] [-- ARGS]  build, then `natter serve ARGS`
  cargo xtask build                  leave one file, target/release/natter, which runs anywhere
  cargo xtask build --dev            an unoptimised build within seconds, served by target/debug/natter
  cargo xtask test [PART...]         check everything, or the named parts
  cargo xtask test --list            name the parts
  cargo xtask bench [FIGURE...]      measure Natter beside servers that only relay
  cargo xtask torture [SCENARIO...] [--rounds N]
                                     faults, hostile input and what one client can cost, at full
                                     size, for minutes or hours; `bounds` is the last of these
  cargo xtask sqlx                   check the queries against the migrations again, into store/.sqlx
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["run", rest @ ..] => run_command(rest),
        ["build"] => build::build(Flavour::Release),
        ["build", "--dev"] => build::build(Flavour::Dev),
        ["test", "--list"] => {
            test::list();
            Ok(())
        }
        ["test", parts @ ..] => return test::test(parts),
        ["bench", figures @ ..] => bench::bench(figures),
        ["torture", args @ ..] => torture::torture(args),
        ["sqlx"] => build::refresh_queries(),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_command(args: &[&str]) -> anyhow::Result<()> {
    let (flavour, args) = match args {
        ["--dev", rest @ ..] => (Flavour::Dev, rest),
        rest => (Flavour::Release, rest),
    };
    let args = args.strip_prefix(&["--"]).unwrap_or(args);
    run::run(flavour, args)
}
