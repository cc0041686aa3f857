//! Tasks and the engines that do them.

use std::fmt::Write;

use zerocord::Backend;

use crate::simdjson::PaddedFrame;
use crate::{Corpus, Outcome, Source};

/// How an engine is run.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// zerocord, through a backend that this CPU can run.
    Zerocord(fn(Input<'_>, Backend) -> Outcome),
    /// Another engine.
    Rival(fn(Input<'_>) -> Outcome),
}

/// What engines read: a recording, and its frames.
#[derive(Clone, Copy, Debug)]
pub struct Input<'c> {
    /// Frames with a newline after each.
    pub recording: &'c [u8],
    /// The same frames.
    pub frames: &'c [&'c [u8]],
    /// The same frames, for engines that read past their ends.
    pub padded: &'c [PaddedFrame<'c>],
}

/// A question about frames, and everything that can answer it.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// The first part of the names of benches.
    pub name: &'static str,
    /// What is asked, in a line.
    pub question: &'static str,
    /// The corpora.
    pub sources: &'static [Source],
    /// Whether frames come split, or as a recording whose lines engines find.
    pub is_stream: bool,
    /// Names and functions of the engines.
    pub runs: &'static [(&'static str, Run)],
}

impl Task {
    /// The engines, with one of zerocord's per backend.
    pub fn engines(&self, backends: &[Backend]) -> Vec<Engine> {
        let mut engines = Vec::new();
        for &(name, run) in self.runs {
            match run {
                Run::Rival(_) => {
                    engines.push(Engine { name: name.to_owned(), run, backend: None });
                }
                Run::Zerocord(_) => engines.extend(backends.iter().map(|&backend| Engine {
                    name: format!("{name}-{}", backend.name()),
                    run,
                    backend: Some(backend),
                })),
            }
        }
        engines
    }

    /// The engines that read this corpus, after all have answered alike.
    ///
    /// A rival that cannot read a frame takes no part, except simdjson, which reads every valid frame.
    ///
    /// # Panics
    /// If answers differ, if zerocord or simdjson cannot read a frame, or if nothing was read.
    pub fn agreeing_engines(&self, source: &Source, corpus: &Corpus, backends: &[Backend]) -> Vec<Engine> {
        let split = corpus.split();
        let mut agreeing = Vec::new();
        let mut differences = String::new();
        let mut want = None;
        for engine in self.engines(backends) {
            match engine.answer(split.input()) {
                Ok(answer) if *want.get_or_insert(answer) == answer => {
                    agreeing.push(engine);
                }
                Ok(answer) => _ = write!(differences, "\n  {}: {answer:?}", engine.name()),
                Err(_) if engine.may_fail() => {}
                Err(error) => _ = write!(differences, "\n  {}: {error}", engine.name()),
            }
        }
        let place = format!("{}/{}", self.name, source.name);
        assert!(differences.is_empty(), "{place}: the first engine answers {want:?}, but{differences}");
        assert!(want.is_some_and(|answer| answer.values_count() > 0), "{place}: nothing was read");
        agreeing
    }
}

/// One way to do a task.
#[derive(Clone, Debug)]
pub struct Engine {
    name: String,
    run: Run,
    backend: Option<Backend>,
}

impl Engine {
    /// The second part of the names of benches: `zerocord-view-avx2`, `sonic-rs-struct`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this is not zerocord.
    pub fn is_rival(&self) -> bool {
        matches!(self.run, Run::Rival(_))
    }

    /// Typed models of others may not know every payload.
    fn may_fail(&self) -> bool {
        self.is_rival() && !self.name.starts_with("simdjson")
    }

    /// The backend, of zerocord's engines.
    pub fn backend(&self) -> Option<Backend> {
        self.backend
    }

    /// Does the task.
    ///
    /// # Errors
    /// If the engine cannot read a frame.
    #[inline]
    pub fn answer(&self, input: Input<'_>) -> Outcome {
        match self.run {
            Run::Rival(answer) => answer(input),
            Run::Zerocord(answer) => answer(input, self.backend.unwrap_or_else(Backend::chosen)),
        }
    }
}
