//! The plan of a scan: the columns that it reads, and those that it returns.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, RecordBatch, RecordBatchOptions};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DataFusionError, Result};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::utils::conjunction;
use zerocord::EventName;
use zerocord_arrow::{Table, TableSetPlan};
use zerocord_firehose::blocks::BlockInfo;
use zerocord_firehose::{Framing, Options};

use crate::condition::{Condition, Tree};
use crate::leaves::{ColumnUse, ColumnUses};
use crate::table::{RecordingTable, TableKind};

/// The column that is read if only the number of rows is needed.
const CHEAPEST: &str = "_offset";

/// The columns that a scan reads, and those that it returns.
#[derive(Debug)]
pub(crate) struct ScanPlan {
    pub(crate) table: RecordingTable,
    /// The rows of an event; `None` for the table of frames.
    pub(crate) rows: Option<TableSetPlan>,
    /// The name of the event; `None` for tables of other frames.
    pub(crate) event: Option<EventName<'static>>,
    pub(crate) condition: Option<Condition>,
    /// What the condition tests.
    tree: Tree,
    pub(crate) batch_rows: usize,
    /// The maximum number of rows to read from one file.
    pub(crate) limit: Option<usize>,
    output: Output,
}

/// How the batches that were read are turned into the result: filtered, then reduced to its columns.
#[derive(Debug)]
struct Output {
    /// The positions of the columns that are used, in the batches that are read.
    columns: Vec<usize>,
    schema: SchemaRef,
    predicate: Option<Arc<dyn PhysicalExpr>>,
    /// The first columns are the result; the others are for the predicate alone.
    column_count: usize,
}

/// The input of [`ScanPlan`].
pub(crate) struct Request<'r> {
    pub(crate) table: &'r RecordingTable,
    /// The columns of the result, in order.
    pub(crate) columns: &'r [usize],
    /// The parts of each column that the query uses.
    pub(crate) uses: ColumnUses,
    pub(crate) predicates: &'r [Arc<dyn PhysicalExpr>],
    pub(crate) batch_rows: usize,
    pub(crate) limit: Option<usize>,
}

impl Request<'_> {
    /// The columns to read: those of the result, then those of the predicates alone, with their paths.
    fn reads(&self) -> Vec<(usize, Vec<String>)> {
        let schema = &self.table.schema;
        let mut uses = self.uses.clone();
        self.predicates.iter().for_each(|predicate| uses.add(predicate, schema));
        let others = uses.0.keys().copied().filter(|column| !self.columns.contains(column));
        let paths = |column: usize| {
            let name = schema.field(column).name();
            (column, uses.0.get(&column).unwrap_or(&ColumnUse::Whole).paths(name))
        };
        self.columns.iter().copied().chain(others).map(paths).collect()
    }

    /// The paths that are read, for `EXPLAIN`.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.reads().into_iter().flat_map(|(_, paths)| paths).collect()
    }

    /// The plan.
    ///
    /// # Errors
    /// A column that the table does not have.
    pub(crate) fn plan(&self) -> Result<ScanPlan> {
        let reads = self.reads();
        let table = self.table;
        let (rows, read_schema) = match &table.kind {
            TableKind::Frames => (None, table.schema.clone()),
            TableKind::Rows(name) => {
                let options = table.settings.options().batch_rows(self.batch_rows);
                let mut paths: Vec<&str> =
                    reads.iter().flat_map(|(_, paths)| paths).map(String::as_str).collect();
                if paths.is_empty() {
                    paths.push(CHEAPEST);
                }
                // `_absent` lists the absent columns among those that are read, so all columns must be.
                let options = if paths.contains(&"_absent") { options } else { options.columns(paths) };
                let rows =
                    Table::of(name, &options).map_err(|error| DataFusionError::External(error.into()))?;
                let schema = rows.schema();
                (Some(TableSetPlan::new(&[rows])), schema)
            }
        };
        let position = |column: usize| read_schema.index_of(table.schema.field(column).name());
        let columns: Vec<usize> =
            reads.iter().map(|(column, _)| position(*column)).collect::<Result<_, _>>()?;
        let schema = Arc::new(Schema::new(read_schema.project(&columns)?.fields().clone()));
        let trees = self.predicates.iter().filter_map(|predicate| tree_of(table, predicate)).collect();
        let tree = Tree::And(trees);
        let predicates = self.predicates.iter().map(|predicate| renumbered(predicate, &reads));
        let predicates = predicates.collect::<Result<Vec<_>>>()?;
        let event = match &table.kind {
            TableKind::Rows(name) => EventName::known(name),
            TableKind::Frames => None,
        };
        Ok(ScanPlan {
            table: table.clone(),
            rows,
            event,
            condition: if predicates.is_empty() { None } else { Condition::new(tree.clone()) },
            tree,
            batch_rows: self.batch_rows,
            limit: self.limit,
            output: Output {
                columns,
                schema,
                predicate: (!predicates.is_empty()).then(|| conjunction(predicates)),
                column_count: self.columns.len(),
            },
        })
    }
}

