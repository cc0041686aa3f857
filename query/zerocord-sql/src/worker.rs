//! `zerocord-sql worker`: reads files for other machines.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use zerocord_query::workers::WorkerServer;

use crate::arguments::parse_memory;
use crate::hints::describe;
use crate::run::Exit;
use crate::session::is_usage;
use crate::stores;

/// Read files for queries of other machines
///
/// A session (zerocord-sql --workers) sends parts of queries; the worker reads files below its folders, and returns rows. Both must
/// be of the same version, and see the same files under the same paths. The worker ends with Ctrl-C.
#[derive(Debug, Parser)]
#[command(name = "zerocord-sql worker", version)]
pub struct WorkerArguments {
    /// Where to listen; beyond 127.0.0.1, a certificate and a token are needed, or --insecure
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: String,

    /// Serve files below this folder, and no others; may be repeated
    #[arg(long, value_name = "FOLDER", required_unless_present = "store")]
    root: Vec<PathBuf>,

    /// Also serve the objects of this store; may be repeated
    #[arg(long, value_name = "s3://BUCKET")]
    store: Vec<String>,

    /// Serve only sessions that know the token in this file, of 16 bytes or more
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Speak TLS with this certificate, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// The key of the certificate, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Let anyone who can connect read the files, and anyone between read along
    #[arg(long)]
    insecure: bool,

    /// Memory for grouping and sorting, for all queries together, such as 4GB
    #[arg(short, long, value_name = "SIZE", value_parser = parse_memory)]
    memory: Option<usize>,

    /// Threads [default: number of CPU cores]
    #[arg(short = 'j', long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

/// Runs a worker until the program is ended.
pub fn worker(arguments: &WorkerArguments) -> Exit {
    match serve(arguments) {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("error: {}", describe(&error, &Default::default()));
            if is_usage(&error) { Exit::Usage } else { Exit::InputOutput }
        }
    }
}

fn serve(arguments: &WorkerArguments) -> Result<()> {
    let threads = arguments.threads.map_or_else(crate::cores, usize::from);
    let compute = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    // Signs of life do not wait for computations.
    let connections = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut runtime = RuntimeEnvBuilder::new();
    if let Some(memory) = arguments.memory {
        runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(memory)));
    }
    let runtime = runtime.build_arc()?;
    let mut server = WorkerServer::new(&arguments.root, runtime.clone(), compute.handle().clone(), threads)?
        .insecure(arguments.insecure);
    for store in &arguments.store {
        let Some(url) = stores::register(&runtime, store)? else {
            return plan_err!("--store: `{store}` is not a store such as s3://BUCKET; --root names folders");
        };
        if store.trim_end_matches('/') != url.as_str().trim_end_matches('/') {
            return plan_err!("--store: `{store}` has a path; a worker serves whole buckets");
        }
        server = server.store(url);
    }
    if let Some(path) = &arguments.token_file {
        server = server.token_file(path)?;
    }
    if let (Some(certificate), Some(key)) = (&arguments.tls_cert, &arguments.tls_key) {
        server = server.certificate(certificate, key)?;
    }
    connections.block_on(async {
        let listener = server.listen(&arguments.listen).await?;
        let address = listener.local_addr().map_err(DataFusionError::IoError)?;
        eprintln!("listening on {address}");
        server.serve(listener).await;
        Ok(())
    })
}
