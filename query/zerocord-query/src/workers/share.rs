//! A share of a query, from the side of the worker.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::metrics::MetricValue;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::StreamExt;
use object_store::path::Path as StorePath;
use tokio::sync::mpsc::Sender;

use super::codec::{RecordingCodec, decode};
use super::files::{recordings_of, scan_of, shares, with_files};
use super::protocol::{PlanSettings, ROWS_MAX, ShareDone, ShareProgress};
use super::rule::is_acceptable;
use crate::functions::register_functions;
use crate::names::FileNames;

/// What a worker may read, and with what.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// Canonical folders.
    pub(crate) roots: Vec<PathBuf>,
    /// Object stores that are registered in the environment.
    pub(crate) stores: Vec<ObjectStoreUrl>,
    pub(crate) runtime: Arc<RuntimeEnv>,
    pub(crate) threads: usize,
}

/// A share that can be run.
pub(crate) struct Share {
    plan: Arc<dyn ExecutionPlan>,
    codec: RecordingCodec,
    session: SessionContext,
    rows: AtomicU64,
}

impl Share {
    /// # Errors
    /// The plan is malformed, does more than workers do, or reads files that it may not read.
    pub(crate) fn new(bytes: &[u8], settings: &PlanSettings, access: &Access) -> Result<Share> {
        let mut config = SessionConfig::new()
            .with_target_partitions(access.threads)
            .with_batch_size(settings.batch_rows.clamp(1, 1 << 20));
        config.options_mut().execution.time_zone = settings.time_zone.clone();
        let session = SessionContext::new_with_config_rt(config, access.runtime.clone());
        register_functions(&session);
        let codec = RecordingCodec::default();
        let plan = decode(bytes, &session.task_ctx(), &codec)?;
        if !is_acceptable(&plan) {
            return exec_err!("a worker does not run plans such as {}", plan.name());
        }
        let plan = plan.transform_up(|node| {
            let Some(config) = node.downcast_ref::<DataSourceExec>().and(scan_of(&node)) else {
                return Ok(Transformed::no(node));
            };
            Ok(Transformed::yes(access.scan(config.1)?))
        });
        let mut plan = plan?.data;
        if plan.output_partitioning().partition_count() != 1 {
            plan = Arc::new(CoalescePartitionsExec::new(plan));
        }
        Ok(Share { plan, codec, session, rows: AtomicU64::new(0) })
    }

    /// Sends the rows as an Arrow stream.
    ///
    /// # Errors
    /// A file cannot be read, or an expression fails.
    pub(crate) async fn run(&self, sink: Sender<Vec<u8>>) -> Result<ShareDone> {
        let mut batches = self.plan.execute(0, self.session.task_ctx())?;
        let mut writer = StreamWriter::try_new(Vec::new(), &self.plan.schema())?;
        let mut bytes = 0;
        while let Some(batch) = batches.next().await {
            let batch = batch?;
            writer.write(&batch)?;
            self.rows.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
            bytes += send(&sink, std::mem::take(writer.get_mut())).await?;
        }
        bytes += send(&sink, writer.into_inner()?).await?;
        // Parts are reported when their scans end.
        drop(batches);
        let mut counts = std::collections::BTreeMap::new();
        for metric in self.scan_metrics() {
            if let MetricValue::Count { name, count } = metric.value() {
                *counts.entry(name.to_string()).or_default() += count.value() as u64;
            }
        }
        Ok(ShareDone { progress: self.progress(), bytes, parts: self.codec.log.take_parts(), counts })
    }

    pub(crate) fn progress(&self) -> ShareProgress {
        let frames = self.scan_metrics().into_iter().filter_map(|metric| match metric.value() {
            MetricValue::Count { name, count } if name == "frames" => Some(count.value() as u64),
            _ => None,
        });
        ShareProgress { frames: frames.sum(), rows: self.rows.load(Ordering::Relaxed) }
    }

    fn scan_metrics(&self) -> Vec<Arc<datafusion::physical_plan::metrics::Metric>> {
        let metrics = scan_of(&self.plan).and_then(|(scan, _)| scan.metrics());
        metrics.iter().flat_map(|metrics| metrics.iter()).cloned().collect()
    }
}

