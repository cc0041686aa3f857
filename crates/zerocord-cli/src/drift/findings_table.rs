//! The findings of `drift`, as a table for people.

use std::fmt::Write;

use super::findings::DriftReport;
use crate::output::shown::shown;
use crate::output::text_table::{grouped, plural, push_table, table};

/// The maximum length of an example and of a value, in characters.
const SHOWN_LEN: usize = 40;

/// The findings, grouped by event, and the totals.
pub fn render(report: &DriftReport, has_styles: bool) -> String {
    let mut text = String::new();
    if !report.findings.is_empty() {
        let headings = ["event", "what", "where", "found", "documented", "count", "first", "example"];
        let mut table = table(has_styles, &headings, 5..6);
        let mut event_before = None;
        for row in &report.findings {
            let event = Some(row.event.as_str());
            let name = if event_before == event { "" } else { row.event.as_str() };
            event_before = event;
            table.add_row([
                shown(name).into_owned(),
                row.kind.name().to_owned(),
                shown(&row.path).into_owned(),
                shortened(&row.found),
                row.documented.clone().unwrap_or_default(),
                grouped(row.count),
                format!("{}:{}", shown(&row.first.file), row.first.line),
                row.example.as_deref().map(shortened).unwrap_or_default(),
            ]);
        }
        push_table(&mut text, &table);
    }
    // Writing to a `String` does not fail.
    let _ = write!(
        text,
        "{} in {}; {}",
        plural(report.findings.len() as u64, "new thing"),
        plural(report.frames, "frame"),
        plural(report.bad_frames, "bad frame")
    );
    if report.known > 0 {
        let _ = write!(text, "; {} more in the baseline", grouped(report.known));
    }
    text.push('\n');
    text
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_LEN) {
        None => shown(text).into_owned(),
        Some(_) => format!("{}...", shown(&text.chars().take(SHOWN_LEN - 3).collect::<String>())),
    }
}
