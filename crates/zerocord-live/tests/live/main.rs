//! The recorder against the replayer, on loopback.

mod crash;
mod dashboard;
#[cfg(target_os = "linux")]
mod measure;
mod power;
mod record;
mod replay;
mod store;
mod support;
