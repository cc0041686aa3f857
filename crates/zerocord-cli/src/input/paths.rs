//! Expands the path arguments of a command: files, all files in a folder, and files that match a pattern.
//!
//! A pattern without `**` follows links to folders. A pattern with `**` and a folder argument do not: such a link may
//! lead into a loop, or to files that are found anyway.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};
use walkdir::{DirEntry, WalkDir};

use super::files::is_stdin;
use crate::output::console::say;
use crate::output::is_unfinished;
use crate::output::shown::shown_path;

const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// How an argument is interpreted.
enum Meaning {
    File,
    Folder,
    Pattern(Search),
}

/// A pattern, split into a folder without wildcards and the rest.
struct Search {
    root: PathBuf,
    pattern: Pattern,
    /// The number of parts of the pattern; `None` if one is `**`.
    depth: Option<usize>,
    /// The parts that begin with a dot. Only they match hidden names: `*.*` does not find `.hidden`.
    dotted: Vec<Pattern>,
}

/// Returns the recordings that an argument refers to, in order, and whether the argument is a folder or a pattern. An
/// argument that is neither is returned unchanged.
///
/// A folder expands to all files in it and in its subfolders, in the natural order of their names (`rec.2` before
/// `rec.10`), except those whose names begin with a dot. An argument with `*`, `?`, `[...]` or `**` is treated as a
/// pattern only if no file has that name, because shells usually expand patterns themselves.
///
/// # Errors
/// Errors from reading a folder, and [`io::ErrorKind::NotFound`] if a folder or a pattern has no files.
pub fn expand(argument: &Path) -> io::Result<(Vec<PathBuf>, bool)> {
    if is_stdin(argument) {
        return Ok((vec![argument.to_owned()], false));
    }
    let (entries, message) = match Meaning::of(argument)? {
        Meaning::File if is_unfinished(argument) => {
            let message = "a file that zerocord has not finished, no recording; rename it to read it";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Meaning::File => return Ok((vec![argument.to_owned()], false)),
        Meaning::Folder => (files_of(argument)?, "there is no file in this folder"),
        Meaning::Pattern(search) => (search.run()?, "no file matches this pattern"),
    };
    let files = each_once(entries);
    if files.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok((files, true))
}

/// Whether the folder or the pattern would include `file` once that exists.
pub fn would_find(argument: &Path, file: &Path) -> bool {
    let Some(file) = canonical(file) else { return false };
    let below = |root: &Path| Some(file.strip_prefix(root.canonicalize().ok()?).ok()?.to_owned());
    let is_seen = |path: &Path| !path.iter().any(|part| is_hidden(Path::new(part)));
    match Meaning::of(argument) {
        Ok(Meaning::Folder) => below(argument).is_some_and(|path| is_seen(&path)),
        Ok(Meaning::Pattern(search)) => below(search.root()).is_some_and(|path| {
            path.iter().all(|part| search.is_seen(Path::new(part)))
                && path.ancestors().any(|path| search.pattern.matches_path_with(path, OPTIONS))
        }),
        _ => false,
    }
}

/// The path of a file with links resolved. The file need not exist.
fn canonical(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(folder.canonicalize().ok()?.join(file.file_name()?))
}

impl Meaning {
    fn of(argument: &Path) -> io::Result<Meaning> {
        if argument.is_dir() {
            return Ok(Meaning::Folder);
        }
        let is_pattern = |part: Component<'_>| part.as_os_str().to_str().is_some_and(has_wildcard);
        if argument.exists() || !argument.components().any(is_pattern) {
            return Ok(Meaning::File);
        }
        let root: PathBuf = argument.components().take_while(|part| !is_pattern(*part)).collect();
        let rest: Vec<_> = argument.components().skip_while(|part| !is_pattern(*part)).collect();
        let text: Vec<_> = rest.iter().map(|part| part.as_os_str().to_string_lossy()).collect();
        // A name such as `rec[.ndjson` is not a valid pattern. Opening it as a file reports that it does not exist.
        let Ok(pattern) = Pattern::new(&text.join("/")) else { return Ok(Meaning::File) };
        Ok(Meaning::Pattern(Search {
            root,
            pattern,
            depth: (!text.iter().any(|part| part == "**")).then_some(text.len()),
            dotted: text
                .iter()
                .filter(|part| part.starts_with('.'))
                .filter_map(|part| Pattern::new(part).ok())
                .collect(),
        }))
    }
}

impl Search {
    fn root(&self) -> &Path {
        if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root }
    }

    /// Whether a name is not hidden, or is matched by a part of the pattern that begins with a dot.
    fn is_seen(&self, name: &Path) -> bool {
        !is_hidden(name) || self.dotted.iter().any(|pattern| pattern.matches_path_with(name, OPTIONS))
    }

    fn run(&self) -> io::Result<Vec<DirEntry>> {
        let root = self.root();
        if !root.is_dir() {
            return Ok(Vec::new());
        }
        let walk = WalkDir::new(root)
            .min_depth(1)
            .max_depth(self.depth.unwrap_or(usize::MAX))
            .follow_links(self.depth.is_some())
            .sort_by(natural_order_of_entries);
        let mut found = Vec::new();
        let mut entries = walk.into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.loop_ancestor().is_some() || is_missing(&error) => continue,
                Err(error) => return Err(error.into()),
            };
            let is_folder = entry.file_type().is_dir();
            let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
            if !self.is_seen(Path::new(entry.file_name())) {
                if is_folder {
                    entries.skip_current_dir();
                }
            } else if !self.pattern.matches_path_with(below, OPTIONS) {
                continue;
            } else if is_folder {
                entries.skip_current_dir();
                found.extend(files_of(entry.path())?);
            } else {
                found.push(entry);
            }
        }
        Ok(found)
    }
}

