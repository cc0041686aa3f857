//! One gzip member.

use flate2::{Decompress, FlushDecompress, Status};

use super::damage::DamageKind;
use super::members::{InflateProgress, InflateStep};

/// The only window size that gzip allows: 32 KiB.
const WINDOW_BITS: u8 = 15;

/// A gzip member, inflated step by step.
pub(crate) struct GzipMember {
    decompress: Decompress,
    /// An error that is returned after the data inflated before it.
    fault: Option<DamageKind>,
}

impl GzipMember {
    pub(crate) fn new() -> GzipMember {
        GzipMember { decompress: Decompress::new_gzip(WINDOW_BITS), fault: None }
    }

    /// Inflates some of `input` into `out`.
    pub(crate) fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<InflateStep, DamageKind> {
        if let Some(fault) = self.fault.clone() {
            return Err(fault);
        }
        let (consumed, written) = (self.decompress.total_in(), self.decompress.total_out());
        let outcome = self.decompress.decompress(input, out, FlushDecompress::None);
        // Both counts are correct even if there was an error.
        let consumed = (self.decompress.total_in() - consumed) as usize;
        let written = (self.decompress.total_out() - written) as usize;
        let progress = match outcome {
            Ok(Status::StreamEnd) => InflateProgress::Ended,
            Ok(_) if written == out.len() => InflateProgress::Going,
            Ok(_) => InflateProgress::NeedsInput,
            Err(error) => {
                self.fault = Some(DamageKind::Corrupt(error.message().unwrap_or("no deflate data").into()));
                InflateProgress::Going
            }
        };
        Ok(InflateStep { consumed, written, progress })
    }
}
