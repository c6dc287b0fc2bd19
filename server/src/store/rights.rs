//! Who may read the data folder: its owner alone. New files are made so; those that were restored from
//! a backup, or a folder that somebody else made, may not be.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// What is Natter's in its folder.
const FILES: [&str; 6] = [
    "natter.db",
    "natter.db-wal",
    "natter.db-shm",
    "natter.db-journal",
    "natter.lock",
    "natter.sock",
];

/// Makes the folder, if it is not there.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens a file of ours for writing, readable by its owner alone if it is new. SQLite gives the
/// files beside its database the same rights.
pub(super) fn make_private(file: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Takes from everybody else what they may do with the folder and its files, and says so in one line.
#[cfg(unix)]
pub(super) fn tighten(folder: &Path) {
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
pub(super) fn tighten(_: &Path) {}

/// False if they had none.
#[cfg(unix)]
fn take_from_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    /// What group and others may do.
    const OTHERS: u32 = 0o077;
    /// Set on folders that many people share, such as `/tmp`.
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
