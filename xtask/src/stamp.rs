//! Skipping what is up to date: a stamp is the hash of everything that a step read, kept when
//! the step was done. Times of files do not count, so a fresh checkout of the same content is
//! up to date too.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Hash of what a step reads, and where it is kept.
pub struct Stamp {
    file: PathBuf,
    hash: Sha256,
}

impl Stamp {
    /// A stamp that is kept in `file`.
    pub fn new(file: PathBuf) -> Self {
        Self {
            file,
            hash: Sha256::new(),
        }
    }

    /// Counts a setting in.
    pub fn value(mut self, value: &str) -> Self {
        self.add(value.as_bytes());
        self
    }

    /// Counts a file in, or every file below a folder with its name. What does not exist counts
    /// as empty.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        if path.is_file() {
            self.add(&fs::read(path).with_context(|| path.display().to_string())?);
        } else {
            for name in files_below(path)? {
                let content = fs::read(path.join(&name))?;
                self.add(name.as_bytes());
                self.add(&content);
            }
        }
        Ok(self)
    }

    /// True if the last finished run read the same, and what it made is still there.
    pub fn is_fresh(&self, made: &[&Path]) -> bool {
        made.iter().all(|path| path.exists())
            && fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.digest())
    }

    /// Keeps the stamp, when the step is done.
    pub fn save(&self) -> Result<()> {
        write(&self.file, self.digest().as_bytes())
    }

    fn digest(&self) -> String {
        hex(&self.hash.clone().finalize())
    }

    // The length goes first, so that no two lists of parts hash the same.
    fn add(&mut self, part: &[u8]) {
        self.hash.update((part.len() as u64).to_le_bytes());
        self.hash.update(part);
    }
}

/// Names of the files below a folder, in order, with `/` between folders. Hidden files are not
/// counted, and a missing folder is empty.
pub fn files_below(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        collect(folder, "", &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().context("a file name is not UTF-8")?;
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), found)?;
        } else {
            found.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

/// Writes a file, and its folder if need be.
pub fn write(file: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::write(file, content).with_context(|| format!("could not write {}", file.display()))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_skipped_until_something_that_it_reads_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (input, made) = (folder.path().join("in"), folder.path().join("made"));
        let stamp = || {
            Stamp::new(folder.path().join("stamps/one"))
                .value("v1")
                .path(&input)
                .expect("hashes")
        };
        write(&input.join("deep/a.css"), b"a").expect("writes");
        write(&made, b"").expect("writes");
        assert!(!stamp().is_fresh(&[&made]), "never done");
        stamp().save().expect("saves");
        assert!(stamp().is_fresh(&[&made]));

        write(&input.join("deep/a.css"), b"b").expect("writes");
        assert!(!stamp().is_fresh(&[&made]), "another content");
        write(&input.join("deep/a.css"), b"a").expect("writes");
        assert!(stamp().is_fresh(&[&made]), "the old content again");
        write(&input.join("b.css"), b"").expect("writes");
        assert!(!stamp().is_fresh(&[&made]), "one file more");
    }

    #[test]
    fn a_step_is_done_again_when_its_result_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let stamp = Stamp::new(folder.path().join("stamp")).value("x");
        stamp.save().expect("saves");
        assert!(!stamp.is_fresh(&[&folder.path().join("gone")]));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let one = Stamp::new(PathBuf::new()).value("ab").value("c");
        let other = Stamp::new(PathBuf::new()).value("a").value("bc");
        assert_ne!(one.digest(), other.digest());
    }
}
