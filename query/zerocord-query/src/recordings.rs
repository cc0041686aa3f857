//! Recordings and lakes as tables of a session.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::catalog::{MemorySchemaProvider, SchemaProvider};
use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::prelude::SessionContext;
use zerocord_firehose::blocks::frame_of_line;
use zerocord_firehose::hint_for;

use crate::catalog::{RecordingSchema, Tables};
use crate::inputs::{FoundFile, Input, find};
use crate::journals;
use crate::names::FileNames;
use crate::open::first_frame;
use crate::report::ScanLog;
use crate::table::TableSettings;

/// Recordings, or a lake that `zerocord convert` wrote, to register as tables of DataFusion: one table for each event, named
/// like it in lower case.
///
/// ```
/// use datafusion::prelude::SessionContext;
/// use zerocord_query::Recordings;
///
/// # #[tokio::main]
/// # async fn main() -> datafusion::common::Result<()> {
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))?;
/// let ctx = SessionContext::new();
/// Recordings::new(["corpus/firehose/*.ndjson"]).register(&ctx).await?;
/// let count = ctx.sql("SELECT channel_id, count(*) FROM message_create GROUP BY channel_id").await?;
/// assert!(count.count().await? > 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Recordings {
    inputs: Vec<String>,
    settings: TableSettings,
}

impl Recordings {
    /// Recordings by their names: files, folders (all files in them and below, except hidden ones), patterns such as
    /// `shard*.ndjson` or `**/*.zst`, or one lake. Names with a scheme, such as `s3://bucket/folder`, are looked up in the object
    /// stores that are registered in the session.
    ///
    /// The files are listed once, when the tables are registered.
    pub fn new<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Recordings {
        Recordings { inputs: names.into_iter().map(Into::into).collect(), settings: TableSettings::default() }
    }

    /// Includes message content, which is left out by default: see
    /// [zerocord-arrow](zerocord_arrow#privacy). A lake has the content that was converted.
    #[must_use]
    pub fn content(mut self, content: bool) -> Recordings {
        self.settings.content = content;
        self
    }

    /// Sets how many levels of objects become structs, from 1 to 16. The default is 2. Deeper objects are JSON.
    #[must_use]
    pub fn depth(mut self, depth: usize) -> Recordings {
        self.settings.depth = depth;
        self
    }

    /// Adds columns that are computed from message content, such as `content_len`.
    #[must_use]
    pub fn derive(mut self, derive: bool) -> Recordings {
        self.settings.derive = derive;
        self
    }

    /// Sets whether every byte of a frame is checked before the frame becomes a row. The default is `true`. Without this check,
    /// a frame that is damaged in a part that the query does not read can become a row.
    #[must_use]
    pub fn validate(mut self, validate: bool) -> Recordings {
        self.settings.validate = validate;
        self
    }

    /// Adds the tables to the default schema of the session. Tables that are already there keep their names. Returns where scans
    /// report frames that they cannot read.
    ///
    /// # Errors
    /// No file is found; recordings and lakes, or several stores, are mixed; a store reports an error.
    pub async fn register(&self, ctx: &SessionContext) -> Result<Arc<ScanLog>> {
        let schema = ctx.state().config_options().catalog.default_schema.clone();
        self.register_as(ctx, &schema).await
    }

    /// As [`register`](Recordings::register), in the schema of this name: `SELECT * FROM name.message_create`.
    ///
    /// # Errors
    /// As [`register`](Recordings::register).
    pub async fn register_as(&self, ctx: &SessionContext, schema: &str) -> Result<Arc<ScanLog>> {
        let log = Arc::new(ScanLog::default());
        let tables = self.tables(ctx, log.clone()).await?;
        let catalog = ctx.state().config_options().catalog.default_catalog.clone();
        let Some(catalog) = ctx.catalog(&catalog) else {
            return plan_err!("there is no catalog `{catalog}`");
        };
        let before = catalog.schema(schema).unwrap_or_else(|| Arc::new(MemorySchemaProvider::new()));
        let provider: Arc<dyn SchemaProvider> = Arc::new(RecordingSchema::new(before, tables, ctx));
        catalog.register_schema(schema, provider)?;
        Ok(log)
    }

    /// The local files that the names refer to, those of lakes included: a program that writes a file can make sure that it is not
    /// one of these.
    ///
    /// # Errors
    /// No file is found; a store reports an error.
    pub async fn local_files(&self, ctx: &SessionContext) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for input in &self.inputs {
            let found = match find(ctx, input).await? {
                Input::Recordings(found) => found,
                Input::Lake(lake) => lake.tables.into_values().flatten().collect(),
            };
            files.extend(found.iter().filter_map(FoundFile::local_path));
        }
        Ok(files)
    }

    async fn tables(&self, ctx: &SessionContext, log: Arc<ScanLog>) -> Result<Tables> {
        let mut recordings: Vec<FoundFile> = Vec::new();
        let mut lake = None;
        for input in &self.inputs {
            match find(ctx, input).await? {
                Input::Recordings(files) => recordings.extend(files),
                Input::Lake(found) if lake.is_none() => lake = Some(found),
                Input::Lake(found) => {
                    return plan_err!("{}: a second lake; register each under a name of its own", found.name);
                }
            }
        }
        match lake {
            Some(lake) if recordings.is_empty() => Ok(Tables::Lake(lake)),
            Some(lake) => {
                plan_err!("{}: a lake next to recordings; register each under a name of its own", lake.name)
            }
            None => {
                // A file that several arguments name is read once.
                let mut seen = std::collections::HashSet::new();
                recordings.retain(|file| seen.insert(file.url.as_str().to_owned()));
                let Some(first) = recordings.first() else { return plan_err!("no recording is named") };
                let store = first.url.object_store();
                if let Some(other) = recordings.iter().find(|file| file.url.object_store() != store) {
                    return plan_err!("{} and {} are in different stores", first.name, other.name);
                }
                journals::leave_out(ctx, &mut recordings).await?;
                let mut names = FileNames::default();
                recordings.iter().for_each(|file| names.insert(&file.meta.location, file.name.clone()));
                let received = self.has_received(ctx, &recordings).await?;
                let depth = self.settings.depth.clamp(1, 16);
                let settings = TableSettings { depth, received, ..self.settings.clone() };
                let urls = recordings.into_iter().map(|file| file.url).collect();
                Ok(Tables::Recordings { urls, names: Arc::new(names), settings, log })
            }
        }
    }
}

impl Recordings {
    /// Whether the first frame has the time at which it was received.
    ///
    /// # Errors
    /// The first line is not a frame, but something around one.
    async fn has_received(&self, ctx: &SessionContext, recordings: &[FoundFile]) -> Result<bool> {
        for file in recordings {
            let store = ctx.runtime_env().object_store(file.url.object_store())?;
            let Some(line) = first_frame(store, &file.meta).await else { continue };
            let (frame, received) = frame_of_line(&line);
            if hint_for(&[frame]).is_some() {
                return plan_err!(
                    "{}: the lines are not frames. SQL reads frames as the gateway sent them, and those of `zerocord record \
                     --with-received`; `zerocord convert` also reads frames in other objects",
                    file.name
                );
            }
            return Ok(received.is_some());
        }
        Ok(false)
    }
}

/// An error of a table that does not exist.
pub(crate) fn no_table(lake: &str, table: &str) -> DataFusionError {
    let why = match table == crate::table::FRAMES {
        true => "a lake does not have the table `frames`; query the recording".to_owned(),
        false => format!("the lake was converted without the table `{table}`"),
    };
    DataFusionError::Plan(format!("{lake}: {why}"))
}