/// Whether the error was caused by a dangling link.
fn is_missing(error: &walkdir::Error) -> bool {
    error.path().is_some_and(Path::is_symlink)
}

fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// All files in a folder and in its subfolders.
fn files_of(folder: &Path) -> io::Result<Vec<DirEntry>> {
    let mut files = Vec::new();
    let is_seen = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry.path());
    for entry in WalkDir::new(folder).sort_by(natural_order_of_entries).into_iter().filter_entry(is_seen) {
        let entry = entry?;
        if entry.depth() > 0 && entry.path_is_symlink() && entry.path().is_dir() {
            say(format_args!(
                "{}: a link to a folder, left out; name it to read it",
                shown_path(entry.path())
            ));
        } else {
            files.push(entry);
        }
    }
    Ok(files)
}

/// The regular files among the entries, without unfinished outputs and without links to files that are already
/// included.
fn each_once(entries: Vec<DirEntry>) -> Vec<PathBuf> {
    let mut entries = entries;
    entries.retain(|entry| entry.path().is_file() && !is_unfinished(entry.path()));
    let mut seen = HashSet::new();
    if entries.iter().any(DirEntry::path_is_symlink) {
        let files = entries.iter().filter(|entry| !entry.path_is_symlink());
        seen.extend(files.filter_map(|entry| fs::canonicalize(entry.path()).ok()));
    }
    let mut is_new = |entry: &DirEntry| {
        let is_new = !entry.path_is_symlink()
            || fs::canonicalize(entry.path()).is_ok_and(|target| seen.insert(target));
        if !is_new {
            say(format_args!("{}: a link to a file that is read anyway, left out", shown_path(entry.path())));
        }
        is_new
    };
    entries.retain(|entry| is_new(entry));
    entries.into_iter().map(|entry| without_dot(entry.into_path())).collect()
}

/// Removes the leading `./` that comes from walking a pattern.
fn without_dot(path: PathBuf) -> PathBuf {
    path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)
}

/// Compares names in natural order: runs of digits by their value, everything else byte by byte.
pub fn natural_order(left: &Path, right: &Path) -> Ordering {
    let (mut left_parts, mut right_parts) = (left.components(), right.components());
    loop {
        match (left_parts.next(), right_parts.next()) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => {
                let (one, other) = (one.as_os_str().as_encoded_bytes(), other.as_os_str().as_encoded_bytes());
                // The names differ only in leading zeros.
                return natural_order_of_names(one, other).then_with(|| one.cmp(other));
            }
            (one, other) => return one.is_some().cmp(&other.is_some()),
        }
    }
}

