//! What the arguments of a command stand for: files, the files of folders, the files that match a pattern.

use std::cmp::Ordering;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The recordings that an argument stands for, in their order; itself where it is neither folder nor pattern.
///
/// A folder means all files in it and in its folders, in the natural order of their names (`rec.2` before `rec.10`), except
/// those whose names begin with a dot. A pattern
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
    let mut paths = glob::glob_with(pattern, options)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?
        .map(|path| path.map_err(|error| io::Error::new(error.error().kind(), error)))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort_unstable_by(|left, right| natural_order(left, right));
    for path in paths {
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
    paths.sort_unstable_by(|left, right| natural_order(left, right));
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

/// Names as people count: runs of digits by their value, all else byte by byte.
pub fn natural_order(left: &Path, right: &Path) -> Ordering {
    let (mut left_parts, mut right_parts) = (left.components(), right.components());
    loop {
        match (left_parts.next(), right_parts.next()) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => {
                let (one, other) = (one.as_os_str().as_encoded_bytes(), other.as_os_str().as_encoded_bytes());
                // Equal but for leading zeros.
                return natural_order_of_names(one, other).then_with(|| one.cmp(other));
            }
            (one, other) => return one.is_some().cmp(&other.is_some()),
        }
    }
}

fn natural_order_of_names(mut left: &[u8], mut right: &[u8]) -> Ordering {
    while let (Some(&one), Some(&other)) = (left.first(), right.first()) {
        let order = if one.is_ascii_digit() && other.is_ascii_digit() {
            let (number, rest) = split_digits(left);
            let (other_number, other_rest) = split_digits(right);
            (left, right) = (rest, other_rest);
            number.len().cmp(&other_number.len()).then_with(|| number.cmp(other_number))
        } else {
            (left, right) = (&left[1..], &right[1..]);
            one.cmp(&other)
        };
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len())
}

/// The digits at the front, without leading zeros, and what follows.
fn split_digits(name: &[u8]) -> (&[u8], &[u8]) {
    let (digits, rest) = name.split_at(name.iter().take_while(|byte| byte.is_ascii_digit()).count());
    (&digits[digits.iter().take_while(|&&byte| byte == b'0').count()..], rest)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_natural_order() {
        let sorted = |names: &[&str]| {
            let mut paths: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
            paths.sort_by(|left, right| natural_order(left, right));
            paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(sorted(&["rec.1", "rec.10", "rec.2"]), ["rec.1", "rec.2", "rec.10"]);
        assert_eq!(sorted(&["a10b2", "a10b10", "a9", "a"]), ["a", "a9", "a10b2", "a10b10"]);
        assert_eq!(sorted(&["01", "1", "002"]), ["01", "1", "002"]);
        assert_eq!(sorted(&["d10/x", "d2/y", "d2"]), ["d2", "d2/y", "d10/x"]);
        assert_eq!(
            sorted(&["99999999999999999999999", "100000000000000000000000"])[0],
            "99999999999999999999999"
        );
    }

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
