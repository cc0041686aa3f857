//! Resolves the path given with `-o`: follows links and recognises descriptors of this process.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The maximum number of links followed from a path, the same as on Linux.
const LINKS_MAX: usize = 40;

/// What a path given with `-o` refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    Stdout,
    Stderr,
    /// A named pipe, a device or another open file of this process. It is written to directly and never replaced.
    InPlace(PathBuf),
    /// A regular file that exists, or the path of one to create. It is not a link.
    File(PathBuf),
}

impl Destination {
    /// Resolves `path`; `-` is standard output.
    ///
    /// # Errors
    /// Errors from reading a link, and an error for more than 40 links.
    pub fn of(path: &Path) -> io::Result<Destination> {
        if path == Path::new("-") {
            return Ok(Destination::Stdout);
        }
        let mut path = path.to_owned();
        for _ in 0..LINKS_MAX {
            // Checked before the link is read: the link of a descriptor points to a file, but opening that file again
            // would lose the current position.
            if let Some(destination) = descriptor(&path) {
                return Ok(destination);
            }
            match fs::symlink_metadata(&path) {
                Ok(found) if found.is_symlink() => path = folder_of(&path).join(fs::read_link(&path)?),
                Ok(found) if found.is_file() => return Ok(Destination::File(path)),
                Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
                Ok(_) => return Ok(Destination::InPlace(path)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Destination::File(path)),
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("too many symbolic links"))
    }
}

/// The folder that contains the last part of a path.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The open file of this process that a path refers to, such as `/dev/stdout`, `/dev/fd/1` or `/proc/self/fd/1`.
#[cfg(unix)]
fn descriptor(path: &Path) -> Option<Destination> {
    let number: u32 = path.file_name()?.to_str()?.parse().ok()?;
    let folder = folder_of(path).canonicalize().ok()?;
    let is_of_descriptors = folder == Path::new("/dev/fd")
        || folder.starts_with("/proc") && folder.file_name() == Some(OsStr::new("fd"));
    let own = format!("/proc/{}", std::process::id());
    let is_own = folder.starts_with("/dev") || folder.starts_with(own);
    match number {
        _ if !is_of_descriptors => None,
        1 if is_own => Some(Destination::Stdout),
        2 if is_own => Some(Destination::Stderr),
        _ => Some(Destination::InPlace(path.to_owned())),
    }
}

#[cfg(not(unix))]
fn descriptor(_: &Path) -> Option<Destination> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn check(path: impl AsRef<Path>, want: Destination) {
        let path = path.as_ref();
        assert_eq!(Destination::of(path).unwrap(), want, "{}", path.display());
    }

    #[test]
    fn links_are_followed_to_their_end() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "").unwrap();
        symlink("file", at("link")).unwrap();
        symlink("link", at("link to link")).unwrap();
        symlink("new", at("dangling")).unwrap();
        symlink(at("loop b"), at("loop a")).unwrap();
        symlink(at("loop a"), at("loop b")).unwrap();
        check("-", Destination::Stdout);
        check("./-", Destination::File("./-".into()));
        check(at("new"), Destination::File(at("new")));
        for name in ["file", "link", "link to link"] {
            check(at(name), Destination::File(at("file")));
        }
        check(at("dangling"), Destination::File(at("new")));
        assert_eq!(Destination::of(&at("loop a")).unwrap_err().to_string(), "too many symbolic links");
        assert_eq!(Destination::of(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn descriptors_are_recognised_in_any_spelling() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        symlink("/dev/stdout", &link).unwrap();
        for path in
            ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1", "/dev/../dev/stdout"]
        {
            check(path, Destination::Stdout);
        }
        check(link, Destination::Stdout);
        check(format!("/proc/{}/fd/1", std::process::id()), Destination::Stdout);
        check("/dev/stderr", Destination::Stderr);
        check("/dev/fd/77", Destination::InPlace("/dev/fd/77".into()));
        check("/proc/1/fd/1", Destination::InPlace("/proc/1/fd/1".into()));
        check("/dev/null", Destination::InPlace("/dev/null".into()));
    }
}
