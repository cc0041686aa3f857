//! `lines`: splits a recording into frames, without reading them.

use zerocord::{Backend, frames};

use crate::corpus::ALL;
use crate::rivals::lines;
use crate::{Answer, Input, Outcome, Run, Task};

/// The task and its engines.
pub const TASK: Task = Task {
    name: "lines",
    question: "the length of every frame of a recording",
    sources: ALL,
    is_stream: true,
    runs: &[("zerocord", Run::Zerocord(zerocord)), ("memchr", Run::Rival(memchr))],
};

/// [`frames`], with the backend of the process.
pub fn zerocord(input: Input<'_>, _: Backend) -> Outcome {
    let mut answer = Answer::new();
    for frame in frames(input.recording) {
        answer.number(frame.len() as u64);
    }
    Ok(answer)
}

/// The `memchr` crate's search for newlines.
pub fn memchr(input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    for frame in lines(input.recording) {
        answer.number(frame.len() as u64);
    }
    Ok(answer)
}
