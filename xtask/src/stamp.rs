//! Skipping what is up to date: a stamp is the hash of everything that a step read, kept when
//! the step was done. Times of files do not count, so a fresh checkout of the same content is
//! up to date too.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

/// Hash of what a step reads, and where it is kept.
pub struct Stamp {
    file: PathBuf,
    hash: Sha256,
}

impl Stamp {
    /// A stamp that is kept in `file`.
    pub fn new(file: PathBuf) -> Self {
        let hash = Sha256::new();
        Self { file, hash }
    }

    /// Counts a file in, or every file below a folder with its name. What does not exist counts
    /// as empty.
    pub fn path(mut self, path: &Path) -> Result<Self> {
        if path.is_file() {
            self.add(&fs::read(path).with_context(|| path.display().to_string())?);
        } else {
            for name in files_below(path)? {
                self.add(name.as_bytes());
                self.add(&fs::read(path.join(&name))?);
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

    pub fn digest(&self) -> String {
        format!("{:x}", self.hash.clone().finalize())
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
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let is_shown = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).into_iter().filter_entry(is_shown) {
        let entry = entry?;
        if !entry.file_type().is_dir() {
            let name = entry.path().strip_prefix(folder)?;
            let name = name.to_str().context("a file name is not UTF-8")?;
            found.push(name.replace('\\', "/"));
        }
    }
    found.sort();
    Ok(found)
}

/// Writes a file, and its folder if need be.
pub fn write(file: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::write(file, content).with_context(|| format!("could not write {}", file.display()))
}

/// Removes a folder, if it is there.
pub fn remove(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_skipped_until_something_that_it_reads_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (input, made) = (folder.path().join("in"), folder.path().join("made"));
        let stamp = || {
            let stamp = Stamp::new(folder.path().join("stamps/one"));
            stamp.path(&input).expect("hashes")
        };
        write(&input.join("deep/a.css"), b"a").expect("writes");
        write(&made, b"").expect("writes");
        assert!(!stamp().is_fresh(&[&made]), "never done");
        stamp().save().expect("saves");
        assert!(stamp().is_fresh(&[&made]));
        assert!(!stamp().is_fresh(&[&made, &folder.path().join("gone")]));

        write(&input.join("deep/a.css"), b"b").expect("writes");
        assert!(!stamp().is_fresh(&[&made]), "another content");
        write(&input.join("deep/a.css"), b"a").expect("writes");
        assert!(stamp().is_fresh(&[&made]), "the old content again");
        write(&input.join("b.css"), b"").expect("writes");
        assert!(!stamp().is_fresh(&[&made]), "one file more");
    }
}
