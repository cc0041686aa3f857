//! A worker.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use subtle::ConstantTimeEq;
use tokio::io::{AsyncReadExt, ReadHalf, WriteHalf, split};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::mpsc::channel;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_rustls::rustls::ServerConfig;

use super::connection::{Connection, accept, is_loopback, read_token, server_config};
use super::protocol::{
    Hello, MessageKind, PROTOCOL, PlanSettings, Welcome, read_greeting, read_message, split_object,
    write_greeting, write_message,
};
use super::share::{Access, Share};
use super::version;

/// How long a session may take to send its greeting or its plan, or may leave rows unread.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long anyone may take for the greeting.
const GREETING_PATIENCE: Duration = Duration::from_secs(10);

/// Pieces of rows that wait for the connection.
const PIECES_WAITING: usize = 4;

/// A worker: reads files for the sessions that connect to it.
#[derive(Clone)]
pub struct WorkerServer {
    access: Access,
    token: Option<Arc<str>>,
    tls: Option<Arc<ServerConfig>>,
    is_insecure: bool,
    compute: Handle,
}

impl WorkerServer {
    /// A worker that reads files below these folders. Shares run on `compute`, which must not be the runtime that
    /// [`serve`](WorkerServer::serve) runs on: signs of life must not wait for a computation.
    ///
    /// # Errors
    /// A folder does not exist.
    pub fn new<P: AsRef<Path>>(
        roots: impl IntoIterator<Item = P>,
        runtime: Arc<RuntimeEnv>,
        compute: Handle,
        threads: usize,
    ) -> Result<WorkerServer> {
        let canonical = |root: P| -> Result<PathBuf> {
            let root = root.as_ref();
            let found = root.canonicalize().and_then(|found| match found.is_dir() {
                true => Ok(found),
                false => Err(io::ErrorKind::NotADirectory.into()),
            });
            found.map_err(|error| DataFusionError::Plan(format!("{}: {error}", root.display())))
        };
        let roots = roots.into_iter().map(canonical).collect::<Result<_>>()?;
        let access = Access { roots, stores: Vec::new(), runtime, threads: threads.max(1) };
        Ok(WorkerServer { access, token: None, tls: None, is_insecure: false, compute })
    }

    /// Also reads objects of this store, which is registered in the runtime environment.
    #[must_use]
    pub fn store(mut self, store: ObjectStoreUrl) -> WorkerServer {
        self.access.stores.push(store);
        self
    }

    /// Serves only sessions that send the token in this file.
    ///
    /// # Errors
    /// The file cannot be read, or the token is shorter than 16 bytes.
    pub fn token_file(mut self, path: &Path) -> Result<WorkerServer> {
        self.token = Some(read_token(path)?);
        Ok(self)
    }

    /// Speaks TLS with this certificate and this key, two PEM files.
    ///
    /// # Errors
    /// A file cannot be read, or they do not fit together.
    pub fn certificate(mut self, certificate: &Path, key: &Path) -> Result<WorkerServer> {
        self.tls = Some(server_config(certificate, key)?);
        Ok(self)
    }

    /// Allows other machines to connect without TLS and a token.
    #[must_use]
    pub fn insecure(mut self, insecure: bool) -> WorkerServer {
        self.is_insecure = insecure;
        self
    }

    /// Listens at an address.
    ///
    /// # Errors
    /// The address is beyond the loopback device, and TLS or the token is missing; it is in use.
    pub async fn listen(&self, address: &str) -> Result<TcpListener> {
        let is_safe = self.is_insecure || (self.tls.is_some() && self.token.is_some());
        if !is_safe && !is_loopback(address) {
            return plan_err!(
                "{address} can be reached from other machines: name a certificate (--tls-cert, --tls-key) and a token \
                 (--token-file), or let anyone who can connect read the files (--insecure)"
            );
        }
        TcpListener::bind(address).await.map_err(|error| {
            DataFusionError::IoError(io::Error::new(error.kind(), format!("{address}: {error}")))
        })
    }

