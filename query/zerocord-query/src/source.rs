//! Recordings as a source of DataFusion's file scans.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::Session;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, GetExt, Result, Statistics};
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileGroup, FileGroupPartitioner, FileOpener, FileScanConfig, FileSource,
};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::utils::conjunction;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr};
use datafusion::physical_plan::filter_pushdown::{FilterPushdownPropagation, PushedDown};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::{DisplayFormatType, ExecutionPlan};
use object_store::{ObjectMeta, ObjectStore};

use crate::leaves::ColumnUses;
use crate::names::FileNames;
use crate::open::RecordingOpener;
use crate::plan::{Request, tree_of};
use crate::report::ScanLog;
use crate::scan::ScanMetrics;
use crate::table::{RecordingTable, TableSettings};

/// One table of recordings, as a [`FileFormat`].
///
/// Files are plain, gzip or Zstandard; their content decides, not their names.
#[derive(Clone, Debug)]
pub struct RecordingFormat {
    table: Arc<RecordingTable>,
    names: Arc<FileNames>,
    log: Arc<ScanLog>,
}

impl RecordingFormat {
    /// The table of this name: an event in lower case, `unknown`, `other` or `frames`. Message content is left out, and objects
    /// become structs down to the second level; [`Recordings`](crate::Recordings) has the options.
    ///
    /// # Errors
    /// There is no such table.
    pub fn new(table: &str) -> Result<RecordingFormat> {
        let table = RecordingTable::new(table, &TableSettings::default())
            .map_err(|error| DataFusionError::Plan(error.to_string()))?;
        Ok(RecordingFormat::of(table, Arc::default(), Arc::default()))
    }

    pub(crate) fn of(table: RecordingTable, names: Arc<FileNames>, log: Arc<ScanLog>) -> RecordingFormat {
        RecordingFormat { table: Arc::new(table), names, log }
    }

    /// The columns of the table.
    pub fn schema(&self) -> SchemaRef {
        self.table.schema.clone()
    }

    /// Where scans report what they cannot read.
    pub fn log(&self) -> &Arc<ScanLog> {
        &self.log
    }
}

#[async_trait]
impl FileFormat for RecordingFormat {
    fn get_ext(&self) -> String {
        "ndjson".to_owned()
    }

    fn get_ext_with_compression(&self, compression: &FileCompressionType) -> Result<String> {
        Ok(format!("ndjson{}", compression.get_ext()))
    }

    fn compression_type(&self) -> Option<FileCompressionType> {
        None
    }

    async fn infer_schema(
        &self,
        _session: &dyn Session,
        _store: &Arc<dyn ObjectStore>,
        _objects: &[ObjectMeta],
    ) -> Result<SchemaRef> {
        Ok(self.schema())
    }

    async fn infer_stats(
        &self,
        _session: &dyn Session,
        store: &Arc<dyn ObjectStore>,
        schema: SchemaRef,
        object: &ObjectMeta,
    ) -> Result<Statistics> {
        let row_count = crate::counts::row_count(&self.table, store, object).await;
        Ok(Statistics { num_rows: row_count, ..Statistics::new_unknown(&schema) })
    }

    async fn create_physical_plan(
        &self,
        _session: &dyn Session,
        config: FileScanConfig,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(DataSourceExec::from_data_source(config))
    }

