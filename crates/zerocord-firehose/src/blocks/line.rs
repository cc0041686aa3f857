//! Lines of a recording: a frame as it came, or with the time at which it was received.

use std::io::Write;

const RECEIVED: &[u8] = b"{\"received\":";
const FRAME: &[u8] = b",\"frame\":";

/// Appends the line for a frame, with its newline. Newlines in the frame, which JSON allows between tokens, become
/// spaces.
pub fn push_line(line: &mut Vec<u8>, frame: &[u8], received_ms: Option<u64>) {
    if let Some(received) = received_ms {
        line.extend_from_slice(RECEIVED);
        // Memory can be written.
        let _ = write!(line, "{received}");
        line.extend_from_slice(FRAME);
    }
    let start = line.len();
    line.extend_from_slice(frame);
    let mut at = start;
    while let Some(found) = memchr::memchr2(b'\n', b'\r', &line[at..]) {
        line[at + found] = b' ';
        at += found + 1;
    }
    if received_ms.is_some() {
        line.push(b'}');
    }
    line.push(b'\n');
}

/// The frame in a line without its newline, and the Unix milliseconds at which it was received if the line has them.
///
/// ```
/// use zerocord_firehose::blocks::frame_of_line;
///
/// assert_eq!(frame_of_line(br#"{"received":17,"frame":{"op":11}}"#), (&br#"{"op":11}"#[..], Some(17)));
/// assert_eq!(frame_of_line(br#"{"op":11}"#), (&br#"{"op":11}"#[..], None));
/// ```
pub fn frame_of_line(line: &[u8]) -> (&[u8], Option<u64>) {
    let wrapped = || {
        let rest = line.strip_prefix(RECEIVED)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let received = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
        let frame = rest[digits..].strip_prefix(FRAME)?.strip_suffix(b"}")?;
        Some((frame, Some(received)))
    };
    wrapped().unwrap_or((line, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_is_unwrapped() {
        for (frame, received, want) in [
            ("{\"op\":11}", None, "{\"op\":11}\n"),
            ("{\"op\":11}", Some(17), "{\"received\":17,\"frame\":{\"op\":11}}\n"),
            ("{\r\n\"op\":11\n}", None, "{  \"op\":11 }\n"),
        ] {
            let mut line = Vec::new();
            push_line(&mut line, frame.as_bytes(), received);
            assert_eq!(String::from_utf8_lossy(&line), want);
            let (found, time) = frame_of_line(&line[..line.len() - 1]);
            assert_eq!((found.len(), time), (frame.len(), received));
        }
        for odd in
            ["{\"received\":,\"frame\":{}}", "{\"received\":1,\"frames\":{}}", "{\"received\":1,\"frame\":{"]
        {
            assert_eq!(frame_of_line(odd.as_bytes()), (odd.as_bytes(), None));
        }
    }
}
