//! What `stats` found, as a person reads it.

use std::fmt::Write;

use super::report::Report;
use crate::table::{grouped, plural, push_table, table};

/// The length of the longest bar, in characters.
const BAR_LEN: usize = 12;

/// How much a terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether each event gets a bar as long as its share.
    pub has_bars: bool,
    /// Whether headings may be bold.
    pub has_styles: bool,
}

/// The tables of events and opcodes, and the sums.
pub fn render(report: &Report, look: Look) -> String {
    let mut text = String::new();
    if !report.events.is_empty() {
        let mut table =
            table(look.has_styles, &["event", "count", "share", "bytes", "mean", "p50", "p99", "max"], 1..);
        for event in &report.events {
            let size = &event.size;
            let mut row = vec![
                event.name.escape_debug().to_string(),
                grouped(event.count),
                percent(event.share),
                grouped(event.bytes),
                grouped(size.mean.round() as u64),
                grouped(size.p50),
                grouped(size.p99),
                grouped(size.max),
            ];
            if look.has_bars {
                row.push(bar(event.share));
            }
            table.add_row(row);
        }
        push_table(&mut text, &table);
    }
    if !report.opcodes.is_empty() {
        let mut table = table(look.has_styles, &["opcode", "", "count", "share", "bytes"], 2..);
        for opcode in &report.opcodes {
            table.add_row([
                opcode.opcode.map(|number| number.to_string()).unwrap_or_default(),
                opcode.name.unwrap_or_default().to_owned(),
                grouped(opcode.count),
                percent(opcode.count as f64 / report.frames as f64),
                grouped(opcode.bytes),
            ]);
        }
        push_table(&mut text, &table);
    }
    // Writing to a `String` does not fail.
    let _ = writeln!(
        text,
        "{}, {} in {}; {}",
        plural(report.frames, "frame"),
        plural(report.bytes, "byte"),
        plural(report.files.len() as u64, "file"),
        plural(report.bad_frames, "bad frame"),
    );
    text
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// A bar as long as a share, to an eighth of a character; never empty.
fn bar(share: f64) -> String {
    let eighths = ((share * (BAR_LEN * 8) as f64).round() as usize).clamp(1, BAR_LEN * 8);
    let mut bar = "█".repeat(eighths / 8);
    bar.push_str(["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]);
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_the_share() {
        assert_eq!(bar(1.0).chars().count(), BAR_LEN);
        assert_eq!(bar(0.5).chars().count(), BAR_LEN / 2);
        assert_eq!(bar(0.0), "▏");
    }
}
