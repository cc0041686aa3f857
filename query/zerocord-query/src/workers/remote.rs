//! The rows of workers as an operator.

use std::fmt;
use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricBuilder, MetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PlanProperties,
    ReplaceChildrenOptions,
};
use futures::stream::{self, StreamExt, TryStreamExt};

use super::files::{scan_of, whole_files};
use super::query::RemoteQuery;

/// A fragment of a plan whose rows come from workers.
pub(crate) struct RemoteExec {
    fragment: Arc<dyn ExecutionPlan>,
    query: Arc<RemoteQuery>,
    /// The number of the fragment in the query.
    index: usize,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl RemoteExec {
    pub(crate) fn of(fragment: Arc<dyn ExecutionPlan>, query: &Arc<RemoteQuery>) -> Arc<RemoteExec> {
        let partitions = fragment.output_partitioning().partition_count();
        let properties = PlanProperties::new(
            EquivalenceProperties::new(fragment.schema()),
            Partitioning::UnknownPartitioning(partitions),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Arc::new(RemoteExec {
            index: query.add(fragment.clone()),
            fragment,
            query: query.clone(),
            properties: Arc::new(properties),
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }
}

impl ExecutionPlan for RemoteExec {
    fn name(&self) -> &str {
        "RemoteExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.fragment]
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match &children[..] {
            [child] if Arc::ptr_eq(child, &self.fragment) => Ok(self),
            _ => internal_err!("the plan of workers is final"),
        }
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match &children[..] {
            [child] if Arc::ptr_eq(child, &self.fragment) => Ok(self),
            _ => internal_err!("the plan of workers is final"),
        }
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let partitions = self.properties.output_partitioning().partition_count();
        let (query, index) = (self.query.clone(), self.index);
        query.start(&context)?;
        let (schema, metrics) = (self.schema(), self.metrics.clone());
        let output_rows = MetricBuilder::new(&metrics).output_rows(partition);
        let rows = async move {
            let answer = query.answer(index).await?;
            if partition == 0 {
                for (name, count) in &answer.counts {
                    MetricBuilder::new(&metrics).counter(name.clone(), 0).add(*count as usize);
                }
                MetricBuilder::new(&metrics).counter("bytes_received", 0).add(answer.bytes as usize);
            }
            let spools: Vec<_> = answer.shares.iter().skip(partition).step_by(partitions).cloned().collect();
            let schema_of_batches = schema.clone();
            let batches = stream::iter(spools).map(move |spool| spool.batches(&schema_of_batches));
            let batches = batches.map_ok(stream::iter).try_flatten();
            Ok::<_, DataFusionError>(batches.inspect_ok(move |batch| output_rows.add(batch.num_rows())))
        };
        let batches = stream::once(rows).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

impl DisplayAs for RemoteExec {
    fn fmt_as(&self, _kind: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = scan_of(&self.fragment).map_or(0, |(_, config)| whole_files(config).len());
        write!(f, "RemoteExec: workers={}, files={files}", self.query.worker_count())
    }
}

impl fmt::Debug for RemoteExec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteExec").field("fragment", &self.fragment).finish_non_exhaustive()
    }
}
