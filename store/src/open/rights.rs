//! File permissions of the data folder: only its owner may read it. New files are created with
//! these; files restored from a backup, or a folder created by somebody else, may have others.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// Natter's files in the folder.
const FILES: [&str; 6] = [
    "natter.db",
    "natter.db-wal",
    "natter.db-shm",
    "natter.db-journal",
    "natter.lock",
    "natter.sock",
];

/// Creates the folder, if it does not exist.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens a file for writing; if it is new, only its owner can read it. SQLite gives the files
/// beside its database the same permissions.
pub(crate) fn make_private(file: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Removes the permissions of others from the folder and its files, and logs that in one line.
#[cfg(unix)]
pub(crate) fn tighten(folder: &Path) {
    let (mut tightened, mut failed) = (Vec::new(), Vec::new());
    let files = FILES.iter().map(|name| folder.join(name));
    for path in std::iter::once(folder.to_path_buf()).chain(files) {
        match take_from_others(&path) {
            Ok(true) => tightened.push(path),
            Ok(false) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => failed.push((path, error.to_string())),
        }
    }
    if !tightened.is_empty() {
        tracing::warn!(
            ?tightened,
            "others could read the data; from now on its owner alone can"
        );
    }
    if !failed.is_empty() {
        tracing::warn!(
            ?failed,
            "others can read the data, and that could not be changed: take their rights away, or choose another folder"
        );
    }
}

#[cfg(not(unix))]
pub(crate) fn tighten(_: &Path) {}

/// False if others had no permissions.
#[cfg(unix)]
fn take_from_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    /// Permissions of group and others.
    const OTHERS: u32 = 0o077;
    /// Set on shared folders, such as `/tmp`.
    const STICKY: u32 = 0o1000;

    let mode = fs::metadata(path)?.permissions().mode();
    if mode & OTHERS == 0 {
        return Ok(false);
    }
    if mode & STICKY != 0 {
        return Err(io::Error::other("the folder is shared with others"));
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7700))?;
    Ok(true)
}