    fn file_source(&self, schema: TableSchema) -> Arc<dyn FileSource> {
        Arc::new(RecordingSource {
            projection: SplitProjection::unprojected(&schema),
            format: self.clone(),
            schema,
            predicates: Vec::new(),
            batch_rows: 8192,
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }
}

/// A scan of one table of recordings, as a [`FileSource`].
#[derive(Clone)]
pub struct RecordingSource {
    format: RecordingFormat,
    schema: TableSchema,
    projection: SplitProjection,
    /// Over the columns of the files.
    predicates: Vec<Arc<dyn PhysicalExpr>>,
    batch_rows: usize,
    metrics: ExecutionPlanMetricsSet,
}

impl RecordingSource {
    fn request(&self, limit: Option<usize>) -> Request<'_> {
        let mut uses = ColumnUses::default();
        for projected in self.projection.source.iter() {
            uses.add(&projected.expr, self.schema.file_schema());
        }
        Request {
            table: &self.format.table,
            columns: &self.projection.file_indices,
            uses,
            predicates: &self.predicates,
            batch_rows: self.batch_rows,
            limit,
        }
    }

    /// Whether line numbers are read, which are known only by reading the file from its start.
    pub(crate) fn reads_lines(&self) -> bool {
        let line = self.schema.file_schema().index_of(self.format.table.line_column());
        line.is_ok_and(|line| self.projection.file_indices.contains(&line))
    }
}

/// The parts that another process needs to make the same scan.
#[cfg(feature = "workers")]
impl RecordingSource {
    /// A scan of a table with predicates over its columns.
    pub(crate) fn of(
        format: RecordingFormat,
        schema: TableSchema,
        predicates: Vec<Arc<dyn PhysicalExpr>>,
    ) -> RecordingSource {
        RecordingSource {
            projection: SplitProjection::unprojected(&schema),
            format,
            schema,
            predicates,
            batch_rows: 8192,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    pub(crate) fn table(&self) -> &RecordingTable {
        &self.format.table
    }

    pub(crate) fn names(&self) -> &FileNames {
        &self.format.names
    }

    pub(crate) fn log(&self) -> &Arc<ScanLog> {
        &self.format.log
    }

    pub(crate) fn predicates(&self) -> &[Arc<dyn PhysicalExpr>] {
        &self.predicates
    }

    /// The same scan with other names of its files.
    pub(crate) fn with_names(&self, names: FileNames) -> RecordingSource {
        let format = RecordingFormat { names: Arc::new(names), ..self.format.clone() };
        RecordingSource { format, ..self.clone() }
    }
}

impl FileSource for RecordingSource {
    fn create_file_opener(
        &self,
        store: Arc<dyn ObjectStore>,
        config: &FileScanConfig,
        partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let opener = RecordingOpener {
            store,
            plan: Arc::new(self.request(config.limit).plan()?),
            names: self.format.names.clone(),
            log: self.format.log.clone(),
            metrics: ScanMetrics::new(&self.metrics, partition),
        };
        ProjectionOpener::try_new(self.projection.clone(), Arc::new(opener), self.schema.file_schema())
    }

    fn table_schema(&self) -> &TableSchema {
        &self.schema
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(RecordingSource { batch_rows: batch_size, ..self.clone() })
    }

    fn filter(&self) -> Option<Arc<dyn PhysicalExpr>> {
        (!self.predicates.is_empty()).then(|| conjunction(self.predicates.iter().cloned()))
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &str {
        "recording"
    }

    fn fmt_extra(&self, _kind: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = &self.format.table;
        write!(f, ", table={}, reads=[{}]", table.name(), self.request(None).paths().join(", "))?;
        if let Some(filter) = self.filter() {
            write!(f, ", filter={filter}")?;
        }
        let needles = self.predicates.iter().filter_map(|predicate| tree_of(table, predicate));
        for ids in needles.flat_map(|tree| tree.needles()) {
            let ids: Vec<String> = ids.iter().map(i128::to_string).collect();
            write!(f, ", ids_as_bytes=[{}]", ids.join(", "))?;
        }
        Ok(())
    }

    fn repartitioned(
        &self,
        target_partitions: usize,
        repartition_file_min_size: usize,
        output_ordering: Option<LexOrdering>,
        config: &FileScanConfig,
    ) -> Result<Option<FileScanConfig>> {
        if self.reads_lines() {
            return Ok(None);
        }
        let groups = FileGroupPartitioner::new()
            .with_target_partitions(target_partitions)
            .with_repartition_file_min_size(repartition_file_min_size)
            .with_preserve_order_within_groups(output_ordering.is_some())
            .repartition_file_groups(&config.file_groups);
        Ok(groups.map(|groups| {
            // The number of rows is that of whole files.
            let without_count = |mut file: PartitionedFile| {
                file.statistics = file.statistics.filter(|_| file.range.is_none());
                file
            };
            let group = |group: FileGroup| group.into_inner().into_iter().map(without_count).collect();
            let mut config = config.clone();
            config.file_groups = groups.into_iter().map(group).map(FileGroup::new).collect();
            config
        }))
    }

    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        _config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn FileSource>>> {
        let is_taken = |filter: &Arc<dyn PhysicalExpr>| tree_of(&self.format.table, filter).is_some();
        let taken: Vec<bool> = filters.iter().map(is_taken).collect();
        let pushed = taken.iter().map(|is_taken| if *is_taken { PushedDown::Yes } else { PushedDown::No });
        let result = FilterPushdownPropagation::with_parent_pushdown_result(pushed.collect());
        if !taken.contains(&true) {
            return Ok(result);
        }
        let mut source = self.clone();
        let taken =
            filters.into_iter().zip(taken).filter_map(|(filter, is_taken)| is_taken.then_some(filter));
        source.predicates.extend(taken);
        Ok(result.with_updated_node(Arc::new(source) as Arc<dyn FileSource>))
    }

    fn try_pushdown_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn FileSource>>> {
        let projection = self.projection.source.try_merge(projection)?;
        let projection = SplitProjection::new(self.schema.file_schema(), &projection);
        Ok(Some(Arc::new(RecordingSource { projection, ..self.clone() })))
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        let projected = self.projection.source.iter().map(|projected| &projected.expr);
        for expr in projected.chain(&self.predicates) {
            if f(expr)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }
}
