//! A disk that fails and a clock that jumps, for one server: the library of `shim/faults.c`,
//! compiled by `cc` and preloaded. It reads the numbers of a shared file while the server runs.

use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{
    failure::{Failure, holds},
    natter::Launch,
};

/// Linux: "Input/output error".
pub const EIO: i64 = 5;
pub const EACCES: i64 = 13;
/// "No space left on device".
pub const ENOSPC: i64 = 28;
/// "Read-only file system".
pub const EROFS: i64 = 30;

/// What the disk does. The numbers of `struct control`, but for clock and hits.
#[derive(Clone, Copy)]
pub struct Disk {
    pub write_errno: i64,
    pub sync_errno: i64,
    pub open_errno: i64,
    /// Bytes until it is full; below 0 for enough.
    pub room: i64,
}

impl Disk {
    pub const WHOLE: Self = Self {
        write_errno: 0,
        sync_errno: 0,
        open_errno: 0,
        room: -1,
    };
}

/// The library, and the file that steers it.
pub struct Shim {
    folder: TempDir,
    control: File,
}

impl Shim {
    /// Compiles the library, with nothing failing yet.
    pub fn new() -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(Failure::io("make a folder"))?;
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("shim/faults.c");
        let status = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-o"])
            .arg(folder.path().join("faults.so"))
            .arg(source)
            .arg("-ldl")
            .status()
            .map_err(Failure::io("run cc"))?;
        holds("cc", status.success(), "success", status)?;
        let control = File::options()
            .create(true)
            .truncate(true)
            .read(true)
            .write(true)
            .open(folder.path().join("control"))
            .map_err(Failure::io("make the control file"))?;
        let shim = Self { folder, control };
        shim.set(Disk::WHOLE)?;
        shim.set_clock(0)?;
        shim.put(5, 0)?;
        Ok(shim)
    }

    /// A server under it.
    pub fn under(&self, launch: Launch) -> Launch {
        launch
            .env("LD_PRELOAD", self.path("faults.so"))
            .env("NATTER_FAULTS", self.path("control"))
    }

    /// The disk behaves so from now on.
    pub fn set(&self, disk: Disk) -> Result<(), Failure> {
        self.put(0, disk.write_errno)?;
        self.put(1, disk.sync_errno)?;
        self.put(2, disk.open_errno)?;
        self.put(3, disk.room)
    }

    /// The wall clock is so many seconds off.
    pub fn set_clock(&self, seconds: i64) -> Result<(), Failure> {
        self.put(4, seconds)
    }

    /// How often something failed by it.
    pub fn hits(&self) -> Result<i64, Failure> {
        let mut bytes = [0; 8];
        let read = self.control.read_exact_at(&mut bytes, 5 * 8);
        read.map_err(Failure::io("read the control file"))?;
        Ok(i64::from_ne_bytes(bytes))
    }

    fn put(&self, index: u64, value: i64) -> Result<(), Failure> {
        self.control
            .write_all_at(&value.to_ne_bytes(), index * 8)
            .map_err(Failure::io("write the control file"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}
