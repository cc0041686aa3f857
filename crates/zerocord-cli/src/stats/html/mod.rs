//! The counts of `stats` as an HTML page.
//!
//! One file without external resources and scripts: the policy in its head forbids both, whatever a name contains.
//! Bars are table cells, so screen readers can read every number.

mod tables;
mod timeline;

use std::fmt::Write;

use super::counts::{StatsReport, Time};
use super::counts_table::{lasting, rate, shown};
use crate::output::text_table::{grouped, plural};

/// The start of a page, up to its title. The page may have styles but cannot load anything.
pub const HEAD: &str = include_str!("head.html");
pub const STYLE: &str = include_str!("page.css");

/// The number of files that are always shown; the others are in a closed list.
const FILES_MAX: usize = 3;

/// Renders the page.
pub fn page(report: &StatsReport) -> String {
    let mut page = String::new();
    // Writing to a `String` does not fail, here and below.
    let _ = write!(
        page,
        "{HEAD}<title>zerocord stats: {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<h1>Contents of the recording</h1>\n",
        title = escaped(&title(&report.files)),
    );
    push_files(&mut page, &report.files);
    page.push_str("</header>\n");
    push_figures(&mut page, report);
    if let Some(time) = &report.time {
        push_time(&mut page, time.as_ref());
    }
    tables::push_shares(&mut page, report);
    tables::push_sizes(&mut page, report);
    tables::push_groups(&mut page, report);
    tables::push_histogram(&mut page, report);
    tables::push_opcodes(&mut page, report);
    let _ = write!(
        page,
        "<footer><p>Made by zerocord {}.</p></footer>\n</main>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
    );
    page
}

fn title(files: &[String]) -> String {
    match files {
        [file] => file.clone(),
        files => plural(files.len() as u64, "file"),
    }
}

fn push_files(page: &mut String, files: &[String]) {
    let named = |files: &[String]| {
        let names: Vec<_> = files.iter().map(|file| format!("<code>{}</code>", escaped(file))).collect();
        names.join(", ")
    };
    let (first, others) = files.split_at(files.len().min(FILES_MAX));
    let _ = writeln!(page, "<p class=\"quiet files\">{}</p>", named(first));
    if !others.is_empty() {
        let count = plural(others.len() as u64, "more file");
        let names = named(others);
        let _ = writeln!(
            page,
            "<details class=\"quiet files\"><summary>{count}</summary><p>{names}</p></details>"
        );
    }
}

/// Adds the totals.
fn push_figures(page: &mut String, report: &StatsReport) {
    let sequences = &report.sequences;
    let mut figures = vec![
        ("frames", grouped(report.frames), false),
        (
            "size",
            format!("<span title=\"{} bytes\">{}</span>", grouped(report.bytes), sized(report.bytes as f64)),
            false,
        ),
        ("bad frames", grouped(report.bad_frames), report.bad_frames > 0),
    ];
    if sequences.sessions > 0 {
        figures.push(("sessions", grouped(sequences.sessions), false));
        figures.push(("frames missing", grouped(sequences.missing), sequences.missing > 0));
        figures.push(("repeats", grouped(sequences.repeats), sequences.repeats > 0));
    }
    if let Some(Some(time)) = &report.time {
        figures.push(("time", lasting(time.seconds), false));
        figures.extend(time.frames_per_second.map(|frames| ("frames per second", rate(frames), false)));
        figures.extend(time.bytes_per_second.map(|bytes| ("data per second", sized(bytes), false)));
    }
    page.push_str("<dl>\n");
    for (what, figure, is_bad) in figures {
        let class = if is_bad { " class=\"bad\"" } else { "" };
        let _ = writeln!(page, "<div><dt>{what}</dt><dd{class}>{figure}</dd></div>");
    }
    page.push_str("</dl>\n");
}

/// A number of bytes in a unit that keeps it short: `127.9 MiB`.
fn sized(bytes: f64) -> String {
    let mut number = bytes;
    for unit in ["bytes", "KiB", "MiB", "GiB"] {
        // Less than this is not rounded up to 1024.0.
        if number < 1023.95 {
            return if unit == "bytes" {
                format!("{number:.0} bytes")
            } else {
                format!("{number:.1} {unit}")
            };
        }
        number /= 1024.0;
    }
    format!("{number:.1} TiB")
}

fn push_time(page: &mut String, time: Option<&Time>) {
    page.push_str("<section>\n<h2>Frames over time</h2>\n");
    match time {
        Some(time) => {
            let _ = writeln!(
                page,
                "<p class=\"quiet\">{} to {} UTC, by the ids of new messages; a bar for {}.</p>",
                shown(&time.first),
                shown(&time.last),
                lasting(time.part_seconds),
            );
            timeline::push_chart(page, time);
            if time.untimed > 0 {
                let frames = plural(time.untimed, "frame");
                let _ = writeln!(page, "<p class=\"quiet\">{frames} in files without a known time.</p>");
            }
        }
        None => page.push_str("<p>The time of this recording is unknown: it has no new message.</p>\n"),
    }
    page.push_str("</section>\n");
}

/// Escapes text for HTML, and replaces control characters other than tabs, and characters that change the direction of text.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => html.push('\u{fffd}'),
            char if char.is_control() && char != '\t' => html.push('\u{fffd}'),
            char => html.push(char),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, want) in [
            (0.0, "0 bytes"),
            (1023.0, "1023 bytes"),
            (1024.0, "1.0 KiB"),
            (134_091_110.0, "127.9 MiB"),
            (1_073_741_823.0, "1.0 GiB"),
            (5e15, "4547.5 TiB"),
        ] {
            assert_eq!(sized(bytes), want);
        }
    }

    #[test]
    fn names_are_escaped() {
        assert_eq!(
            escaped("<a href='x'>\"&\u{202e}\n\t"),
            "&lt;a href=&#39;x&#39;&gt;&quot;&amp;\u{fffd}\u{fffd}\t"
        );
    }
}
