//! What `stats` found, as a person reads it.

use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table};

use super::report::Report;

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
        let mut table = table(look, &["event", "count", "share", "bytes", "mean", "p50", "p99", "max"], 1);
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
        let mut table = table(look, &["opcode", "", "count", "share", "bytes"], 2);
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
    let plural =
        |count: u64, word: &str| format!("{} {word}{}", grouped(count), if count == 1 { "" } else { "s" });
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

/// An empty table whose columns from `numbers_from` on are right-aligned.
fn table(look: Look, headings: &[&str], numbers_from: usize) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if look.has_styles {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(headings.iter().map(|heading| {
        let cell = Cell::new(heading);
        if look.has_styles { cell.add_attribute(Attribute::Bold) } else { cell }
    }));
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if index >= numbers_from {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn push_table(text: &mut String, table: &Table) {
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push('\n');
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// A number with a comma between each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
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
    fn numbers_are_grouped_by_three_digits() {
        for (number, want) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), want);
        }
    }

    #[test]
    fn bars_are_as_long_as_the_share() {
        assert_eq!(bar(1.0).chars().count(), BAR_LEN);
        assert_eq!(bar(0.5).chars().count(), BAR_LEN / 2);
        assert_eq!(bar(0.0), "▏");
    }
}
