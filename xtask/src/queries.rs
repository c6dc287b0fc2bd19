//! What sqlx knows of each query, checked against a database made of the migrations. Kept in
//! store/.sqlx, so that nobody needs a database to build.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    commands::{cargo, run},
    project::Project,
    stamp::{Stamp, files_below, remove},
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
pub fn check(project: &Project) -> Result<PathBuf> {
    let store = project.path(STORE);
    let folder = project.work().join("sqlx");
    remove(&folder)?;
    let found = folder.join("queries");
    fs::create_dir_all(&found)?;
    let database = folder.join("empty.db");
    run(Command::new(python()?)
        .args(["-c", APPLY_MIGRATIONS])
        .arg(&database)
        .arg(store.join("migrations")))
    .context("a migration is not valid SQL for SQLite")?;
    // Queries are looked at while the crate is compiled, so it has to be compiled again. A target
    // folder of its own would compile all it depends on again, too.
    touch(&store.join("src/lib.rs"))?;
    run(cargo(&project.root)
        .args(["check", "--locked", "--package", STORE, "--lib"])
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", &found)
        .env("DATABASE_URL", format!("sqlite://{}", database.display())))?;
    touch(&store.join("src/lib.rs"))?;
    ensure!(!files_below(&found)?.is_empty(), "sqlx checked no query");
    Ok(found)
}

/// Checks the queries, and keeps what was found in the repository.
pub fn refresh(project: &Project) -> Result<()> {
    let (found, kept) = (check(project)?, kept(project));
    remove(&kept)?;
    fs::create_dir_all(&kept)?;
    for name in files_below(&found)? {
        fs::copy(found.join(&name), kept.join(&name))?;
    }
    Ok(())
}

/// Fails when the repository holds something else than a fresh check finds.
pub fn verify(project: &Project) -> Result<()> {
    let content = |folder: &Path| Ok(Stamp::new(PathBuf::new()).path(folder)?.digest());
    let found: Result<String> = content(&check(project)?);
    ensure!(
        found? == content(&kept(project))?,
        "store/.sqlx is not up to date; run `cargo xtask sqlx` and commit it"
    );
    Ok(())
}

fn kept(project: &Project) -> PathBuf {
    project.path(STORE).join(".sqlx")
}

fn touch(file: &Path) -> Result<()> {
    fs::File::options()
        .append(true)
        .open(file)?
        .set_modified(std::time::SystemTime::now())
        .with_context(|| file.display().to_string())
}
