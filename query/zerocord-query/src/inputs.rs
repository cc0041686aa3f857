//! Finds the files of recordings and of converted lakes.

use std::collections::BTreeMap;
use std::path::{Component, Path as LocalPath, PathBuf, absolute};

use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::datasource::listing::ListingTableUrl;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use glob::{MatchOptions, Pattern};
use object_store::{ObjectMeta, ObjectStoreExt};
use serde::Deserialize;
use url::Url;

/// The file that `zerocord convert` writes into a lake.
const MANIFEST: &str = "_zerocord.json";

const GLOB: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// A file in a store.
#[derive(Clone, Debug)]
pub(crate) struct FoundFile {
    pub(crate) url: ListingTableUrl,
    pub(crate) meta: ObjectMeta,
    /// The name as the user would write it.
    pub(crate) name: String,
}

impl FoundFile {
    /// The path; `None` if the file is in a remote store.
    pub(crate) fn local_path(&self) -> Option<PathBuf> {
        Url::parse(self.url.as_str()).ok()?.to_file_path().ok()
    }
}

/// What an argument refers to.
#[derive(Debug)]
pub(crate) enum Input {
    Recordings(Vec<FoundFile>),
    Lake(Lake),
}

/// A folder that `zerocord convert` wrote.
#[derive(Debug)]
pub(crate) struct Lake {
    pub(crate) name: String,
    pub(crate) options: LakeOptions,
    /// The files of each table, by its name in lower case.
    pub(crate) tables: BTreeMap<String, Vec<FoundFile>>,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    options: LakeOptions,
    inputs: Vec<ManifestInput>,
}

#[derive(Debug, Deserialize)]
struct ManifestInput {
    part: String,
}

/// The options that a lake was converted with.
#[derive(Debug, Deserialize)]
pub(crate) struct LakeOptions {
    format: String,
    pub(crate) events: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) depth: usize,
    pub(crate) with_content: bool,
    pub(crate) derive: bool,
}

/// Where an argument begins, and which files below match.
struct Root {
    url: ListingTableUrl,
    /// The part of the argument that `url` represents, with a slash at its end if it is not empty.
    name: String,
    pattern: Option<Pattern>,
}

