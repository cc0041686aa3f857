//! Frames that are not lines: elements of JSON arrays, or objects that span several lines.
//!
//! The stream is rewritten while it is read. Each object becomes a line, and everything between objects, such as the
//! brackets and commas of an array, is removed. Line breaks inside an object become spaces, and the same number of
//! empty lines is written after it, so that each object keeps the number of the line where it began.

use std::io::{self, Read};

use zerocord::RawValue;

/// The number of bytes requested per read. More are requested if an object is longer.
const READ_LEN: usize = 256 << 10;

/// A stream of JSON values, rewritten to lines.
pub(crate) struct Unlined<R> {
    stream: R,
    /// The bytes read so far. Those before `at` have been processed.
    input: Vec<u8>,
    at: usize,
    is_end: bool,
    /// The size limit. An object that exceeds it is passed on incomplete.
    object_len_max: usize,
    output: Vec<u8>,
    taken: usize,
    /// The object at `at` was incomplete with this many bytes. It is examined again once there are enough more, or if
    /// the last bytes look like its end.
    not_whole_len: usize,
    /// Whether the line of the last written object has not ended yet.
    is_line_open: bool,
    /// Whether the rest of the stream is one object without an end.
    is_endless: bool,
}

impl<R: Read> Unlined<R> {
    pub(crate) fn new(stream: R, object_len_max: usize) -> Unlined<R> {
        Unlined {
            stream,
            input: Vec::new(),
            at: 0,
            is_end: false,
            object_len_max,
            output: Vec::new(),
            taken: 0,
            not_whole_len: 0,
            is_line_open: false,
            is_endless: false,
        }
    }

    /// Whether the object at `at` may have become complete since it was last examined. A stream may deliver few bytes
    /// at a time, and examining a long object each time would take quadratic time.
    fn is_worth_a_look(&self) -> bool {
        let rest = &self.input[self.at..];
        let is_at_an_end = || matches!(rest.trim_ascii_end(), [.., b'}'] | [.., b'}', b',' | b']']);
        self.is_end || rest.len() > self.not_whole_len + self.not_whole_len / 8 || is_at_an_end()
    }

    /// Reads more bytes and keeps those that have not been processed.
    fn fill(&mut self) -> io::Result<()> {
        self.input.drain(..self.at);
        self.at = 0;
        let len = self.input.len();
        self.input.resize(len + READ_LEN.max(len), 0);
        let read = loop {
            match self.stream.read(&mut self.input[len..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.input.truncate(len + *read.as_ref().unwrap_or(&0));
        self.is_end = read? == 0;
        Ok(())
    }

    /// Rewrites the complete objects among the bytes read so far.
    fn rewrite(&mut self) {
        while let Some(&byte) = self.input.get(self.at) {
            match byte {
                _ if self.is_endless => {
                    self.object(self.input.len());
                    self.is_line_open = true;
                }
                b'\n' => {
                    self.output.push(b'\n');
                    self.is_line_open = false;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | b',' | b'[' | b']' => self.at += 1,
                b'{' if !self.is_worth_a_look() => return,
                b'{' => {
                    let rest = &self.input[self.at..];
                    let end = RawValue::new(rest).and_then(RawValue::range).map(|range| self.at + range.end);
                    match end {
                        Ok(end) => self.object(end),
                        Err(_) if self.is_end || rest.len() > self.object_len_max => self.is_endless = true,
                        Err(_) => {
                            self.not_whole_len = rest.len();
                            return;
                        }
                    }
                }
                // Anything other than an object is passed on unchanged and becomes a bad frame.
                _ => {
                    let rest = &self.input[self.at..];
                    let len = rest.iter().position(|byte| b"\n{,[]".contains(byte));
                    if len.is_none() && !self.is_end && rest.len() < READ_LEN {
                        return;
                    }
                    self.object(self.at + len.unwrap_or(rest.len()));
                }
            }
        }
    }

    /// Writes the bytes up to `end` as a line.
    fn object(&mut self, end: usize) {
        if std::mem::take(&mut self.is_line_open) && !self.is_endless {
            self.output.push(b'\n');
        }
        self.not_whole_len = 0;
        let object = &self.input[std::mem::replace(&mut self.at, end)..end];
        let start = self.output.len();
        self.output.extend_from_slice(object);
        let written = &mut self.output[start..];
        let mut line_breaks = 0;
        let mut from = 0;
        while let Some(len) = memchr::memchr2(b'\n', b'\r', &written[from..]) {
            line_breaks += usize::from(written[from + len] == b'\n');
            written[from + len] = b' ';
            from += len + 1;
        }
        if !self.is_endless {
            self.output.extend(std::iter::repeat_n(b'\n', line_breaks));
            self.is_line_open = line_breaks == 0;
        }
    }
}

impl<R: Read> Read for Unlined<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.output.len() {
            self.output.clear();
            self.taken = 0;
            self.rewrite();
            if self.output.is_empty() {
                if self.is_end && self.at == self.input.len() {
                    return Ok(0);
                }
                if !self.is_end {
                    self.fill()?;
                }
            }
        }
        let len = out.len().min(self.output.len() - self.taken);
        out[..len].copy_from_slice(&self.output[self.taken..self.taken + len]);
        self.taken += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that returns a few bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let len = out.len().min(self.0.len()).min(self.1);
            out[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    #[track_caller]
    fn check(json: &str, want: &str) {
        for step in [1, 2, 3, 7, 1000] {
            let mut found = String::new();
            Unlined::new(Slow(json.as_bytes(), step), 1 << 20).read_to_string(&mut found).unwrap();
            assert_eq!(found, want, "{json:?} by {step}");
        }
    }

    #[test]
    fn arrays() {
        check("[]", "");
        check("[{},{}]", "{}\n{}");
        check("[\n{\"a\":\"]},[\"},\n{\"b\":[1,{}]}\n]\n", "\n{\"a\":\"]},[\"}\n{\"b\":[1,{}]}\n\n");
        check("[[{}],[{}]]\n{}", "{}\n{}\n{}");
    }

    #[test]
    fn objects_over_several_lines_stay_on_their_first() {
        check("{\n \"a\": 1\n}\n{\r\n}\n{}\n", "{  \"a\": 1 }\n\n\n{  }\n\n{}\n");
        check("[\n  {\n    \"a\": 1\n  },\n  {}\n]", "\n{     \"a\": 1   }\n\n\n{}\n");
        check("{\n}{\n} {}", "{ }\n{ }\n{}");
    }

    #[test]
    fn values_that_are_not_objects_or_do_not_end_are_forwarded() {
        check("null\nx {}\n", "null\nx \n{}\n");
        check("{\"a\":\n[1", "{\"a\": [1");
    }
}
