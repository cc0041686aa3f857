//! Finds the parts of a plan that workers do.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::limit::{GlobalLimitExec, LocalLimitExec};
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, ExecutionPlan, ExecutionPlanProperties, ReplaceChildrenOptions,
};

use super::files::{is_supported, scan_of};
use super::query::RemoteQuery;
use super::remote::RemoteExec;
use super::settings::Workers;

/// Replaces the lowest parts of a plan by their results from workers.
#[derive(Debug)]
pub(crate) struct WorkerRule {
    workers: Arc<Workers>,
}

impl WorkerRule {
    pub(crate) fn new(workers: Arc<Workers>) -> WorkerRule {
        WorkerRule { workers }
    }
}

impl PhysicalOptimizerRule for WorkerRule {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let query = Arc::new(RemoteQuery::new(self.workers.clone()));
        let replace = |node: Arc<dyn ExecutionPlan>| {
            let jump = |plan| Ok(Transformed::new(plan, true, TreeNodeRecursion::Jump));
            if is_fragment(&node) {
                let fetch = row_limit(&node);
                let remote: Arc<dyn ExecutionPlan> = RemoteExec::of(node, &query);
                return jump(match fetch {
                    // Each worker returns so many rows.
                    Some(rows) => Arc::new(LocalLimitExec::new(remote, rows)),
                    None => remote,
                });
            }
            if let Some(below) = reduced(&node) {
                let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
                return jump(node.replace_children(vec![RemoteExec::of(below, &query)], options)?);
            }
            Ok(Transformed::no(node))
        };
        Ok(plan.transform_down(replace)?.data)
    }

    fn name(&self) -> &str {
        "WorkerRule"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Whether a plan is one whose result is the union of the results over parts of its files.
///
/// A limit of rows is one of all parts together. So it may be at the top, where it is applied again, but not below.
pub(crate) fn is_fragment(plan: &Arc<dyn ExecutionPlan>) -> bool {
    scan_of(plan).is_some_and(|(_, config)| is_supported(config))
        && plan.output_ordering().is_none()
        && is_row_by_row(plan)
}

fn is_row_by_row(plan: &Arc<dyn ExecutionPlan>) -> bool {
    // Numbers of rows are sent as 32 bits.
    if plan.fetch().is_some_and(|rows| u32::try_from(rows).is_err()) {
        return false;
    }
    let aggregate = plan.downcast_ref::<AggregateExec>();
    let is_allowed = aggregate.is_some_and(|aggregate| *aggregate.mode() == AggregateMode::Partial)
        || plan.downcast_ref::<FilterExec>().is_some()
        || plan.downcast_ref::<ProjectionExec>().is_some()
        || plan.downcast_ref::<CooperativeExec>().is_some();
    match plan.children()[..] {
        [] => true,
        [child] => is_allowed && row_limit(child).is_none() && is_row_by_row(child),
        _ => false,
    }
}

/// After how many rows a plan ends. The limit of a first aggregation is only a hint: the last one has it too.
fn row_limit(plan: &Arc<dyn ExecutionPlan>) -> Option<usize> {
    plan.fetch().filter(|_| plan.downcast_ref::<AggregateExec>().is_none())
}

/// If a plan keeps only some rows of its input: the input, reduced to rows that it may keep.
fn reduced(plan: &Arc<dyn ExecutionPlan>) -> Option<Arc<dyn ExecutionPlan>> {
    let [child] = plan.children()[..] else { return None };
    if !is_fragment(child) || row_limit(child).is_some() {
        return None;
    }
    let rows = plan.fetch().filter(|rows| u32::try_from(*rows).is_ok())?;
    if let Some(sort) = plan.downcast_ref::<SortExec>() {
        let top = SortExec::new(sort.expr().clone(), child.clone());
        return Some(Arc::new(top.with_fetch(Some(rows)).with_preserve_partitioning(true)));
    }
    let skipped = match plan.downcast_ref::<GlobalLimitExec>() {
        Some(limit) => limit.skip(),
        None => 0,
    };
    let is_limit = plan.downcast_ref::<GlobalLimitExec>().is_some()
        || plan.downcast_ref::<LocalLimitExec>().is_some()
        || plan.downcast_ref::<CoalescePartitionsExec>().is_some();
    let rows = rows.checked_add(skipped).filter(|rows| is_limit && u32::try_from(*rows).is_ok())?;
    Some(Arc::new(LocalLimitExec::new(child.clone(), rows)))
}

/// Whether a worker runs this plan: a fragment, or what [`reduced`] makes of one.
pub(crate) fn is_acceptable(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let is_reducing =
        plan.downcast_ref::<SortExec>().is_some() || plan.downcast_ref::<LocalLimitExec>().is_some();
    match plan.children()[..] {
        [child] if is_reducing => is_fragment(child),
        _ => is_fragment(plan),
    }
}
