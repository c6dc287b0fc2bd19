//! Where the socket is. Usually in the data folder; but a socket's path has at most about 100 bytes,
//! and a data folder may be deeper than that. Then the socket is in a folder of its own, in
//! `XDG_RUNTIME_DIR` or the system's folder for temporary files, and a file in the data folder says
//! where. Nobody else can make that folder or open it: its name is random, and only the owner of the
//! data folder has rights to it, which is checked before anything is sent there.

use std::{
    env, fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use io::Write as _;
use uuid::Uuid;

/// Longest path of a socket on the systems that have the shortest: 104 bytes with a zero at the end.
const MAX_PATH_BYTES: usize = 103;

const SOCKET: &str = "natter.sock";

/// The file that says where the socket is, if it is elsewhere.
const ELSEWHERE: &str = "natter.sock.path";

/// Removes a socket that is outside of the data folder when its server has stopped. One inside stays
/// for the next server to replace.
pub struct SocketGuard {
    folder: PathBuf,
    socket: PathBuf,
}

impl SocketGuard {
    pub(super) fn new(folder: &Path, socket: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            socket: socket.to_owned(),
        }
    }
}

impl Drop for SocketGuard {
    fn drop(&mut self) {
        // The next server may have started already, with a socket of its own.
        if read_elsewhere(&self.folder).is_ok_and(|socket| socket == self.socket)
            && let Err(error) = clear(&self.folder)
        {
            tracing::debug!(%error, "the socket of `natter admin` stays");
        }
    }
}

fn clear(folder: &Path) -> io::Result<()> {
    if let Ok(old) = read_elsewhere(folder) {
        remove(&old)?;
        // Only if nothing else is in it.
        if let Some(Err(error)) = old.parent().map(fs::remove_dir) {
            tracing::debug!(%error, "the folder of an earlier socket stays");
        }
    }
    remove(&folder.join(ELSEWHERE))?;
    remove(&folder.join(SOCKET))
}

/// A path for a new socket. What an earlier server left is removed: the folder is ours alone, as its
/// lock says.
pub(super) fn prepare(folder: &Path) -> io::Result<PathBuf> {
    let (inside, elsewhere) = (folder.join(SOCKET), folder.join(ELSEWHERE));
    clear(folder)?;
    if fits(&inside) {
        return Ok(inside);
    }
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let outside = [runtime, Some(env::temp_dir()), Some("/tmp".into())]
        .into_iter()
        .flatten()
        .map(|root| root.join(format!("natter-{}", Uuid::new_v4().simple())))
        .find(|made| fits(&made.join(SOCKET)) && private_folder(made).is_ok());
    let socket = outside.map(|made| made.join(SOCKET)).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "the path of a socket can have {MAX_PATH_BYTES} bytes, {} has more, and no folder \
                 for temporary files can be used; choose a shorter --data-dir",
                inside.display()
            ),
        )
    })?;
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600);
    file.open(elsewhere)?
        .write_all(socket.as_os_str().as_encoded_bytes())?;
    Ok(socket)
}

/// Where the running server's socket is.
pub(super) fn find(folder: &Path) -> io::Result<PathBuf> {
    let inside = folder.join(SOCKET);
    if fits(&inside) {
        Ok(inside)
    } else {
        read_elsewhere(folder)
    }
}

fn fits(socket: &Path) -> bool {
    socket.as_os_str().len() <= MAX_PATH_BYTES
}

fn private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(path)
}

fn read_elsewhere(folder: &Path) -> io::Result<PathBuf> {
    let socket = PathBuf::from(fs::read_to_string(folder.join(ELSEWHERE))?);
    let home = socket.parent().unwrap_or(&socket);
    // Not followed, if it is a link.
    let found = fs::symlink_metadata(home)?;
    if found.is_dir() && found.uid() == fs::metadata(folder)?.uid() && found.mode() & 0o077 == 0 {
        Ok(socket)
    } else {
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!(
                "{} does not belong to the owner of the data folder alone",
                home.display()
            ),
        ))
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::{fs::PermissionsExt, net::UnixListener};

    use super::*;

    fn deep() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let deep = folder.path().join("x".repeat(120));
        fs::create_dir(&deep).expect("a folder");
        (folder, deep)
    }

    #[test]
    fn a_socket_is_in_its_data_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = prepare(folder.path()).expect("a path");
        assert_eq!(socket, folder.path().join(SOCKET));
        assert_eq!(find(folder.path()).expect("a path"), socket);
    }

    #[test]
    fn a_deep_data_folder_has_its_socket_elsewhere_and_leaves_nothing_there() {
        let (_folder, deep) = deep();
        let first = prepare(&deep).expect("a path");
        let _listener = UnixListener::bind(&first).expect("binds");
        assert_eq!(find(&deep).expect("a path"), first);
        let home = first.parent().expect("a folder");
        let mode = fs::metadata(home).expect("exists").mode();
        assert_eq!(mode & 0o777, 0o700);
        let second = prepare(&deep).expect("a path");
        assert_ne!(first, second);
        assert!(!home.exists());
        drop(SocketGuard::new(&deep, &first));
        assert!(second.parent().expect("a folder").exists());
        drop(SocketGuard::new(&deep, &second));
        assert!(!second.parent().expect("a folder").exists());
        assert!(find(&deep).is_err());
    }

    #[test]
    fn a_folder_that_others_can_open_is_not_used() {
        let (_folder, deep) = deep();
        let socket = prepare(&deep).expect("a path");
        let home = socket.parent().expect("a folder");
        fs::set_permissions(home, fs::Permissions::from_mode(0o755)).expect("changes");
        let refused = find(&deep).expect_err("is refused");
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        fs::remove_dir(home).expect("is empty");
    }
}
