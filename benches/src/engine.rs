//! Tasks and the engines that perform them.

use std::fmt::Write;

use zerocord::Backend;

use crate::simdjson::PaddedFrame;
use crate::{Corpus, Outcome, Source};

/// How an engine is run.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// zerocord, with a backend that this CPU can run.
    Zerocord(fn(Input<'_>, Backend) -> Outcome),
    /// Another engine.
    Rival(fn(Input<'_>) -> Outcome),
}

/// The input of engines: a recording, and its frames.
#[derive(Clone, Copy, Debug)]
pub struct Input<'c> {
    /// Frames, each followed by a newline.
    pub recording: &'c [u8],
    /// The same frames.
    pub frames: &'c [&'c [u8]],
    /// The same frames with padding, for engines that read past the end.
    pub padded: &'c [PaddedFrame<'c>],
}

/// A question about frames, and the engines that can answer it.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// The first part of the names of benches.
    pub name: &'static str,
    /// The question in one line.
    pub question: &'static str,
    /// The corpora.
    pub sources: &'static [Source],
    /// Whether the input is a recording in which engines find the lines, instead of separate frames.
    pub is_stream: bool,
    /// Names and functions of the engines.
    pub runs: &'static [(&'static str, Run)],
}

impl Task {
    /// The engines; those of zerocord once per backend.
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

    /// The engines that can read this corpus, after checking that all give the same answer.
    ///
    /// A rival that cannot read a frame is left out, except simdjson, which must read every valid frame.
    ///
    /// # Panics
    /// Answers differ, zerocord or simdjson cannot read a frame, or nothing was read.
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
        let bench = format!("{}/{}", self.name, source.name);
        assert!(differences.is_empty(), "{bench}: the first engine answers {want:?}, but{differences}");
        assert!(want.is_some_and(|answer| answer.values_count() > 0), "{bench}: nothing was read");
        agreeing
    }
}

/// One way to perform a task.
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

    /// Typed models of other projects may not know every payload.
    fn may_fail(&self) -> bool {
        self.is_rival() && !self.name.starts_with("simdjson")
    }

    /// The backend, for engines of zerocord.
    pub fn backend(&self) -> Option<Backend> {
        self.backend
    }

    /// Performs the task.
    ///
    /// # Errors
    /// The engine cannot read a frame.
    #[inline]
    pub fn answer(&self, input: Input<'_>) -> Outcome {
        match self.run {
            Run::Rival(answer) => answer(input),
            Run::Zerocord(answer) => answer(input, self.backend.unwrap_or_else(Backend::chosen)),
        }
    }
}
