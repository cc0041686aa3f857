//! Subcommands that use the network: `record`, `replay`, `top`. Built with the feature `live`.

mod intents;
mod log;
pub mod record;
pub mod replay;
mod shards;
pub mod top;

use std::io;
use tokio::runtime::{Builder, Runtime};

/// A runtime whose heartbeats go on while a thread waits for the disk.
///
/// # Errors
/// If the threads cannot be started.
fn runtime() -> io::Result<Runtime> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    Builder::new_multi_thread().worker_threads(threads).enable_all().build()
}

/// Waits for Ctrl-C or the signal to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // Without a handler the signal ends the process, and the journal keeps what was recorded.
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
