//! Every way of reading a recording returns the same frames on the same lines: from a file or a stream, in chunks of
//! any length, with any number of threads.

mod support;

use std::io::{self, Read, Write};

use zerocord_firehose::{Options, Recording};
use zerocord_testkit::generator::{Generator, Mix};

use support::{check_recording, read_chunks};

#[test]
fn generated_frames() {
    let mut bytes = Generator::new(5, Mix::ALL[0]).ndjson(200 << 10);
    check_recording(&bytes, 64 << 20, &[64, 300, 4096, 1 << 20]);
    bytes.pop();
    check_recording(&bytes, 64 << 20, &[1000, 128 << 10]);
}

#[test]
fn line_ends_and_empty_lines() {
    for bytes in [
        "",
        "\n",
        "\n\n\n",
        "{}",
        "{}\n",
        "{}\r\n\r\n{\"op\":1}\r\n",
        "\u{feff}{}\n\u{feff}{}\n",
        "\n\n{}\n \n\t\n{\"op\":11}",
        "{\"a\":1}\n\n\n\n\n\n{\"b\":2}\n\n\n\n",
    ] {
        check_recording(bytes.as_bytes(), 100, &[1, 2, 3, 5, 8, 64, 4096]);
    }
}

#[test]
fn a_frame_longer_than_chunks_and_spans() {
    let long = format!("{{\"d\":\"{}\"}}", "x".repeat(20_000));
    let bytes = format!("{{}}\n{long}\n{{}}\n{long}\n{long}");
    check_recording(bytes.as_bytes(), 1 << 20, &[1, 16, 100, 1000, 20_010, 1 << 20]);
}

#[test]
fn a_frame_as_long_as_the_limit_and_one_byte_longer() {
    let (fits, exceeds) = ("x".repeat(100), "y".repeat(101));
    let far = "z".repeat(5000);
    for bytes in [
        format!("{fits}\n{exceeds}\n{fits}"),
        format!("{exceeds}\n{fits}\n{exceeds}"),
        format!("{exceeds}\n{exceeds}\n"),
        format!("{{}}\n{far}\n{{}}\n\n{far}\n{{}}"),
        format!("{far}\n{{}}\n{{}}\n{far}"),
    ] {
        check_recording(bytes.as_bytes(), 100, &[1, 7, 50, 100, 101, 102, 4096]);
    }
}

#[test]
fn an_error_of_the_caller_stops_a_stream_that_never_ends() {
    let endless = Recording::from_reader(io::repeat(b'\n'));
    let mut count = 0;
    let outcome = endless.map_chunks(
        &Options::default(),
        || (),
        |(), _| (),
        |_| {
            count += 1;
            if count == 10 { Err(io::Error::other("enough")) } else { Ok(()) }
        },
    );
    assert_eq!(outcome.unwrap_err().to_string(), "enough");
}

#[test]
fn a_stream_that_waits_does_not_keep_the_caller_from_stopping() {
    /// One line, and then no more data forever.
    struct Waits(bool);
    impl Read for Waits {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            while std::mem::replace(&mut self.0, true) {
                std::thread::park();
            }
            buffer[..3].copy_from_slice(b"{}\n");
            Ok(3)
        }
    }
    let stop = |_| Err::<(), _>(io::Error::other("enough"));
    let outcome =
        Recording::from_reader(Waits(false)).map_chunks(&Options::default(), || (), |(), _| (), stop);
    assert_eq!(outcome.unwrap_err().to_string(), "enough");
}

#[test]
fn a_failing_stream_is_reported_after_the_lines_before_it() {
    let stream = io::Cursor::new(b"{}\n{}\n".to_vec()).chain(Fails);
    let mut lines = 0;
    let outcome = Recording::from_reader(stream).map_chunks(
        &Options::default(),
        || (),
        |(), chunk| chunk.frames().count(),
        |delivery| {
            lines += delivery.value;
            Ok::<(), io::Error>(())
        },
    );
    assert_eq!(outcome.unwrap_err().to_string(), "the connection is lost");
    assert_eq!(lines, 2);

    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the connection is lost"))
        }
    }
}

#[test]
fn a_file_that_becomes_shorter_is_an_error() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&b"{}\n".repeat(10_000)).unwrap();
    let recording = Recording::open(file.path()).unwrap();
    assert_eq!(recording.byte_count(), Some(30_000));
    file.as_file().set_len(3000).unwrap();
    let error = read_chunks(recording, &Options::default().with_chunk_len(100)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
}

#[test]
fn a_folder_is_not_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Recording::open(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
}

#[test]
#[should_panic(expected = "the worker is unwell")]
fn a_panic_of_a_worker_reaches_the_caller() {
    let recording = Recording::from_reader(&b"{}\n"[..]);
    let deliver = |_| Ok::<(), io::Error>(());
    let _ = recording.map_chunks(&Options::default(), || (), |(), _| panic!("the worker is unwell"), deliver);
}
