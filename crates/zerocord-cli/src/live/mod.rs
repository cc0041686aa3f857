//! Subcommands that use the network: `record`, `replay`, `top`. Built with the feature `live`.

mod intents;
mod log;
pub mod record;
pub mod replay;
mod shards;
pub mod top;

use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// How long a thread of the recorder that has nothing to do sleeps before it waits for messages. Measured at 2,000 frames per second,
/// in turns with a runtime that waits at once: 0.68 times the CPU time with 10 ms, 1.0 with 2 ms.
const REST: Duration = Duration::from_millis(10);

/// A runtime whose heartbeats go on while a thread waits for the disk.
///
/// # Errors
/// If the threads cannot be started.
fn runtime() -> io::Result<Runtime> {
    builder().build()
}

/// A runtime for what may be late by some milliseconds. The messages that arrive meanwhile are handled after one wake-up, which takes
/// more time than several messages.
///
/// # Errors
/// If the threads cannot be started.
fn resting_runtime() -> io::Result<Runtime> {
    builder().on_thread_park(|| std::thread::sleep(REST)).build()
}

fn builder() -> Builder {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(threads).enable_all();
    builder
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
