//! The session: tables, functions, limits, and the statements that run in it.

use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{DdlStatement, LogicalPlan};
use datafusion::physical_plan::memory::MemoryStream;
use datafusion::physical_plan::{SendableRecordBatchStream, execute_stream};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::{DFParserBuilder, Statement};
use zerocord_query::workers::Workers;
use zerocord_query::{Recordings, ScanLog, ScanReport, register_functions};

use crate::arguments::{Arguments, WorkerOptions};
use crate::describe::describe;
use crate::progress::Progress;
use crate::stores;

/// Tables, and what scans of them could not read.
#[derive(Clone)]
pub struct Session {
    pub ctx: SessionContext,
    logs: Vec<Arc<ScanLog>>,
}

impl Session {
    /// Opens the inputs.
    ///
    /// # Errors
    /// A file is not found, or inputs do not fit together.
    pub async fn open(arguments: &Arguments) -> Result<Session> {
        let mut config = SessionConfig::new().with_information_schema(true);
        if let Some(threads) = arguments.threads {
            config = config.with_target_partitions(usize::from(threads));
        }
        // Ids are compared as numbers, and views of strings would give the tables of a lake other types.
        let options = config.options_mut();
        options.sql_parser.map_string_types_to_utf8view = false;
        let mut runtime = RuntimeEnvBuilder::new();
        if let Some(memory) = arguments.memory {
            runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(memory)));
            // Spilled data is merged in small reservations.
            config.options_mut().execution.sort_spill_reservation_bytes = (memory / 16).min(10 << 20);
        }
        let mut builder = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(runtime.build_arc()?)
            .with_default_features();
        if let Some(workers) = workers(&arguments.workers)? {
            builder = workers.configure(builder)?;
        }
        let ctx = SessionContext::new_with_state(builder.build());
        register_functions(&ctx);
        for input in &arguments.inputs {
            let path = name_of(input).map_or(input.as_str(), |(_, path)| path);
            stores::register(&ctx.runtime_env(), path)?;
        }
        let mut session = Session { ctx, logs: Vec::new() };
        session.register(arguments).await?;
        Ok(session)
    }

    async fn register(&mut self, arguments: &Arguments) -> Result<()> {
        let (named, others): (Vec<_>, Vec<_>) =
            arguments.inputs.iter().partition(|input| name_of(input).is_some());
        let recordings = |inputs: Vec<&str>| {
            Recordings::new(inputs)
                .content(arguments.with_content)
                .derive(arguments.derive)
                .depth(arguments.depth.into())
                .validate(!arguments.unchecked)
        };
        if !others.is_empty() {
            let others = others.into_iter().map(String::as_str).collect();
            let recordings = recordings(others);
            self.check_output(&recordings, arguments).await?;
            self.logs.push(recordings.register(&self.ctx).await?);
        }
        let mut schemas: Vec<(&str, Vec<&str>)> = Vec::new();
        for (name, path) in named.into_iter().filter_map(|input| name_of(input)) {
            match schemas.iter_mut().find(|(known, _)| *known == name) {
                Some((_, paths)) => paths.push(path),
                None => schemas.push((name, vec![path])),
            }
        }
        for (name, paths) in schemas {
            let name = name.to_ascii_lowercase();
            let recordings = recordings(paths);
            self.check_output(&recordings, arguments).await?;
            self.logs.push(recordings.register_as(&self.ctx, &name).await?);
        }
        Ok(())
    }

    /// An error if the file of the result is one of the inputs.
    async fn check_output(&self, recordings: &Recordings, arguments: &Arguments) -> Result<()> {
        let Some(path) = &arguments.output else { return Ok(()) };
        let Ok(output) = path.canonicalize() else { return Ok(()) };
        for file in recordings.local_files(&self.ctx).await? {
            if file.canonicalize().is_ok_and(|file| file == output) {
                return plan_err!(
                    "-o: `{}` is one of the inputs and would be lost; name another file",
                    path.display()
                );
            }
        }
        Ok(())
    }

    /// The statements of a text.
    ///
    /// # Errors
    /// The text is not SQL.
    pub fn parse(&self, text: &str) -> Result<Vec<Statement>> {
        let statements = DFParserBuilder::new(text).build()?.parse_statements()?;
        Ok(statements.into_iter().collect())
    }

    /// Runs a statement; its rows arrive as they are made.
    ///
    /// # Errors
    /// The statement does not fit the tables; a file cannot be read.
    pub async fn run(&self, statement: Statement) -> Result<SendableRecordBatchStream> {
        let plan = self.ctx.state().statement_to_plan(statement).await?;
        if let LogicalPlan::DescribeTable(table) = &plan {
            let columns = describe(&table.schema)?;
            let schema = columns.schema();
            return Ok(Box::pin(MemoryStream::try_new(vec![columns], schema, None)?));
        }
        if let LogicalPlan::Ddl(DdlStatement::DropTable(drop)) = &plan
            && let Ok(schema) = self.ctx.state().schema_for_ref(drop.name.clone())
            && schema.table_exist(drop.name.table())
            && schema.deregister_table(drop.name.table())?.is_some()
        {
            return Ok(Box::pin(MemoryStream::try_new(Vec::new(), Arc::new(Schema::empty()), None)?));
        }
        let frame = self.ctx.execute_logical_plan(plan).await?;
        let task = Arc::new(frame.task_ctx());
        let plan = frame.create_physical_plan().await?;
        execute_stream(plan, task)
    }

    /// Takes what the scans so far could not read.
    pub fn take_reports(&self) -> Vec<ScanReport> {
        self.logs.iter().flat_map(|log| log.take()).collect()
    }
}

/// The workers of the command line, if there are any.
fn workers(options: &WorkerOptions) -> Result<Option<Workers>> {
    if options.workers.is_empty() {
        return Ok(None);
    }
    let progress = Progress::new(options.progress);
    let mut workers = Workers::new(options.workers.iter().map(|address| address.trim()))?
        .timeout(options.worker_timeout)
        .retry(options.retry)
        .insecure(options.insecure)
        .observer(move |event| progress.print(event));
    if let Some(path) = &options.token_file {
        workers = workers.token_file(path)?;
    }
    if let Some(path) = &options.tls_ca {
        workers = workers.authorities(path)?;
    }
    Ok(Some(workers))
}

/// The name and the path of `NAME=PATH`.
fn name_of(input: &str) -> Option<(&str, &str)> {
    let (name, path) = input.split_once('=')?;
    let is_name = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    (is_name && !path.is_empty() && !Path::new(input).exists()).then_some((name, path))
}

/// Whether an error is about the statement, not about data or files.
pub fn is_usage(error: &DataFusionError) -> bool {
    match error.find_root() {
        DataFusionError::SQL(..)
        | DataFusionError::Plan(_)
        | DataFusionError::SchemaError(..)
        | DataFusionError::NotImplemented(_)
        | DataFusionError::Configuration(_) => true,
        DataFusionError::Diagnostic(_, error) => is_usage(error),
        DataFusionError::Collection(errors) => errors.iter().all(is_usage),
        _ => false,
    }
}
