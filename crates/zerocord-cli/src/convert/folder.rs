//! The output folder: one run at a time, files that appear once they are complete, and the manifest.
//!
//! Files are written in a hidden folder and renamed once their input is finished. The manifest is written after that.
//! So a file whose input is not in the manifest was left by a run that was killed; the next run removes it.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use walkdir::WalkDir;
use zerocord_firehose::__private::sync_folder;

use super::manifest::{ConvertedInput, FILE_NAME, InputIdentity, LakeOptions, Manifest};
use crate::columnar::in_parallel;
use crate::exit::refuse;
use crate::input::InputArguments;
use crate::output::console::say;
use crate::output::shown::shown_path;
use crate::output::text_table::plural;
use crate::output::{UnfinishedList, handle_interrupts};

/// The name of the staging folder.
const STAGING: &str = ".zerocord-unfinished";

/// The minimum time between two writes of the manifest, which happen at the ends of inputs.
const MANIFEST_INTERVAL: Duration = Duration::from_secs(2);

/// The number of files that are synced at the same time.
const SYNC_THREADS: usize = 8;

/// An output folder.
pub struct LakeFolder {
    path: PathBuf,
    staging: PathBuf,
    manifest: Manifest,
    is_manifest_old: bool,
    written: Instant,
    staged_count: u64,
    /// The lock, held while the folder is written to.
    _lock: Option<File>,
}

/// A complete file in the staging folder, and its final path inside the folder.
#[derive(Debug)]
pub struct StagedFile {
    pub staged: PathBuf,
    pub path: PathBuf,
}

impl LakeFolder {
    /// Opens the folder. Exits with a usage error if it contains something else, or an earlier run that is not to be
    /// resumed.
    ///
    /// # Errors
    /// Errors from reading and writing.
    pub fn open(
        path: &Path,
        options: LakeOptions,
        resume: bool,
        inputs: &InputArguments,
    ) -> io::Result<LakeFolder> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", shown_path(path)));
        fs::create_dir_all(path).map_err(named)?;
        let lock = lock(path).map_err(named)?;
        let manifest = Manifest::read(path).map_err(named)?;
        let manifest = manifest_to_use(path, manifest, options, resume).map_err(named)?;
        let staging = path.join(STAGING);
        let mut folder = LakeFolder {
            path: path.to_owned(),
            staging,
            manifest,
            is_manifest_old: true,
            written: Instant::now(),
            staged_count: 0,
            _lock: lock,
        };
        folder.begin(inputs).map_err(named)?;
        Ok(folder)
    }

    fn begin(&mut self, inputs: &InputArguments) -> io::Result<()> {
        handle_interrupts()?;
        if self.staging.exists() {
            fs::remove_dir_all(&self.staging)?;
        }
        let message = "interrupted: finished inputs are kept, --resume converts the others";
        UnfinishedList::lock().add(&self.staging, message.to_owned());
        fs::create_dir(&self.staging)?;
        // Inputs to convert again: those that changed, and those that were converted only in part.
        let identities: Vec<InputIdentity> =
            inputs.readable_paths().filter_map(|path| InputIdentity::of_file(path).ok()).collect();
        self.manifest.inputs.retain(|input| {
            let is_named = || identities.iter().find(|identity| identity.path == input.identity.path);
            is_named().is_none_or(|identity| input.complete && *identity == input.identity)
        });
        self.write_manifest()?;
        self.remove_orphans()
    }

    /// Removes files of inputs that the manifest does not list.
    fn remove_orphans(&self) -> io::Result<()> {
        let parts: HashSet<&str> = self.manifest.inputs.iter().map(|input| input.part.as_str()).collect();
        let mut count = 0;
        for entry in WalkDir::new(&self.path).min_depth(2).max_depth(3) {
            let entry = entry.map_err(io::Error::from)?;
            let is_orphan = entry.file_type().is_file()
                && entry.file_name().to_str().and_then(part_of).is_some_and(|part| !parts.contains(part));
            if is_orphan {
                fs::remove_file(entry.path())?;
                count += 1;
            }
        }
        if count > 0 {
            let folder = shown_path(&self.path);
            say(format_args!(
                "{folder}: {} of inputs that were not finished, or have changed, removed",
                plural(count, "file")
            ));
        }
        Ok(())
    }

    /// The options that all files of the folder share.
    pub fn options(&self) -> &LakeOptions {
        &self.manifest.options
    }

    /// Whether an input is in the folder.
    pub fn has(&self, identity: &InputIdentity) -> bool {
        self.manifest.has(identity)
    }

    /// Creates a file in the staging folder.
    ///
    /// # Errors
    /// Errors from creating it.
    pub fn stage(&mut self) -> io::Result<(File, PathBuf)> {
        let path = self.staging.join(self.staged_count.to_string());
        self.staged_count += 1;
        let file = File::create_new(&path)?;
        Ok((file, path))
    }

    /// Moves complete files to their final paths, so that they survive a power failure.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn publish(&self, files: Vec<StagedFile>) -> io::Result<()> {
        self.publish_files(files).map_err(|error| self.named(error))
    }

    fn publish_files(&self, files: Vec<StagedFile>) -> io::Result<()> {
        let sync = |file: &StagedFile| File::open(&file.staged)?.sync_all();
        in_parallel(files.iter().collect(), SYNC_THREADS, sync).into_iter().collect::<io::Result<()>>()?;
        let mut folders = BTreeSet::new();
        for file in &files {
            let path = self.path.join(&file.path);
            let folder = path.parent().unwrap_or(&self.path);
            fs::create_dir_all(folder)?;
            fs::rename(&file.staged, &path)?;
            folders.extend(
                folder.ancestors().take_while(|above| above.starts_with(&self.path)).map(Path::to_owned),
            );
        }
        in_parallel(folders.into_iter().collect(), SYNC_THREADS, |folder| sync_folder(&folder))
            .into_iter()
            .collect()
    }

    /// Removes files from the staging folder.
    pub fn discard(&self, files: &[StagedFile]) {
        for file in files {
            let _ = fs::remove_file(&file.staged);
        }
    }

    /// Adds an input whose files are at their final paths to the manifest.
    ///
    /// # Errors
    /// Errors from writing the manifest.
    pub fn add(&mut self, input: ConvertedInput) -> io::Result<()> {
        self.manifest.inputs.push(input);
        self.is_manifest_old = true;
        if self.written.elapsed() < MANIFEST_INTERVAL {
            return Ok(());
        }
        self.write_manifest().map_err(|error| self.named(error))
    }

    /// Writes the manifest if it is not up to date.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn settle(&mut self) -> io::Result<()> {
        match self.is_manifest_old {
            true => self.write_manifest().map_err(|error| self.named(error)),
            false => Ok(()),
        }
    }

    fn write_manifest(&mut self) -> io::Result<()> {
        let staged = self.staging.join(FILE_NAME);
        let mut file = File::create(&staged)?;
        let mut bytes = serde_json::to_vec_pretty(&self.manifest)?;
        bytes.push(b'\n');
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&staged, self.path.join(FILE_NAME))?;
        sync_folder(&self.path)?;
        (self.is_manifest_old, self.written) = (false, Instant::now());
        Ok(())
    }

    /// Prefixes an error with the folder's name.
    pub fn named(&self, error: io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("{}: {error}", shown_path(&self.path)))
    }
}

