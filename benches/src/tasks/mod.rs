//! The questions, a file each.

pub mod drop_heavy;
pub mod five_fields;
pub mod guild_head;
pub mod guild_walk;
pub mod owned;
pub mod peek;
pub mod presence;
pub mod route;
pub mod strict;
pub mod twenty_fields;

use crate::Task;

/// All tasks, in the order in which they are shown.
pub const TASKS: &[Task] = &[
    peek::TASK,
    drop_heavy::TASK,
    five_fields::TASK,
    twenty_fields::TASK,
    presence::TASK,
    guild_head::TASK,
    guild_walk::TASK,
    route::TASK,
    owned::message::TASK,
    owned::presence::TASK,
    owned::guild::TASK,
    strict::TASK,
];