    /// Serves sessions, without end.
    pub async fn serve(&self, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let server = self.clone();
                    // A session that goes away is not an event: it has reported what it met.
                    tokio::spawn(async move { drop(server.serve_one(stream).await) });
                }
                // Too many files are open, for example.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    async fn serve_one(&self, stream: TcpStream) -> io::Result<()> {
        let greeted = timeout(GREETING_PATIENCE, async {
            let mut connection = accept(stream, self.tls.as_ref()).await?;
            let refused = self.greet(&mut connection).await?;
            let welcome = Welcome { version: version(), refused };
            write_greeting(&mut connection, &welcome).await?;
            io::Result::Ok(welcome.refused.is_none().then_some(connection))
        });
        let Some(mut connection) = greeted.await?? else { return Ok(()) };
        let (kind, message) = read_message(&mut connection, PATIENCE).await?;
        let plan = split_object(&message).filter(|_| kind == MessageKind::Plan);
        let Some((settings, plan)) = plan else { return Err(io::ErrorKind::InvalidData.into()) };
        let settings: PlanSettings = serde_json::from_slice(settings)?;
        let share = match Share::new(plan, &settings, &self.access) {
            Ok(share) => share,
            Err(error) => return write_failure(&mut connection, &error).await,
        };
        drop(message);
        let (reader, writer) = split(connection);
        tokio::select! {
            written = self.run(Arc::new(share), &settings, writer) => written,
            () = closed(reader) => Ok(()),
        }
    }

    /// Why a session is refused, if it is.
    async fn greet(&self, connection: &mut Box<dyn Connection>) -> io::Result<Option<String>> {
        let greeting = read_greeting(connection, GREETING_PATIENCE).await?;
        let theirs = greeting.version();
        let other_version = format!("the session is of version {theirs}, the worker of {}", version());
        if greeting.protocol != PROTOCOL {
            return Ok(Some(other_version));
        }
        let hello: Hello = greeting.parse()?;
        let is_known = match &self.token {
            Some(token) => bool::from(token.as_bytes().ct_eq(hello.token.as_bytes())),
            None => true,
        };
        Ok(match is_known {
            false => Some("the token is wrong (--token-file)".to_owned()),
            true => (theirs != version()).then_some(other_version),
        })
    }

    async fn run(
        &self,
        share: Arc<Share>,
        settings: &PlanSettings,
        mut writer: WriteHalf<Box<dyn Connection>>,
    ) -> io::Result<()> {
        let (sink, mut pieces) = channel(PIECES_WAITING);
        let work = share.clone();
        let mut task = AbortOnDrop(self.compute.spawn(async move { work.run(sink).await }));
        let mut signs = interval(Duration::from_millis(settings.progress_millis.max(1)));
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                piece = pieces.recv() => match piece {
                    Some(piece) => write(&mut writer, MessageKind::Rows, &piece).await?,
                    None => break,
                },
                _ = signs.tick() => {
                    let progress = serde_json::to_vec(&share.progress())?;
                    write(&mut writer, MessageKind::Progress, &progress).await?;
                }
            }
        }
        match (&mut task.0).await {
            Ok(Ok(done)) => write(&mut writer, MessageKind::Done, &serde_json::to_vec(&done)?).await,
            Ok(Err(error)) => write_failure(&mut writer, &error).await,
            Err(error) => write_failure(&mut writer, &DataFusionError::External(error.into())).await,
        }
    }
}

/// A task that ends when nobody waits for it.
struct AbortOnDrop(tokio::task::JoinHandle<Result<super::protocol::ShareDone>>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits until the session goes away. It says nothing after its plan.
async fn closed(mut reader: ReadHalf<Box<dyn Connection>>) {
    let _ = reader.read(&mut [0]).await;
}

/// Writes a message, unless the session reads nothing for long.
async fn write(
    writer: &mut WriteHalf<Box<dyn Connection>>,
    kind: MessageKind,
    message: &[u8],
) -> io::Result<()> {
    timeout(PATIENCE, write_message(writer, kind, &[message])).await?
}

async fn write_failure(
    writer: &mut (impl tokio::io::AsyncWrite + Unpin),
    error: &DataFusionError,
) -> io::Result<()> {
    let root = error.find_root();
    let message = match root {
        DataFusionError::IoError(error) => error.to_string(),
        DataFusionError::Execution(message) => message.clone(),
        DataFusionError::ResourcesExhausted(message) => {
            format!("its memory limit (-m) is too small: {message}")
        }
        root => root.to_string(),
    };
    timeout(PATIENCE, write_message(writer, MessageKind::Failed, &[message.as_bytes()])).await?
}
