//! Tasks and the engines that do them.

use std::fmt::Write;

use zerocord::Backend;

use crate::{Answer, Corpus, Source};

/// How an engine is run.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// zerocord, through each backend that this CPU can run.
    Zerocord(fn(&[&[u8]], Backend) -> Answer),
    /// Another engine.
    Rival(fn(&[&[u8]]) -> Answer),
}

/// A question about frames, and everything that can answer it.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// The first part of the names of benches.
    pub name: &'static str,
    /// What is asked, in a line.
    pub question: &'static str,
    /// What it is asked of.
    pub sources: &'static [Source],
    /// Who answers: names and functions. The first rival is the one that all others are held against.
    pub runs: &'static [(&'static str, Run)],
}

impl Task {
    /// The engines, each backend of zerocord one of its own.
    pub fn engines(&self) -> Vec<Engine> {
        let mut engines = Vec::new();
        for &(name, run) in self.runs {
            match run {
                Run::Rival(_) => engines.push(Engine { name: name.to_owned(), run, backend: None }),
                Run::Zerocord(_) => engines.extend(Backend::available().map(|backend| Engine {
                    name: format!("{name}-{}", backend.name()),
                    run,
                    backend: Some(backend),
                })),
            }
        }
        engines
    }

    /// Checks that all engines give the same answer on the corpus.
    ///
    /// # Panics
    /// Where they do not; the message names all that differ from the first rival, or where none read anything.
    pub fn assert_agreement(&self, source: &Source, corpus: &Corpus) {
        let (frames, engines) = (corpus.frames(), self.engines());
        let Some(oracle) = engines.iter().find(|engine| engine.is_rival()) else { return };
        let want = oracle.answer(&frames);
        assert_ne!(want.values_count(), 0, "{}/{}: nothing was read", self.name, source.name);
        let mut differences = String::new();
        for engine in &engines {
            let answer = engine.answer(&frames);
            if answer != want {
                let _ = write!(differences, "\n  {}: {answer:?}", engine.name());
            }
        }
        assert!(
            differences.is_empty(),
            "{}/{}: {} answers {want:?}, but{differences}",
            self.name,
            source.name,
            oracle.name(),
        );
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

    /// Does the task.
    ///
    /// # Panics
    /// Where the engine cannot read a frame.
    #[inline]
    pub fn answer(&self, frames: &[&[u8]]) -> Answer {
        match self.run {
            Run::Rival(answer) => answer(frames),
            Run::Zerocord(answer) => answer(frames, self.backend.unwrap_or_else(Backend::chosen)),
        }
    }
}
