//! The recorder against the replayer, on loopback.

mod crash;
mod dashboard;
mod record;
mod replay;
mod support;
