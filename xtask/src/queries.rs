//! What sqlx knows of each query, checked against a database made of the migrations. Kept in
//! store/.sqlx, so that nobody needs a database to build.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    commands::cargo,
    project::Project,
    stamp::{files_below, remove},
    step::Step,
    tools::python,
};

/// The crate with the queries.
const STORE: &str = "store";

/// Python brings SQLite along wherever it is; no other tool does.
const APPLY_MIGRATIONS: &str = "\
import pathlib, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
for file in sorted(pathlib.Path(sys.argv[2]).glob('*.sql')):
    database.executescript(file.read_text())
";

/// Checks every query anew; returns the folder of what was found.
pub fn check(step: &Step, project: &Project) -> Result<PathBuf> {
    let store = project.path(STORE);
    let folder = project.work().join("sqlx");
    remove(&folder)?;
    let found = folder.join("queries");
    fs::create_dir_all(&found)?;
    let database = folder.join("empty.db");
    step.run(
        Command::new(python()?)
            .args(["-c", APPLY_MIGRATIONS])
            .arg(&database)
            .arg(store.join("migrations")),
    )
    .context("a migration is not valid SQL for SQLite")?;
    // Queries are looked at while the crate is compiled, so it has to be compiled again. A target
    // folder of its own would compile all it depends on again, too.
    touch(&store.join("src/lib.rs"))?;
    step.run(
        cargo(&project.root)
            .args(["check", "--locked", "--package", STORE, "--lib"])
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", &found)
            .env("DATABASE_URL", format!("sqlite://{}", database.display())),
    )?;
    touch(&store.join("src/lib.rs"))?;
    if files_below(&found)?.is_empty() {
        bail!("sqlx checked no query");
    }
    Ok(found)
}

/// Checks the queries, and keeps what was found in the repository.
pub fn refresh(step: &mut Step, project: &Project) -> Result<()> {
    let found = check(step, project)?;
    let kept = kept(project);
    let changes = differences(&found, &kept)?;
    remove(&kept)?;
    fs::create_dir_all(&kept)?;
    for name in files_below(&found)? {
        fs::copy(found.join(&name), kept.join(&name))?;
    }
    step.note(match changes.len() {
        0 => "nothing changed".to_owned(),
        count => format!("{count} files changed in store/.sqlx"),
    });
    Ok(())
}

/// Fails when the repository holds something else than a fresh check finds.
pub fn verify(step: &Step, project: &Project) -> Result<()> {
    let changes = differences(&check(step, project)?, &kept(project))?;
    if !changes.is_empty() {
        bail!(
            "store/.sqlx is not up to date; run `cargo xtask sqlx` and commit it: {}",
            changes.join(", ")
        );
    }
    Ok(())
}

fn kept(project: &Project) -> PathBuf {
    project.path(STORE).join(".sqlx")
}

/// Names of the files that are in one folder only, or differ.
fn differences(one: &Path, other: &Path) -> Result<Vec<String>> {
    let mut names = files_below(one)?;
    names.extend(files_below(other)?);
    names.sort();
    names.dedup();
    names.retain(
        |name| match (fs::read(one.join(name)), fs::read(other.join(name))) {
            (Ok(one), Ok(other)) => one != other,
            _ => true,
        },
    );
    Ok(names)
}

fn touch(file: &Path) -> Result<()> {
    fs::File::options()
        .append(true)
        .open(file)?
        .set_modified(std::time::SystemTime::now())
        .with_context(|| file.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::write;

    #[test]
    fn missing_and_changed_files_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        for (folder, name, text) in [
            (&one, "same", "s"),
            (&other, "same", "s"),
            (&one, "changed", "a"),
            (&other, "changed", "b"),
            (&other, "stale", ""),
        ] {
            write(&folder.join(name), text.as_bytes()).expect("writes");
        }
        assert_eq!(
            differences(&one, &other).expect("compares"),
            ["changed", "stale"]
        );
    }
}
