//! Follows sequences and sessions from frame to frame.

mod frame;
mod pieces;
mod tracker;

use zerocord::{Envelope, EventName, Opcode};

pub use frame::{Numbered, NumberedKind, fingerprint};
pub use pieces::Continuation;
pub use tracker::{Gap, Mark, Repeat, Session, Tracker};

/// The message for a recording with gaps everywhere.
pub const LOOKS_FILTERED: &str = "these gaps are all over the recording, as in the output of `zerocord filter`: if it was \
    filtered, nothing says whether frames are missing (--filtered leaves gaps out)\n";

/// The sequences of a chunk's frames, with consecutive ones merged.
#[derive(Debug, Default)]
pub struct Runs {
    runs: Vec<Run>,
    /// The sequence that would continue the last run, and the run's stream.
    next: Option<u64>,
    stream: Option<u64>,
}

/// A frame, and the number of ordinary dispatches after it, each with the next sequence.
#[derive(Debug)]
struct Run {
    first: Numbered,
    more: u64,
}

impl Runs {
    /// Adds a frame. The payload of READY is read; if it is malformed, the session's shard is unknown.
    #[inline]
    pub fn add(
        &mut self,
        envelope: Envelope<'_>,
        opcode: Option<Opcode>,
        sequence: Option<u64>,
        name: Option<EventName<'_>>,
        stream: Option<u64>,
    ) {
        let is_ordinary =
            opcode == Some(Opcode::Dispatch) && !matches!(name, Some(EventName::Ready | EventName::Resumed));
        if is_ordinary
            && sequence.is_some()
            && sequence == self.next
            && stream == self.stream
            && let Some(run) = self.runs.last_mut()
        {
            run.more += 1;
            self.next = sequence.and_then(|sequence| sequence.checked_add(1));
            return;
        }
        self.stream = stream;
        self.begin(envelope, opcode, sequence, name);
    }

    #[inline(never)]
    fn begin(
        &mut self,
        envelope: Envelope<'_>,
        opcode: Option<Opcode>,
        sequence: Option<u64>,
        name: Option<EventName<'_>>,
    ) {
        // Only the payload of READY can be malformed here.
        let kind = NumberedKind::of(envelope, opcode, name)
            .unwrap_or_else(|_| Some(NumberedKind::Ready(Box::default())));
        if let Some(kind) = kind {
            self.next = sequence.and_then(|sequence| sequence.checked_add(1));
            self.runs.push(Run {
                first: Numbered {
                    line: 1,
                    sequence,
                    stream: self.stream,
                    kind,
                    is_new_message: false,
                    print: None,
                },
                more: 0,
            });
        }
    }

    /// Passes the frames of the chunk to the tracker. `line_before` lines precede the chunk. Line numbers within the
    /// chunk are not recorded.
    pub fn follow(self, tracker: &mut Tracker, line_before: u64) {
        for Run { first, more } in self.runs {
            tracker.add_run(line_before, first, more);
        }
    }
}
