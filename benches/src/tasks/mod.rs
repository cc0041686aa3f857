//! The tasks, one file each; those that read fields are in `fields`.

pub mod guild_walk;
pub mod lines;
pub mod owned;
pub mod peek;
pub mod route;
pub mod stream;
pub mod strict;

use crate::Task;
use crate::fields::{five, guild, presence, twenty};

/// All tasks, in the order in which they are shown.
pub const TASKS: &[Task] = &[
    five::TASK,
    five::STREAM,
    presence::TASK,
    presence::STREAM,
    twenty::TASK,
    strict::TASK,
    owned::message::TASK,
    owned::presence::TASK,
    owned::guild::TASK,
    peek::TASK,
    lines::TASK,
    stream::TASK,
    route::TASK,
    guild::TASK,
    guild_walk::TASK,
];
