//! Faults and hostile input against the server as people get it: `natter` as a child process, with
//! data that are thrown away. Sends nothing to anywhere but this machine.
//!
//! `torture [--quick] [--rounds N] [--seed N] [SCENARIO | PART]...`. Each scenario says in one line
//! what it did; the last line counts.

mod bounds;
mod crowd;
mod failure;
mod faults;
mod follower;
mod hostile;
mod member;
mod natter;
mod proxy;
mod random;
mod raw;
mod record;
mod scenario;
mod shim;

use std::{
    env,
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
    time::Instant,
};

use scenario::{Plan, Scenario, Size};

const HELP: &str = "\
Torments a natter of its own, and says whether it kept its promises.

  torture [OPTIONS] [SCENARIO | PART]...   all when left out

  --quick      what a test run has time for; else everything at full size
  --rounds N   how often, for scenarios that repeat something
  --seed N     of everything that is random
";

/// Of everything that is random, if nobody asks for another.
const SEED: u64 = 20_261_124;

fn main() -> ExitCode {
    raise_open_files();
    let args: Vec<String> = env::args().skip(1).collect();
    let Some((plan, wanted)) = read(&args) else {
        eprint!("{HELP}\nScenarios:");
        for one in scenarios() {
            eprint!(" {}/{}", one.part, one.name);
        }
        eprintln!();
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Runtime::new();
    let Ok(runtime) = runtime.inspect_err(|error| eprintln!("cannot start: {error}")) else {
        return ExitCode::FAILURE;
    };
    let (mut passed, mut failed) = (0, 0);
    for one in wanted {
        println!("{}/{}, seed {}", one.part, one.name, plan.seed);
        let started = Instant::now();
        let result = runtime.block_on((one.run)(plan));
        let took = started.elapsed().as_secs_f64();
        match result {
            Ok(figures) => {
                passed += 1;
                println!("passed in {took:.1} s: {figures}");
            }
            Err(failure) => {
                failed += 1;
                println!("FAILED after {took:.1} s: {failure}");
            }
        }
    }
    if let Some(table) = bounds::table() {
        println!("{table}");
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn scenarios() -> impl Iterator<Item = &'static Scenario> {
    let all = faults::SCENARIOS.iter().chain(hostile::SCENARIOS);
    all.chain(bounds::SCENARIOS)
}

/// What to do, and how; `None` if the arguments make no sense.
fn read(args: &[String]) -> Option<(Plan, Vec<&'static Scenario>)> {
    let mut plan = Plan {
        seed: SEED,
        size: Size::Full,
        rounds: None,
    };
    let mut wanted = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quick" => plan.size = Size::Quick,
            "--rounds" => plan.rounds = Some(args.next()?.parse().ok().filter(|n| *n > 0)?),
            "--seed" => plan.seed = args.next()?.parse().ok()?,
            name => {
                let before = wanted.len();
                wanted.extend(scenarios().filter(|one| one.part == name || one.name == name));
                if wanted.len() == before {
                    return None;
                }
            }
        }
    }
    if wanted.is_empty() {
        wanted.extend(scenarios());
    }
    Some((plan, wanted))
}

/// Thousands of connections need as many open files, here and in the server, which inherits this.
fn raise_open_files() {
    const RAISED: &str = "TORTURE_OPEN_FILES_RAISED";
    let Ok(program) = env::current_exe() else {
        return;
    };
    if env::var_os(RAISED).is_none() {
        // Comes back only if it failed; then the trials show whether there are enough.
        let _ = Command::new("sh")
            .args(["-c", r#"ulimit -n "$(ulimit -Hn)"; exec "$0" "$@""#])
            .arg(program)
            .args(env::args_os().skip(1))
            .env(RAISED, "1")
            .exec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(args: &[&str]) -> Option<Vec<&'static str>> {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        let (_, wanted) = read(&args)?;
        Some(wanted.iter().map(|one| one.name).collect())
    }

    #[test]
    fn scenarios_are_asked_for_by_name_or_by_part() {
        assert_eq!(names(&["kill", "--rounds", "3"]), Some(vec!["kill"]));
        let faults = names(&["faults"]).expect("a part");
        assert!(faults.contains(&"kill") && faults.contains(&"clock"));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for args in [
            &["kil"][..],
            &["--rounds"],
            &["--rounds", "0"],
            &["--seed", "x"],
        ] {
            assert_eq!(names(args), None, "{args:?}");
        }
    }
}
