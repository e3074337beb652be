//! Maps the shared counter: the only module of core with `unsafe` code.
#![expect(
    unsafe_code,
    reason = "mapping a file is the only way to share one word between processes without a system call a read"
)]

use std::fs::{File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use memmap2::{MmapOptions, MmapRaw};

/// The first bytes of a counter file.
const MAGIC: &[u8; 8] = b"placet\x01\n";

/// Bytes of the file: the magic, then the counter.
const LENGTH: u64 = 16;

/// A counter in a mapped file that lies beside the store.
#[derive(Debug)]
pub struct SharedCounter {
    map: MmapRaw,
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

impl SharedCounter {
    /// Opens or creates the file and maps it.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        if file.metadata()?.len() < LENGTH {
            // growing twice to the same length is harmless, and new bytes are zero: a counter of nothing
            file.set_len(LENGTH)?;
        }
        write_magic(&file, path)?;
        let map = MmapOptions::new().len(16).map_raw(&file)?;
        let identity = file.metadata().ok().as_ref().and_then(identity);
        Ok(Self { map, path: path.to_owned(), identity })
    }

    /// The counter.
    pub(super) fn cell(&self) -> &AtomicU64 {
        // SAFETY: the map is 16 bytes long, page-aligned and lives as long as `self`, so the word at offset 8 is valid and
        // aligned. Every process touches it only through this atomic, and the file is never made shorter.
        unsafe { AtomicU64::from_ptr(self.map.as_mut_ptr().add(8).cast::<u64>()) }
    }

    /// Whether the path still leads to the mapped file: false when somebody removed or replaced it.
    pub(super) fn is_in_place(&self) -> bool {
        std::fs::metadata(&self.path).ok().as_ref().and_then(identity) == self.identity
    }
}

#[cfg(unix)]
fn identity(of: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((of.dev(), of.ino()))
}

#[cfg(not(unix))]
fn identity(_of: &Metadata) -> Option<(u64, u64)> {
    Some((0, 0))
}

#[cfg(unix)]
fn write_magic(file: &File, path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::FileExt;
    let mut head = [0; 8];
    file.read_exact_at(&mut head, 0)?;
    check_magic(head, path, || file.write_all_at(MAGIC, 0))
}

#[cfg(windows)]
fn write_magic(file: &File, path: &Path) -> Result<(), Error> {
    use std::os::windows::fs::FileExt;
    let mut head = [0; 8];
    file.seek_read(&mut head, 0)?;
    check_magic(head, path, || file.seek_write(MAGIC, 0).map(|_| ()))
}

fn check_magic(head: [u8; 8], path: &Path, write: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    match &head {
        [0, 0, 0, 0, 0, 0, 0, 0] => write(),
        head if head == MAGIC => Ok(()),
        _ => Err(Error::new(ErrorKind::InvalidData, format!("`{}` is the file of another program", path.display()))),
    }
}
