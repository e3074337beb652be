//! The text files of the project, without what is built or fetched.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Folders that hold nothing of the project's own.
const PASSED_BY: [&str; 17] = [
    ".git",
    ".venv",
    ".swift-root",
    ".swift-root.new",
    ".build",
    "Generated",
    "Readme",
    "PlacetFFI.xcframework",
    "target",
    "node_modules",
    "build",
    "dist",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
];

/// A text file; its path is below the root, with `/` on every platform.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// The end of the name: `rs`, `toml`, or nothing.
    pub(crate) fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// All text files at or below `below`, sorted by path. Without `below` there are none.
pub(crate) fn all(root: &Path, below: &str) -> Result<Vec<File>> {
    let mut files = Vec::new();
    if root.join(below).exists() {
        collect(root, below, &mut files)?;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(root: &Path, below: &str, files: &mut Vec<File>) -> Result<()> {
    let place = root.join(below);
    let reading = || format!("`{}` can't be read", place.display());
    let kind = fs::symlink_metadata(&place).with_context(reading)?;
    if kind.is_file() {
        let bytes = fs::read(&place).with_context(reading)?;
        // what is no UTF-8 is no text
        if let Ok(text) = String::from_utf8(bytes) {
            let path = below.to_owned();
            files.push(File { path, text });
        }
    } else if kind.is_dir() {
        for entry in fs::read_dir(&place).with_context(reading)? {
            let name = entry.with_context(reading)?.file_name();
            let name = name.to_string_lossy();
            if PASSED_BY.contains(&name.as_ref()) || name.ends_with(".egg-info") {
                continue;
            }
            let path = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
            collect(root, &path, files)?;
        }
    }
    Ok(())
}

/// A digest of paths and texts: it changes when one of them does.
pub(crate) fn digest(files: &[File]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        for part in [&file.path, &file.text] {
            // a length before each part keeps two parts from running together
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_is_passed_by() {
        let root = tempfile::tempdir().unwrap();
        for path in ["a/b.rs", "target/c.rs", "a/__pycache__/d.py", "e"] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        fs::write(root.path().join("f.so"), [0xff, 0xfe]).unwrap();
        let paths = |below| -> Vec<String> {
            let files = all(root.path(), below).unwrap();
            files.into_iter().map(|file| file.path).collect()
        };
        assert_eq!(paths(""), ["a/b.rs", "e"]);
        assert_eq!(paths("a"), ["a/b.rs"]);
        assert!(paths("nowhere").is_empty());
    }

    #[test]
    fn the_digest_changes_with_paths_and_texts() {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let of = |path, text| digest(&[file(path, text)]);
        assert_eq!(of("a", "b"), of("a", "b"));
        assert_ne!(of("a", "b"), of("a", "c"));
        assert_ne!(of("ab", ""), of("a", "b"));
        assert_eq!(of("a", "b").len(), 64);
    }

    #[test]
    fn extensions() {
        let file = |path: &str| File { path: path.to_owned(), text: String::new() };
        assert_eq!(file("a.b/c.toml").extension(), "toml");
        assert_eq!(file("a.b/run").extension(), "");
    }
}