impl Drop for LakeFolder {
    fn drop(&mut self) {
        // If a later input fails, the inputs that were finished stay finished.
        let _ = self.settle();
        let _ = fs::remove_dir_all(&self.staging);
        UnfinishedList::lock().remove(&self.staging);
    }
}

fn manifest_to_use(
    path: &Path,
    found: Option<Manifest>,
    options: LakeOptions,
    resume: bool,
) -> io::Result<Manifest> {
    let folder = shown_path(path);
    match found {
        Some(manifest) if resume && manifest.options == options => Ok(manifest),
        Some(manifest) if resume && manifest.options.choice != options.choice => refuse(
            "convert",
            format_args!(
                "`{folder}` has {}, and this run chooses {}: repeat the same options, or name another folder",
                chosen(&manifest.options),
                chosen(&options)
            ),
        ),
        Some(_) if resume => refuse(
            "convert",
            format_args!(
                "`{folder}` was written with other options, which {FILE_NAME} lists; repeat those, or name another folder"
            ),
        ),
        Some(_) => refuse(
            "convert",
            format_args!("`{folder}` holds an earlier run: --resume adds to it; or name another folder"),
        ),
        None if fs::read_dir(path)?.next().is_some() => refuse(
            "convert",
            format_args!("`{folder}` is not empty and has no {FILE_NAME}; name a new folder"),
        ),
        None => Ok(Manifest::new(options)),
    }
}

/// The frames that a run chooses, for messages.
fn chosen(options: &LakeOptions) -> String {
    match options.choice.is_empty() {
        true => "all frames".to_owned(),
        false => format!("frames by `{}`", options.choice.join(" ")),
    }
}

/// The hash in the name of an output file.
fn part_of(name: &str) -> Option<&str> {
    let (stem, suffix) = name.split_once('.')?;
    let (part, number) = stem.strip_prefix("part-")?.split_once('-')?;
    let is_ours = part.len() == 16
        && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(suffix, "parquet" | "arrow");
    is_ours.then_some(part)
}

/// Locks the folder.
fn lock(path: &Path) -> io::Result<Option<File>> {
    // Not every system can open folders, and not every file system has locks.
    let Ok(folder) = File::open(path) else { return Ok(None) };
    match folder.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another run writes to this folder")),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(folder)),
    }
}
