//! The thread that deals out jobs and reads what only one thread can read.

use std::io::{self, Read};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender};

use crate::budget::{Budget, Lender};
use crate::compressed::{Compression, Inflated, MAGIC_LEN_MAX, Recognised, recognise};
use crate::options::Options;
use crate::ordered::walk::{FilePart, MemberWalk};
use crate::ordered::work::{Job, Work};
use crate::recording::{SkippedBlock, Source};
use crate::span::Extent;
use crate::stream::Cutter;

/// The number of chunks per span. More chunks mean that threads rarely wait for each other's messages. It is smaller
/// for a file that would otherwise not have a few spans per thread.
const CHUNKS_PER_SPAN: RangeInclusive<u64> = 4..=16;
const SPANS_PER_THREAD: u64 = 8;

/// Starts the thread. The thread may outlive the call if a stream does not end: a thread that waits for input cannot be
/// woken.
pub(crate) fn deal(
    source: Source,
    skipped: Vec<SkippedBlock>,
    options: &Options,
    permits: Receiver<Vec<u8>>,
    jobs: Sender<Job>,
    budget: &Arc<Budget>,
) -> io::Result<Option<Arc<Extent>>> {
    let thread = thread::Builder::new().name("firehose-dealer".to_owned());
    let options = options.clone();
    let mut dealer = Dealer { options, permits, jobs, lender: Lender::new(budget, 0), next_index: 0 };
    match source {
        Source::File(extent) => {
            let extent = Arc::new(extent);
            let file = Arc::clone(&extent);
            thread.spawn(move || {
                let dealt = dealer.file(&file, skipped);
                dealer.report(dealt);
            })?;
            Ok(Some(extent))
        }
        Source::Stream(stream) => {
            thread.spawn(move || {
                let dealt = dealer.stream(Inflated::new(stream, 0));
                dealer.report(dealt);
            })?;
            Ok(None)
        }
    }
}

struct Dealer {
    options: Options,
    permits: Receiver<Vec<u8>>,
    jobs: Sender<Job>,
    /// Makes loans for the next job.
    lender: Lender,
    next_index: u64,
}

/// Why dealing ends early.
enum Stop {
    Failed(io::Error),
    /// The workers have stopped.
    Closed,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Failed(error)
    }
}

impl Dealer {
    /// The memory for a job. Waits until a job may be dealt.
    fn permit(&self) -> Result<Vec<u8>, Stop> {
        self.permits.recv().map_err(|_| Stop::Closed)
    }

    fn send(&mut self, work: Work, permit: Vec<u8>) -> Result<(), Stop> {
        let job = Job { index: self.next_index, work, permit };
        self.next_index += 1;
        self.lender.set_job(self.next_index);
        self.jobs.send(job).map_err(|_| Stop::Closed)
    }

    /// Deals the error that ended the dealing.
    fn report(&mut self, dealt: Result<(), Stop>) {
        if let Err(Stop::Failed(error)) = dealt
            && let Ok(permit) = self.permit()
        {
            // If no worker is left to receive the error, there is nothing to do.
            let _ = self.send(Work::Failed(error), permit);
        }
    }

    fn file(&mut self, extent: &Extent, skipped: Vec<SkippedBlock>) -> Result<(), Stop> {
        let mut magic = [0; MAGIC_LEN_MAX];
        let range = extent.range();
        let read = extent.read_up_to(&mut magic, range.start)?;
        match recognise(&magic[..read], true) {
            Recognised::Plain | Recognised::Unclear => self.spans(extent),
            Recognised::Member(Compression::Zstd) => self.zstd_frames(extent, skipped),
            Recognised::Member(Compression::Gzip) | Recognised::Foreign(_) => {
                self.stream(Inflated::new(extent.part(range.clone()), range.start))
            }
        }
    }

    fn spans(&mut self, extent: &Extent) -> Result<(), Stop> {
        let buffer_len = self.options.buffer_len() as u64;
        let span_count = SPANS_PER_THREAD.saturating_mul(self.options.threads_used() as u64);
        let chunks_per_span = extent.byte_count() / buffer_len / span_count;
        let chunks_per_span = chunks_per_span.clamp(*CHUNKS_PER_SPAN.start(), *CHUNKS_PER_SPAN.end());
        let span_len = buffer_len.saturating_mul(chunks_per_span);
        for span in extent.spans(span_len) {
            let permit = self.permit()?;
            self.send(Work::Span(span), permit)?;
        }
        Ok(())
    }

    /// Workers inflate whole frames of moderate size. This thread inflates everything else, including a file with a
    /// single frame, while the workers decode.
    fn zstd_frames(&mut self, extent: &Extent, skipped: Vec<SkippedBlock>) -> Result<(), Stop> {
        let range = extent.range();
        let mut walk = MemberWalk::new(extent, skipped);
        loop {
            match walk.next()? {
                None => return Ok(()),
                Some(FilePart::Frames { range: frames, content_len_max }) if frames != range => {
                    let permit = self.permit()?;
                    self.send(Work::Members { range: frames, content_len_max }, permit)?;
                }
                Some(FilePart::Skipped(block)) => {
                    let permit = self.permit()?;
                    self.send(Work::Skipped(block), permit)?;
                }
                Some(FilePart::Rest(start)) if start > range.start => {
                    let rest = extent.part(start..range.end);
                    return self.stream(Inflated::after_member(Compression::Zstd, rest, start));
                }
                Some(FilePart::Frames { .. } | FilePart::Rest(_)) => {
                    return self.stream(Inflated::new(extent.part(range.clone()), range.start));
                }
                Some(FilePart::OddFrame(start)) => {
                    let rest = extent.part(start..range.end);
                    let mut cutter = Cutter::new(Inflated::first_member(rest, start), &self.options);
                    self.blocks(&mut cutter)?;
                    walk.skip_to(cutter.stored_offset());
                }
            }
        }
    }

    fn stream(&mut self, stream: Inflated<impl Read>) -> Result<(), Stop> {
        self.blocks(&mut Cutter::new(stream, &self.options))
    }

    /// Deals out a stream's lines.
    fn blocks(&mut self, cutter: &mut Cutter<impl Read>) -> Result<(), Stop> {
        let mut is_within_line = true;
        loop {
            let permit = self.permit()?;
            let Some(block) = cutter.next_block(permit, &self.lender)? else { return Ok(()) };
            // The next block begins with a line, if there is one.
            let is_within_line = std::mem::take(&mut is_within_line);
            self.send(Work::Block { block, is_within_line }, Vec::new())?;
        }
    }
}