fn natural_order_of_entries(left: &DirEntry, right: &DirEntry) -> Ordering {
    natural_order(Path::new(left.file_name()), Path::new(right.file_name()))
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

/// Splits off the leading digits and removes their leading zeros.
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

    struct Tree(tempfile::TempDir);

    impl Tree {
        fn with(files: &[&str]) -> Tree {
            let tree = Tree(tempfile::tempdir().unwrap());
            for name in files {
                fs::create_dir_all(tree.at(name).parent().unwrap()).unwrap();
                fs::write(tree.at(name), "").unwrap();
            }
            tree
        }

        fn at(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        #[track_caller]
        fn check(&self, argument: &str, want: &[&str]) {
            let (found, _) = expand(&self.at(argument)).unwrap();
            assert_eq!(found, want.iter().map(|name| self.at(name)).collect::<Vec<_>>(), "{argument}");
        }
    }

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
    fn folders_and_patterns_are_expanded() {
        let tree = Tree::with(&[
            "b.zst",
            "a.ndjson",
            ".hidden",
            "deep/er/c.gz",
            "deep/d",
            "odd[1]",
            ".no/e.gz",
            ".no/.f.gz",
        ]);
        fs::create_dir(tree.at("empty")).unwrap();
        let all = ["a.ndjson", "b.zst", "deep/d", "deep/er/c.gz", "odd[1]"];
        tree.check("", &all);
        tree.check("*.*", &["a.ndjson", "b.zst"]);
        tree.check("[a-b].*", &["a.ndjson", "b.zst"]);
        tree.check("**/c.gz", &["deep/er/c.gz"]);
        tree.check("**/*.gz", &["deep/er/c.gz"]);
        tree.check("d*", &["deep/d", "deep/er/c.gz"]);
        tree.check("**/*", &all);
        tree.check("deep/../*/d", &["deep/../deep/d"]);
        tree.check(".n*/*", &[".no/e.gz"]);
        tree.check(".n*/*.*", &[".no/e.gz"]);
        tree.check("odd[1]", &["odd[1]"]);
        tree.check("missing", &["missing"]);
        for (argument, message) in [
            ("*.xz", "no file matches this pattern"),
            ("no/such/*", "no file matches this pattern"),
            ("empty", "there is no file in this folder"),
        ] {
            assert_eq!(expand(&tree.at(argument)).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn unfinished_files_are_not_recordings() {
        let tree = Tree::with(&["a", ".zerocord-Ab3dEf.part"]);
        tree.check("", &["a"]);
        assert_eq!(expand(&tree.at(".*.part")).unwrap_err().to_string(), "no file matches this pattern");
        assert!(expand(&tree.at(".zerocord-Ab3dEf.part")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_in_loops_and_files_are_found_once() {
        use std::os::unix::fs::symlink;
        let tree = Tree::with(&["a/x.ndjson", "b/y.ndjson", "a/deep/z.ndjson"]);
        for (target, link) in [
            (".", "self"),
            ("..", "a/up"),
            ("../b", "a/to_b"),
            ("../a", "b/to_a"),
            ("x.ndjson", "a/latest.ndjson"),
            ("missing", "a/dangling.ndjson"),
            ("round.ndjson", "a/round.ndjson"),
        ] {
            symlink(target, tree.at(link)).unwrap();
        }
        let all = ["a/deep/z.ndjson", "a/x.ndjson", "b/y.ndjson"];
        tree.check("", &all);
        tree.check("**/*.ndjson", &all);
        tree.check("**", &all);
        tree.check("a/*.ndjson", &["a/x.ndjson"]);
        tree.check("a/lat*", &["a/latest.ndjson"]);
        tree.check("*/to_b/*.ndjson", &["a/to_b/y.ndjson"]);
        // A link to a folder is read if it is named explicitly.
        tree.check("a/to_b", &["a/to_b/y.ndjson"]);
    }

    #[test]
    fn an_output_that_would_be_found_is_recognized() {
        let tree = Tree::with(&["in/a.ndjson", "in/deep/b.ndjson"]);
        for (argument, file, want) in [
            ("in", "in/out.ndjson", true),
            ("in", "in/deep/out.csv", true),
            ("in", "out.ndjson", false),
            ("in", "in/.out.ndjson", false),
            ("in/*.ndjson", "in/out.ndjson", true),
            ("in/*.ndjson", "in/out.csv", false),
            ("in/*.*", "in/.out.csv", false),
            ("in/*.ndjson", "in/deep/out.ndjson", false),
            ("in/d*", "in/deep/out.csv", true),
            ("in/**/*.ndjson", "in/deep/out.ndjson", true),
            ("in/a.ndjson", "in/out.ndjson", false),
        ] {
            assert_eq!(would_find(&tree.at(argument), &tree.at(file)), want, "{argument} {file}");
        }
    }
}
