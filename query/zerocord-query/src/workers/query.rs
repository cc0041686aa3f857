//! A query, from the side of the session.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DataFusionError, Result, internal_err};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::client::{Client, ShareFailure};
use super::codec::{RecordingCodec, encode};
use super::files::{recordings_of, scan_of, shares, whole_files, with_files};
use super::protocol::{PlanSettings, ShareDone};
use super::settings::{WorkerEvent, Workers};
use super::spool::Spool;

/// The fragments of a query that workers do. They start together when the first row of one is wanted.
pub(crate) struct RemoteQuery {
    workers: Arc<Workers>,
    fragments: Mutex<Vec<Arc<dyn ExecutionPlan>>>,
    run: OnceLock<Run>,
}

/// What the workers returned for a fragment.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The rows of each share.
    pub(crate) shares: Vec<Arc<Spool>>,
    /// What the scans counted.
    pub(crate) counts: BTreeMap<String, u64>,
    pub(crate) bytes: u64,
}

type Outcome = std::result::Result<Arc<Vec<Answer>>, Arc<DataFusionError>>;

/// A query that runs. Nobody waits for it once this is dropped.
struct Run {
    outcome: watch::Receiver<Option<Outcome>>,
    task: AbortHandle,
}

impl Drop for Run {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RemoteQuery {
    pub(crate) fn new(workers: Arc<Workers>) -> RemoteQuery {
        RemoteQuery { workers, fragments: Mutex::default(), run: OnceLock::new() }
    }

    pub(crate) fn worker_count(&self) -> usize {
        self.workers.addresses.len()
    }

    /// Adds a fragment; returns its number.
    pub(crate) fn add(&self, fragment: Arc<dyn ExecutionPlan>) -> usize {
        let mut fragments = self.fragments.lock().unwrap_or_else(PoisonError::into_inner);
        fragments.push(fragment);
        fragments.len() - 1
    }

    /// Starts all fragments, unless they were started.
    ///
    /// # Errors
    /// A fragment cannot be sent.
    pub(crate) fn start(&self, context: &Arc<TaskContext>) -> Result<()> {
        if self.run.get().is_some() {
            return Ok(());
        }
        let fragments = self.fragments.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let job = QueryJob::new(self.workers.clone(), &fragments, context)?;
        self.run.get_or_init(|| {
            let (sender, outcome) = watch::channel(None);
            let task = tokio::spawn(async move {
                let answers = job.run().await;
                sender.send_replace(Some(answers.map(Arc::new).map_err(Arc::new)));
            });
            Run { outcome, task: task.abort_handle() }
        });
        Ok(())
    }

    /// The answer for a fragment, once all fragments are complete.
    ///
    /// # Errors
    /// A worker failed.
    pub(crate) async fn answer(&self, index: usize) -> Result<AnswerOf> {
        let Some(run) = self.run.get() else { return internal_err!("the query was not started") };
        let mut outcome = run.outcome.clone();
        let outcome = match outcome.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone(),
            Err(_) => return internal_err!("the query was ended"),
        };
        match outcome {
            Some(Ok(answers)) => Ok(AnswerOf { answers, index }),
            Some(Err(error)) => Err(DataFusionError::Shared(error)),
            None => internal_err!("the query has no outcome"),
        }
    }
}

/// One of the answers.
pub(crate) struct AnswerOf {
    answers: Arc<Vec<Answer>>,
    index: usize,
}

impl std::ops::Deref for AnswerOf {
    type Target = Answer;

    fn deref(&self) -> &Answer {
        &self.answers[self.index]
    }
}

/// A share of a fragment.
struct Share {
    fragment: usize,
    /// The worker that gets it first.
    first_worker: usize,
    plan: Arc<dyn ExecutionPlan>,
}

/// All that is needed to run the fragments.
struct QueryJob {
    client: Client,
    /// Workers that were lost.
    lost: Mutex<HashSet<String>>,
    fragments: Vec<Arc<dyn ExecutionPlan>>,
    shares: Vec<Arc<Share>>,
    context: Arc<TaskContext>,
}

