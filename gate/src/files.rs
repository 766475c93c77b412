//! The files behind the gate.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The longest name of a file, in bytes.
pub const MAX_NAME: usize = 128;

/// The largest file that is handed out, in bytes: it is read as a whole.
pub const MAX_SIZE: u64 = 64 << 20;

/// The kinds of files that are handed out, by the ends of their names. Nothing among them runs in a browser by itself.
const KINDS: [(&str, &str); 10] = [
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain; charset=utf-8"),
    ("webp", "image/webp"),
];

/// A folder whose files may be handed out; not those of folders in it.
#[derive(Clone, Debug)]
pub struct Library {
    folder: PathBuf,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Library {
    /// The files of `folder`.
    ///
    /// # Errors
    /// If there is no such folder.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let folder = folder.canonicalize()?;
        fs::read_dir(&folder)?;
        Ok(Self { folder })
    }

    /// The file of this name: one in the folder itself, of a kind that is handed out, and no link.
    ///
    /// `None` also if it cannot be read or is larger than [`MAX_SIZE`].
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Found> {
        let kind = kind_of(name)?;
        let path = self.folder.join(name);
        // A link could lead anywhere.
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(&path).ok()?.take(MAX_SIZE + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= MAX_SIZE).then_some(Found { kind, bytes })
    }
}

/// What a file of this name is. `None` for names that could mean anything but a file in the folder itself.
fn kind_of(name: &str) -> Option<&'static str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if name.len() > MAX_NAME || name.starts_with('.') || !name.bytes().all(is_plain) {
        return None;
    }
    let (_, end) = name.rsplit_once('.')?;
    KINDS.iter().find(|(known, _)| end.eq_ignore_ascii_case(known)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_of_knows_plain_names() {
        assert_eq!(kind_of("tide.svg"), Some("image/svg+xml"));
        assert_eq!(kind_of("Tide_2-b.PNG"), Some("image/png"));
        assert_eq!(kind_of("a..png"), Some("image/png"));
        assert_eq!(kind_of(&format!("{}.png", "a".repeat(MAX_NAME - 4))), Some("image/png"));
    }

    #[test]
    fn kind_of_refuses_ways_out_of_the_folder_and_what_could_run() {
        for name in [
            "",
            ".",
            "..",
            ".png",
            "../a.png",
            "a/b.png",
            "/a.png",
            "a\\b.png",
            "..\\a.png",
            "%2e%2e%2fa.png",
            "a.png\0",
            "a b.png",
            "é.png",
            "c:a.png",
            "png",
            "a.html",
            "a.js",
            "a.png.exe",
            &format!("{}.png", "a".repeat(MAX_NAME - 3)),
        ] {
            assert_eq!(kind_of(name), None, "{name:?}");
        }
    }

    #[test]
    fn find_hands_out_regular_files_only() {
        let folder = std::env::temp_dir().join(format!("atelier gate files {}", std::process::id()));
        fs::create_dir_all(folder.join("folder.png")).unwrap();
        fs::write(folder.join("a.png"), b"bytes").unwrap();
        fs::write(folder.join("a.html"), b"bytes").unwrap();
        fs::write(folder.join("empty.txt"), b"").unwrap();
        File::create(folder.join("large.png")).unwrap().set_len(MAX_SIZE + 1).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.join("a.png"), folder.join("link.png")).unwrap();
        let library = Library::new(&folder).unwrap();
        let sizes = ["a.png", "empty.txt", "a.html", "folder.png", "large.png", "link.png", "none.png"]
            .map(|name| library.find(name).map(|found| found.bytes.len()));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(sizes, [Some(5), Some(0), None, None, None, None, None]);
        assert!(Library::new(&folder).is_err());
    }
}