/// Whether each line of the block is a frame that a scan can read.
pub(crate) fn is_read_completely(block: &BlockInfo) -> bool {
    let framing = if block.is_wrapped { Framing::object("frame") } else { Framing::Line };
    block.has_only_frames(&framing, Options::default().frame_len_max)
}

/// The tree of a predicate that a scan of this table tests; nothing if the table leaves it to others.
pub(crate) fn tree_of(table: &RecordingTable, predicate: &Arc<dyn PhysicalExpr>) -> Option<Tree> {
    let tree = match table.kind {
        TableKind::Rows(_) => Tree::of(predicate, &table.schema),
        TableKind::Frames => Tree::of_event_name(predicate, &table.schema),
    }?;
    // Payloads that are not objects have no fields.
    let is_payload = |path: &str| path == "d" && matches!(table.kind, TableKind::Rows(_));
    let mut paths = BTreeSet::new();
    tree.paths(&mut paths);
    (!paths.into_iter().any(is_payload)
        && !matches!(&table.kind, TableKind::Rows(name) if EventName::known(name).is_none()))
    .then_some(tree)
}

/// The expression for columns at the positions of `reads`.
fn renumbered(expr: &Arc<dyn PhysicalExpr>, reads: &[(usize, Vec<String>)]) -> Result<Arc<dyn PhysicalExpr>> {
    let renumber = |expr: Arc<dyn PhysicalExpr>| -> Result<Transformed<Arc<dyn PhysicalExpr>>> {
        let Some(column) = expr.downcast_ref::<Column>() else { return Ok(Transformed::no(expr)) };
        let position = reads.iter().position(|(read, _)| *read == column.index());
        let position = position.ok_or_else(|| DataFusionError::Internal(format!("{column} is not read")))?;
        Ok(Transformed::yes(Arc::new(Column::new(column.name(), position)) as Arc<dyn PhysicalExpr>))
    };
    Ok(expr.clone().transform(renumber)?.data)
}

impl ScanPlan {
    /// Whether blocks of a recording may be left out.
    pub(crate) fn can_skip_blocks(&self) -> bool {
        self.event.is_some() || self.tree != Tree::And(Vec::new())
    }

    /// Whether no line of the block becomes a row or is reported as bad.
    pub(crate) fn skips(&self, block: &BlockInfo) -> bool {
        let has_rows = match (&self.table.kind, self.event) {
            (TableKind::Rows(name), Some(_)) => block.may_have_event(name),
            (TableKind::Rows(_), None) => true,
            (TableKind::Frames, _) => {
                let names = block.events.keys().map(|name| Some(name.as_str()));
                names.chain((block.others > 0).then_some(None)).any(|name| self.tree.may_match_name(name))
            }
        };
        is_read_completely(block) && !(has_rows && self.tree.may_match_received(block))
    }

    /// The rows of a batch that meet the predicates, and the columns of the result.
    ///
    /// # Errors
    /// An error of the predicate.
    pub(crate) fn output(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let Output { columns, schema, predicate, column_count } = &self.output;
        let arrays = columns.iter().map(|column| batch.column(*column).clone()).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let mut batch = RecordBatch::try_new_with_options(schema.clone(), arrays, &options)?;
        if let Some(predicate) = predicate {
            let mask = predicate.evaluate(&batch)?.into_array(batch.num_rows())?;
            batch = filter_record_batch(&batch, mask.as_boolean())?;
        }
        let wanted: Vec<usize> = (0..*column_count).collect();
        Ok(if wanted.len() == columns.len() { batch } else { batch.project(&wanted)? })
    }
}