impl QueryJob {
    fn new(
        workers: Arc<Workers>,
        fragments: &[Arc<dyn ExecutionPlan>],
        context: &Arc<TaskContext>,
    ) -> Result<Arc<QueryJob>> {
        let mut all = Vec::new();
        for (number, fragment) in fragments.iter().enumerate() {
            let Some((_, config)) = scan_of(fragment) else {
                return internal_err!("a fragment without files");
            };
            let shares = shares(config, whole_files(config), workers.addresses.len());
            for (first_worker, files) in shares.into_iter().enumerate() {
                let plan = of_files(fragment, &files)?;
                all.push(Arc::new(Share { fragment: number, first_worker, plan }));
            }
        }
        Ok(Arc::new(QueryJob {
            client: Client::new(workers),
            lost: Mutex::default(),
            fragments: fragments.to_vec(),
            shares: all,
            context: context.clone(),
        }))
    }

    /// Runs all shares. The first failure ends the others.
    async fn run(self: Arc<QueryJob>) -> Result<Vec<Answer>> {
        let mut tasks = JoinSet::new();
        for share in &self.shares {
            let (job, share) = (self.clone(), share.clone());
            tasks.spawn(async move { job.run_share(&share).await.map(|done| (share, done)) });
        }
        let mut done = Vec::new();
        while let Some(share) = tasks.join_next().await {
            done.push(share.map_err(|error| DataFusionError::External(error.into()))??);
        }
        // The order of the shares is that of the files, whichever worker was first.
        done.sort_by_key(|(share, _)| (share.fragment, share.first_worker));
        let mut answers: Vec<Answer> = Vec::new();
        answers.resize_with(self.fragments.len(), Answer::default);
        for (share, (spool, done)) in done {
            let answer = &mut answers[share.fragment];
            answer.bytes += spool.len();
            answer.shares.push(Arc::new(spool));
            for (name, count) in done.counts {
                *answer.counts.entry(name).or_default() += count;
            }
            let recordings = scan_of(&share.plan).and_then(|(_, config)| recordings_of(config));
            if let Some(recordings) = recordings {
                done.parts.into_iter().for_each(|part| recordings.log().add(part));
            }
        }
        Ok(answers)
    }

    /// Runs a share, on other workers too if the first is lost and this is wanted.
    async fn run_share(&self, share: &Share) -> Result<(Spool, ShareDone)> {
        let plan = encode(share.plan.clone(), &RecordingCodec::default())?;
        let config = self.context.session_config();
        let settings = PlanSettings {
            progress_millis: self.client.progress_interval().as_millis() as u64,
            batch_rows: config.batch_size(),
            time_zone: config.options().execution.time_zone.clone(),
        };
        let workers = self.client.workers();
        let count = workers.addresses.len();
        let mut last = None;
        for attempt in 0..count {
            let worker = &workers.addresses[(share.first_worker + attempt) % count];
            if self.lost().contains(worker) {
                continue;
            }
            if let Some(error) = last.take() {
                workers.observe(WorkerEvent::Retried { error, successor: worker.clone() });
            }
            let spool = Spool::new(self.context.memory_pool(), self.shares.len());
            match self.client.run(worker, &plan, &settings, spool).await {
                Ok(done) => return Ok(done),
                Err(ShareFailure::Local(error)) => return Err(error),
                Err(ShareFailure::Worker(error)) if workers.retry && error.is_lost() => {
                    self.lost().insert(worker.clone());
                    last = Some(error);
                }
                Err(ShareFailure::Worker(error)) => return Err(error.into()),
            }
        }
        match last {
            Some(error) => Err(error.into()),
            None => Err(DataFusionError::Execution("all workers are lost".to_owned())),
        }
    }

    fn lost(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The fragment over some of its files.
fn of_files(fragment: &Arc<dyn ExecutionPlan>, files: &[PartitionedFile]) -> Result<Arc<dyn ExecutionPlan>> {
    let replace = |node: Arc<dyn ExecutionPlan>| {
        if node.downcast_ref::<DataSourceExec>().is_none() {
            return Ok(Transformed::no(node));
        }
        let Some((_, config)) = scan_of(&node) else { return internal_err!("a scan without files") };
        let scan = match recordings_of(config) {
            // Only the names of these files are sent.
            Some(recordings) => {
                let names = recordings.names();
                let names =
                    files.iter().map(|file| &file.object_meta.location).map(|at| (at, names.name(at)));
                let mut config = config.clone();
                config.file_source = Arc::new(recordings.with_names(names.collect()));
                with_files(&config, vec![files.to_vec()])
            }
            None => with_files(config, vec![files.to_vec()]),
        };
        Ok(Transformed::yes(scan))
    };
    Ok(fragment.clone().transform_up(replace)?.data)
}
