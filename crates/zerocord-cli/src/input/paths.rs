//! What the arguments of a command stand for: files, the files of folders, the files that match a pattern.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The recordings that an argument stands for, in their order; itself where it is neither folder nor pattern.
///
/// A folder stands for all files in it and in its folders, by name, those apart whose names begin with a dot. A pattern
/// (`*`, `?`, `[...]`, `**`) counts as one only where no file has that name, for shells expand them mostly.
///
/// # Errors
/// What reading a folder meets, and [`io::ErrorKind::NotFound`] for a folder or a pattern without any file.
pub fn expand(argument: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if argument.is_dir() {
        add_folder(argument, &mut files)?;
        return or_not_found(files, "there is no file in this folder");
    }
    let pattern = argument.to_str().filter(|text| text.contains(['*', '?', '[']));
    let Some(pattern) = pattern.filter(|_| !argument.exists()) else { return Ok(vec![argument.to_owned()]) };
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..Default::default() };
    let paths = glob::glob_with(pattern, options)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    for path in paths {
        let path = path.map_err(|error| io::Error::new(error.error().kind(), error))?;
        if path.is_dir() {
            add_folder(&path, &mut files)?;
        } else {
            files.push(path);
        }
    }
    or_not_found(files, "no file matches this pattern")
}

fn or_not_found(files: Vec<PathBuf>, message: &str) -> io::Result<Vec<PathBuf>> {
    if files.is_empty() { Err(io::Error::new(io::ErrorKind::NotFound, message)) } else { Ok(files) }
}

fn add_folder(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .filter(|path| !path.as_ref().is_ok_and(|path| is_hidden(path)))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort_unstable();
    for path in paths {
        // A link to a folder is left out: it may lead back to where it stands.
        if fs::symlink_metadata(&path)?.is_dir() {
            add_folder(&path, files)?;
        } else if path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_patterns_stand_for_their_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("deep/er")).unwrap();
        fs::create_dir(at("empty")).unwrap();
        for name in ["b.zst", "a.ndjson", ".hidden", "deep/er/c.gz", "deep/d", "odd[1]"] {
            fs::write(at(name), "").unwrap();
        }
        let all = ["a.ndjson", "b.zst", "deep/d", "deep/er/c.gz", "odd[1]"].map(at);
        assert_eq!(expand(folder.path()).unwrap(), all);
        assert_eq!(expand(&at("*.*")).unwrap(), ["a.ndjson", "b.zst"].map(at));
        assert_eq!(expand(&at("**/c.gz")).unwrap(), [at("deep/er/c.gz")]);
        assert_eq!(expand(&at("d*")).unwrap(), ["deep/d", "deep/er/c.gz"].map(at));
        assert_eq!(expand(&at("odd[1]")).unwrap(), [at("odd[1]")], "a file of that name");
        assert_eq!(expand(&at("missing")).unwrap(), [at("missing")], "opening it tells");
        for (argument, message) in
            [("*.xz", "no file matches this pattern"), ("empty", "there is no file in this folder")]
        {
            assert_eq!(expand(&at(argument)).unwrap_err().to_string(), message);
        }
    }
}
