//! Recordings whose lines are not bare frames: the options for reading them, and the hints that suggest an option.

use std::fmt;
use std::sync::Arc;

use clap::{ArgGroup, Args};
use zerocord::Envelope;
use zerocord_firehose::{FrameReader, Framing, Hint, Options, Recording};

/// How frames are wrapped.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Wrapped recordings", group = ArgGroup::new("wrapping").multiple(true))]
pub struct FramingArguments {
    /// The path of the frame in the object that each line is: `data`
    ///
    /// Keys separated by dots: `data`, `event.payload`. For {"ts":1767752156,"data":{"op":11}} it is `--frame-at
    /// data`.
    #[arg(long, value_name = "PATH", group = "wrapping", conflicts_with_all = ["frame_in", "skip_prefix"], value_parser = parse_path)]
    pub frame_at: Option<String>,

    /// The path of the string with the frame in the object that each line is
    ///
    /// For {"raw":"{\\"op\\":11}"} it is `--frame-in raw`. With --skip-prefix, something may precede the frame in the string.
    #[arg(long, value_name = "PATH", group = "wrapping", value_parser = parse_path, hide_short_help = true)]
    pub frame_in: Option<String>,

    /// Skip what a logger wrote before the frame on its line
    ///
    /// For 2026-01-07 02:15:56 [Receive] {"op":11}. What follows the frame is skipped as well.
    #[arg(long, group = "wrapping")]
    pub skip_prefix: bool,

    /// Frames span several lines, or are the elements of a JSON array
    ///
    /// The recording is split by one thread while the others read frames. Line numbers are those of the first line of a
    /// frame; several frames on one line count as a line each.
    #[arg(long)]
    pub multiline: bool,
}

/// Parses a path: keys separated by dots.
pub fn parse_path(path: &str) -> Result<String, &'static str> {
    match path.split('.').any(str::is_empty) {
        true => Err("a path consists of keys separated by dots"),
        false => Ok(path.to_owned()),
    }
}

impl FramingArguments {
    /// How the frame is embedded in each line.
    pub fn of_lines(&self) -> Arc<Framing> {
        Arc::new(match (&self.frame_at, &self.frame_in) {
            (Some(path), _) => Framing::object(path),
            (None, Some(path)) if self.skip_prefix => Framing::prefix_in_text(path),
            (None, Some(path)) => Framing::text(path),
            (None, None) if self.skip_prefix => Framing::Prefix,
            (None, None) => Framing::Line,
        })
    }

    /// Whether lines have something before or after the frame.
    pub fn has_wrapper(&self) -> bool {
        *self.of_lines() != Framing::Line
    }

    /// A reader of the recording's frames, or of the lines around them.
    pub fn reader(&self, recording: Recording, options: &Options) -> FrameReader {
        let reader = self.in_lines(recording, options).reader(options);
        if self.has_wrapper() { reader.uncut() } else { reader }
    }

    /// The recording as one frame per line.
    pub fn in_lines(&self, recording: Recording, options: &Options) -> Recording {
        if self.multiline { recording.unlined(options) } else { recording }
    }
}

/// Whether a line is an object without any of the keys that frames have. Errors in other lines are reported by their
/// readers.
#[inline]
pub fn is_no_frame(line: &[u8]) -> bool {
    // In the order in which Discord writes the keys.
    !line.starts_with(b"{\"t\"") && lacks_keys_of_frames(line)
}

#[inline(never)]
fn lacks_keys_of_frames(line: &[u8]) -> bool {
    Envelope::peek(line).is_ok_and(|envelope| {
        !envelope.has_payload()
            && matches!(envelope.opcode(), Ok(None))
            && matches!(envelope.event_name(), Ok(None))
    })
}

/// Whether a frame has any of the keys that frames have.
pub fn is_like_a_frame(frame: &[u8]) -> bool {
    Envelope::peek(frame).is_ok_and(|envelope| {
        let has_name = || matches!(envelope.event_name(), Ok(Some(_)));
        envelope.has_payload() || matches!(envelope.opcode(), Ok(Some(_))) || has_name()
    })
}

/// A hint as a sentence.
pub struct Advice<'h>(pub &'h Hint);

impl fmt::Display for Advice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Hint::Framing(Framing::Object(keys)) => {
                let path = keys.join(".");
                write!(f, "the lines are objects with the frame at `{path}`: add --frame-at {path}")
            }
            Hint::Framing(Framing::Text(keys)) => {
                let path = keys.join(".");
                write!(
                    f,
                    "the lines are objects with the frame in the string `{path}`: add --frame-in {path}"
                )
            }
            Hint::Framing(Framing::PrefixInText(keys)) => {
                let path = keys.join(".");
                write!(
                    f,
                    "the lines are objects with the frame in the string `{path}`, after something else: add \
                     --frame-in {path} --skip-prefix"
                )
            }
            Hint::Framing(Framing::Prefix) => {
                f.write_str("something precedes or follows the frame on each line: add --skip-prefix")
            }
            _ => f.write_str("the frames are in a JSON array or span several lines: add --multiline"),
        }
    }
}