/// Sends bytes in pieces that a message can hold; returns their number.
async fn send(sink: &Sender<Vec<u8>>, bytes: Vec<u8>) -> Result<u64> {
    let gone = || DataFusionError::Execution("nobody wants the rows".to_owned());
    if bytes.len() <= ROWS_MAX {
        let count = bytes.len() as u64;
        sink.send(bytes).await.map_err(|_| gone())?;
        return Ok(count);
    }
    for piece in bytes.chunks(ROWS_MAX) {
        sink.send(piece.to_vec()).await.map_err(|_| gone())?;
    }
    Ok(bytes.len() as u64)
}

impl Access {
    /// The scan of files that may be read, divided among threads.
    fn scan(&self, config: &FileScanConfig) -> Result<Arc<dyn ExecutionPlan>> {
        let store = &config.object_store_url;
        let is_local = *store == ObjectStoreUrl::local_filesystem();
        if !is_local && !self.stores.contains(store) {
            return exec_err!("the worker does not read {store}");
        }
        let recordings = recordings_of(config);
        let mut names = FileNames::default();
        let mut files = Vec::new();
        for file in config.file_groups.iter().flat_map(|group| group.iter()) {
            let mut file = file.clone();
            let name = recordings.map(|recordings| recordings.names().name(&file.object_meta.location));
            if is_local {
                self.resolve(&mut file, recordings.is_some())?;
            }
            if let Some(name) = name {
                names.insert(&file.object_meta.location, name);
            }
            files.push(file);
        }
        let mut config = config.clone();
        if let Some(recordings) = recordings_of(&config) {
            config.file_source = Arc::new(recordings.with_names(names));
        }
        let groups = shares(&config, files, self.threads);
        Ok(with_files(&config, groups))
    }

    /// Replaces the path of a file by the canonical one, if it is below a root and the file is the one that was planned.
    fn resolve(&self, file: &mut PartitionedFile, may_grow: bool) -> Result<()> {
        let path = Path::new("/").join(file.object_meta.location.as_ref());
        let shown = path.display();
        if path.components().any(|part| matches!(part, std::path::Component::ParentDir)) {
            return exec_err!("{shown}: the worker does not follow `..`");
        }
        let canonical = path.canonicalize().map_err(|error| {
            DataFusionError::IoError(std::io::Error::new(error.kind(), format!("{shown}: {error}")))
        })?;
        if !self.roots.iter().any(|root| canonical.starts_with(root)) {
            return exec_err!("{shown}: not below a folder that the worker serves (--root)");
        }
        let size = canonical.metadata()?.len();
        let planned = file.object_meta.size;
        if size < planned || (size != planned && !may_grow) {
            return exec_err!("{shown}: {size} bytes on the worker, {planned} where the query was planned");
        }
        file.object_meta.location = StorePath::from_absolute_path(&canonical)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_below_a_root_and_as_long_as_planned() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("served")).unwrap();
        for name in ["served/a", "served-not"] {
            std::fs::write(root.join(name), [0; 100]).unwrap();
        }
        let access = Access {
            roots: vec![root.join("served")],
            stores: Vec::new(),
            runtime: Arc::default(),
            threads: 1,
        };
        let resolve = |name: &str, size: u64, may_grow: bool| {
            let location = StorePath::from_absolute_path(root.join(name)).unwrap();
            let mut file = PartitionedFile::new(location.to_string(), size);
            access.resolve(&mut file, may_grow).map(|()| file).map_err(|error| error.to_string())
        };
        assert!(resolve("served/a", 100, false).is_ok() && resolve("served/a", 99, true).is_ok());
        for (name, size, may_grow, want) in [
            ("served/a", 101, true, "100 bytes on the worker, 101 where the query was planned"),
            ("served/a", 99, false, "100 bytes on the worker, 99 where"),
            ("served-not", 100, true, "served-not: not below a folder that the worker serves"),
            ("served/b", 100, true, "served/b: No such file"),
        ] {
            let error = resolve(name, size, may_grow).unwrap_err();
            assert!(error.contains(want), "{error}");
        }
    }
}
