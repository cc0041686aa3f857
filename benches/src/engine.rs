//! Tasks and the engines that do them.

use std::fmt::Write;

use zerocord::Backend;

use crate::{Answer, Corpus, Source};

/// How an engine is run.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// zerocord, through each backend that this CPU can run.
    Zerocord(fn(&[&[u8]], Backend) -> Answer),
    /// zerocord on a whole recording, whose frames it finds by itself.
    ZerocordRecording(fn(&[u8], Backend) -> Answer),
    /// Another engine.
    Rival(fn(&[&[u8]]) -> Answer),
    /// Another engine on a whole recording.
    RivalRecording(fn(&[u8]) -> Answer),
    /// Less than the task, as a bound: its answer is not that of the others.
    Floor(fn(&[u8]) -> Answer),
}

/// What engines read: a recording, and where its frames stand.
#[derive(Clone, Copy, Debug)]
pub struct Input<'c> {
    /// Frames with a newline after each.
    pub recording: &'c [u8],
    /// The same frames.
    pub frames: &'c [&'c [u8]],
}

/// A question about frames, and everything that can answer it.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// The first part of the names of benches.
    pub name: &'static str,
    /// The row of the table of goals that this belongs to.
    pub case: &'static str,
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
                Run::Rival(_) | Run::RivalRecording(_) | Run::Floor(_) => {
                    engines.push(Engine { name: name.to_owned(), run, backend: None });
                }
                Run::Zerocord(_) | Run::ZerocordRecording(_) => {
                    engines.extend(Backend::available().map(|backend| Engine {
                        name: format!("{name}-{}", backend.name()),
                        run,
                        backend: Some(backend),
                    }));
                }
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
        let input = corpus.input(&frames);
        let Some(oracle) = engines.iter().find(|engine| engine.is_rival()) else { return };
        let want = oracle.answer(input);
        assert_ne!(want.values_count(), 0, "{}/{}: nothing was read", self.name, source.name);
        let mut differences = String::new();
        for engine in engines.iter().filter(|engine| !engine.is_floor()) {
            let answer = engine.answer(input);
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
        matches!(self.run, Run::Rival(_) | Run::RivalRecording(_))
    }

    /// Whether this does less than the task.
    pub fn is_floor(&self) -> bool {
        matches!(self.run, Run::Floor(_))
    }

    /// The backend, of zerocord's engines.
    pub fn backend(&self) -> Option<Backend> {
        self.backend
    }

    /// Does the task.
    ///
    /// # Panics
    /// Where the engine cannot read a frame.
    #[inline]
    pub fn answer(&self, input: Input<'_>) -> Answer {
        let backend = || self.backend.unwrap_or_else(Backend::chosen);
        match self.run {
            Run::Rival(answer) => answer(input.frames),
            Run::RivalRecording(answer) | Run::Floor(answer) => answer(input.recording),
            Run::Zerocord(answer) => answer(input.frames, backend()),
            Run::ZerocordRecording(answer) => answer(input.recording, backend()),
        }
    }
}