/// Finds the files of an argument: a file, a folder or a pattern, local or in a store by its URL.
///
/// # Errors
/// There is no such file; a store reports an error; a lake is not in Parquet.
pub(crate) async fn find(ctx: &SessionContext, argument: &str) -> Result<Input> {
    let root = Root::of(argument)?;
    let store = ctx.runtime_env().object_store(root.url.object_store())?;
    if root.pattern.is_none() && !root.url.is_collection() {
        match store.head(root.url.prefix()).await {
            Ok(meta) => {
                let name = argument.to_owned();
                return Ok(Input::Recordings(vec![FoundFile { url: root.url, meta, name }]));
            }
            // In a store, a folder is what objects have in common.
            Err(object_store::Error::NotFound { .. }) if argument.contains("://") => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut metas: Vec<ObjectMeta> = store.list(Some(root.url.prefix())).try_collect().await?;
    metas.sort_by(|one, other| one.location.cmp(&other.location));
    let mut files = Vec::new();
    let mut manifest = None;
    for meta in metas {
        let Some(below) = below(&root, &meta) else { continue };
        if below == MANIFEST {
            let bytes = store.get(&meta.location).await?.bytes().await?;
            let parsed: Manifest = serde_json::from_slice(&bytes)
                .map_err(|error| DataFusionError::Plan(format!("{argument}: {MANIFEST}: {error}")))?;
            manifest = Some(parsed);
        } else if root.matches(&below) {
            let name = format!("{}{below}", root.name);
            files.push((below, FoundFile { url: url_of(&root.url, &meta)?, meta, name }));
        }
    }
    if let Some(manifest) = manifest.filter(|_| root.pattern.is_none()) {
        return Lake::new(argument, manifest, files).map(Input::Lake);
    }
    if files.is_empty() {
        let what =
            if root.pattern.is_some() { "no file matches this pattern" } else { "there is no file here" };
        return plan_err!("{argument}: {what}");
    }
    if let Some((_, file)) = files.iter().find(|(name, _)| name.ends_with(".parquet")) {
        return plan_err!(
            "{}: a Parquet file; name the folder that `zerocord convert` wrote, with its {MANIFEST}",
            file.name
        );
    }
    Ok(Input::Recordings(files.into_iter().map(|(_, file)| file).collect()))
}

impl Root {
    fn of(argument: &str) -> Result<Root> {
        if argument.starts_with("file://") {
            let url = Url::parse(argument).ok().and_then(|url| url.to_file_path().ok());
            return match url.as_deref().and_then(LocalPath::to_str) {
                Some(path) => Root::of(path),
                None => plan_err!("{argument}: not the URL of a local file, such as file:///folder/file"),
            };
        }
        if argument.contains("://") {
            return Root::of_url(argument);
        }
        let local = |path: &str| -> Result<ListingTableUrl> {
            let mut path = absolute(if path.is_empty() { "." } else { path })?;
            // Stores do not know the folder above.
            if path.components().any(|part| part == Component::ParentDir) {
                path = path.canonicalize().map_err(|error| named(argument, error))?;
            }
            let url =
                if path.is_dir() { Url::from_directory_path(&path) } else { Url::from_file_path(&path) };
            let url = url.map_err(|()| DataFusionError::Plan(format!("{}: not a path", path.display())))?;
            ListingTableUrl::try_new(url, None)
        };
        let path = LocalPath::new(argument);
        if let Some((base, pattern)) = split_pattern(argument).filter(|_| !path.exists()) {
            return Ok(Root {
                url: local(base)?,
                name: base.to_owned(),
                pattern: Some(compiled(argument, pattern)?),
            });
        }
        let metadata = path.metadata().map_err(|error| named(argument, error))?;
        let name =
            if metadata.is_dir() { format!("{}/", argument.trim_end_matches('/')) } else { String::new() };
        Ok(Root { url: local(argument)?, name, pattern: None })
    }

    fn of_url(argument: &str) -> Result<Root> {
        let parse = |url: &str| {
            let url =
                Url::parse(url).map_err(|error| DataFusionError::Plan(format!("{argument}: {error}")))?;
            ListingTableUrl::try_new(url, None)
        };
        match split_pattern(argument) {
            Some((base, pattern)) => {
                let pattern = Some(compiled(argument, pattern)?);
                Ok(Root { url: parse(base)?, name: base.to_owned(), pattern })
            }
            None => {
                let name = format!("{}/", argument.trim_end_matches('/'));
                Ok(Root { url: parse(argument)?, name, pattern: None })
            }
        }
    }

    /// Whether a file is meant: hidden ones are only if the pattern says so.
    fn matches(&self, below: &str) -> bool {
        match &self.pattern {
            Some(pattern) => pattern.matches_with(below, GLOB),
            None => !below.split('/').any(|part| part.starts_with('.')),
        }
    }
}

fn named(argument: &str, error: std::io::Error) -> DataFusionError {
    DataFusionError::IoError(std::io::Error::new(error.kind(), format!("{argument}: {error}")))
}

/// The folder without wildcards, with a slash at its end, and the rest.
fn split_pattern(argument: &str) -> Option<(&str, &str)> {
    let wildcard = argument.find(['*', '?', '['])?;
    let base = argument[..wildcard].rfind('/').map_or(0, |slash| slash + 1);
    Some(argument.split_at(base))
}

fn compiled(argument: &str, pattern: &str) -> Result<Pattern> {
    Pattern::new(pattern).map_err(|error| DataFusionError::Plan(format!("{argument}: {error}")))
}

/// The path below the root.
fn below(root: &Root, meta: &ObjectMeta) -> Option<String> {
    let parts = meta.location.prefix_match(root.url.prefix())?;
    Some(parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/"))
}

fn url_of(root: &ListingTableUrl, meta: &ObjectMeta) -> Result<ListingTableUrl> {
    let store: ObjectStoreUrl = root.object_store();
    let mut url = Url::parse(store.as_str()).map_err(|error| DataFusionError::External(error.into()))?;
    url.path_segments_mut()
        .map_err(|()| DataFusionError::Plan(format!("{store}: not a store")))?
        .clear()
        .extend(meta.location.parts().map(|part| part.as_ref().to_owned()));
    ListingTableUrl::try_new(url, None)
}

impl Lake {
    fn new(name: &str, manifest: Manifest, files: Vec<(String, FoundFile)>) -> Result<Lake> {
        if manifest.options.format != "parquet" {
            return plan_err!(
                "{name}: the lake is in the format {}; only Parquet is read",
                manifest.options.format
            );
        }
        let mut tables: BTreeMap<String, Vec<FoundFile>> = BTreeMap::new();
        for (below, file) in files {
            let Some((table, rest)) = below.strip_prefix("event=").and_then(|rest| rest.split_once('/'))
            else {
                continue;
            };
            // Files of inputs that are not listed were left by a run that was killed.
            let part = rest.rsplit('/').next().and_then(|name| name.strip_prefix("part-")?.split_once('-'));
            if part.is_some_and(|(part, _)| manifest.inputs.iter().any(|input| input.part == part)) {
                tables.entry(table.to_ascii_lowercase()).or_default().push(file);
            }
        }
        Ok(Lake { name: name.to_owned(), options: manifest.options, tables })
    }

    /// Whether the conversion included this table, so that a table without files is empty.
    pub(crate) fn includes(&self, table: &str) -> bool {
        table != crate::table::FRAMES
            && self.options.columns.is_empty()
            && (self.options.events.is_empty()
                || self.options.events.iter().any(|event| event.trim().eq_ignore_ascii_case(table)))
    }
}
