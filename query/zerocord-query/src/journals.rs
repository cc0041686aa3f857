//! Leaves out the journals of a recorder whose lines are in a segment too.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use datafusion::common::{DataFusionError, Result};
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use object_store::path::Path as StorePath;
use object_store::{GetResultPayload, ObjectStore, ObjectStoreExt};
use tokio::runtime::Handle;
use zerocord_firehose::blocks::{BlockIndex, journals_in_segments_with};

use crate::inputs::FoundFile;

/// Leaves out the journals whose lines are in a segment as well: a recorder that was killed may have left one.
///
/// Segments are only read if there is a journal: of a remote store, the last segment of its folder is fetched.
///
/// # Errors
/// A store reports an error.
pub(crate) async fn leave_out(ctx: &SessionContext, files: &mut Vec<FoundFile>) -> Result<()> {
    let is_journal =
        |file: &FoundFile| file.meta.location.filename().is_some_and(|name| name.starts_with("journal-"));
    let Some(journal) = files.iter().find(|file| is_journal(file)) else { return Ok(()) };
    let store = ctx.runtime_env().object_store(journal.url.object_store())?;
    let locations: Vec<String> = files.iter().map(|file| file.meta.location.to_string()).collect();
    let handle = Handle::current();
    let found = tokio::task::spawn_blocking(move || {
        journals_in_segments_with(&locations, |path| read_index(&store, path, &handle))
    });
    let found = found.await.map_err(|error| DataFusionError::External(error.into()))??;
    let found: HashSet<&str> = found.iter().filter_map(|path| path.to_str()).collect();
    files.retain(|file| !found.contains(file.meta.location.as_ref()));
    Ok(())
}

fn read_index(store: &Arc<dyn ObjectStore>, path: &Path, handle: &Handle) -> io::Result<BlockIndex> {
    // Not `from`, which would escape what is escaped already.
    let location = StorePath::parse(path.to_string_lossy()).map_err(io::Error::other)?;
    let got = handle.block_on(store.get(&location))?;
    if let GetResultPayload::File(file, _) = got.payload {
        return BlockIndex::read(&file);
    }
    let mut file: File = tempfile::tempfile()?;
    let mut chunks = got.into_stream();
    while let Some(chunk) = handle.block_on(chunks.next()) {
        file.write_all(&chunk?)?;
    }
    BlockIndex::read(&file)
}
