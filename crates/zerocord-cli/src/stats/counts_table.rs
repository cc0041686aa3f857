//! The counts of `stats`, as text.

use std::fmt::Write;
use std::io;

use comfy_table::Table;
use unicode_width::UnicodeWidthStr;

use super::by::scope_of;
use super::counts::{GroupCounts, StatsReport, Time};
use super::histogram::Histogram;
use super::lag::Lag;
use crate::output::shown::shown as shown_text;
use crate::output::text_table::{grouped, plural, push_table, table};
use crate::sequences::LOOKS_FILTERED;

/// The length of the longest bar, in characters, and of the shortest one that is useful.
const BAR_LEN_MAX: usize = 40;
const BAR_LEN_MIN: usize = 6;

/// The capabilities of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The width of a line in characters, if bars are wanted.
    pub width: Option<usize>,
    /// Whether headings may be bold.
    pub has_styles: bool,
}

impl Look {
    /// The look for standard output: with bars if it is a wide enough terminal.
    pub fn of_stdout(is_terminal: bool, has_styles: bool) -> Look {
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into());
        Look { width: width.filter(|_| is_terminal), has_styles }
    }
}

/// Renders the tables of events, opcodes and groups, and the totals.
pub fn render(report: &StatsReport, look: Look) -> String {
    let mut text = String::new();
    if !report.events.is_empty() {
        let mut headings = vec!["event", "count", "share", "bytes", "mean", "p50", "p99", "max"];
        if report.events.iter().any(|event| event.per_second.is_some()) {
            headings.push("per second");
        }
        let mut table = table(look.has_styles, &headings, 1..);
        for event in &report.events {
            let size = &event.size;
            let mut row = vec![
                shown_text(&event.name).into_owned(),
                grouped(event.count),
                percent(event.share),
                grouped(event.bytes),
                grouped(size.mean.round() as u64),
                grouped(size.p50),
                grouped(size.p99),
                grouped(size.max),
            ];
            row.extend(event.per_second.map(rate));
            table.add_row(row);
        }
        push_with_bars(&mut text, &table, report.events.iter().map(|event| event.share), look);
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
    if let Some(groups) = &report.groups {
        push_groups(&mut text, groups, report.frames, look);
    }
    if let Some(histogram) = &report.histogram {
        push_histogram(&mut text, histogram, look);
    }
    // Writing to a `String` does not fail.
    match &report.time {
        Some(Some(time)) => {
            let _ = writeln!(text, "{}", time_line(time));
        }
        Some(None) => text.push_str("no frame has a time that can be read, so there are no rates\n"),
        None => {}
    }
    match &report.lag {
        Some(Some(lag)) => {
            let _ = writeln!(text, "{}", lag_line(lag));
        }
        Some(None) => text.push_str("no new message has a time that can be read, so there is no lag\n"),
        None => {}
    }
    let sequences = &report.sequences;
    if sequences.sessions > 0 {
        let _ = writeln!(
            text,
            "{}; {} ({} missing), {}",
            plural(sequences.sessions, "session"),
            plural(sequences.gaps, "gap"),
            plural(sequences.missing, "frame"),
            plural(sequences.repeats, "repeat"),
        );
        if sequences.looks_filtered {
            text.push_str(LOOKS_FILTERED);
        }
    }
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

fn push_groups(text: &mut String, groups: &GroupCounts, frames: u64, look: Look) {
    let mut headings: Vec<&str> = Vec::new();
    headings.extend(groups.has_time.then_some("from (UTC)"));
    headings.extend(groups.names.iter().map(String::as_str));
    let name_len = headings.len();
    headings.extend(["count", "share", "bytes"]);
    let mut table = table(look.has_styles, &headings, name_len..);
    let mut shares = Vec::new();
    for group in &groups.top {
        let mut row = group.cells();
        row.extend([grouped(group.count), percent(group.share), grouped(group.bytes)]);
        table.add_row(row);
        shares.push(group.share);
    }
    let is_scope = groups.names.len() == 1 && !groups.has_time && scope_of(&groups.by).is_some();
    let what = if is_scope { groups.by.as_str() } else { "group" };
    for (what, sum) in [
        (format!("({})", plural(groups.others, &format!("other {what}"))), groups.rest),
        (format!("(no {what})"), groups.without),
        (format!("(beyond {})", grouped(groups.ids)), groups.uncounted),
    ] {
        if sum.count > 0 {
            let mut row = vec![what];
            row.resize(name_len, String::new());
            let share = sum.count as f64 / frames as f64;
            row.extend([grouped(sum.count), percent(share), grouped(sum.bytes)]);
            table.add_row(row);
        }
    }
    push_with_bars(text, &table, shares, look);
}

fn push_histogram(text: &mut String, histogram: &Histogram, look: Look) {
    let mut table = table(look.has_styles, &[histogram.path.as_str(), "count", "share"], 0..);
    let shares: Vec<f64> =
        histogram.buckets.iter().map(|bucket| bucket.count as f64 / histogram.count as f64).collect();
    for (bucket, share) in histogram.buckets.iter().zip(&shares) {
        table.add_row([bucket.label(), grouped(bucket.count), percent(*share)]);
    }
    if histogram.count > 0 {
        push_with_bars(text, &table, shares, look);
    }
    let _ = writeln!(text, "{}", histogram.line());
}

fn time_line(time: &Time) -> String {
    let rates = match (time.frames_per_second, time.bytes_per_second) {
        (Some(frames), Some(bytes)) => format!("{} frames, {} bytes per second", rate(frames), rate(bytes)),
        _ => "too short for rates".to_owned(),
    };
    let untimed = match time.untimed {
        0 => String::new(),
        count => format!("; {} in files without a known time", plural(count, "frame")),
    };
    format!(
        "{} to {} UTC ({}): {rates}{untimed}",
        shown(&time.first),
        shown(&time.last),
        lasting(time.seconds)
    )
}

fn lag_line(lag: &Lag) -> String {
    let ahead = match lag.ahead {
        0 => String::new(),
        count => format!("; {} from the future according to this machine's clock", plural(count, "message")),
    };
    format!(
        "lag of {}: p50 {} ms, p90 {} ms, p99 {} ms, max {} ms{ahead}",
        plural(lag.count, "new message"),
        grouped(lag.p50_ms),
        grouped(lag.p90_ms),
        grouped(lag.p99_ms),
        grouped(lag.max_ms),
    )
}

/// A moment, to the second.
pub fn shown(moment: &str) -> String {
    moment.chars().take(19).map(|char| if char == 'T' { ' ' } else { char }).collect()
}

/// A duration in two units.
pub fn lasting(seconds: f64) -> String {
    let whole = seconds as u64;
    match whole {
        0..60 => format!("{seconds:.1} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        3600..86_400 => format!("{} h {} min", whole / 3600, whole / 60 % 60),
        _ => format!("{} d {} h", whole / 86_400, whole / 3600 % 24),
    }
}

/// A rate: to a tenth if it is small; below that to two digits, or a millionth.
pub fn rate(per_second: f64) -> String {
    match per_second {
        100.0.. => grouped(per_second.round() as u64),
        0.1.. => format!("{per_second:.1}"),
        0.01.. => format!("{per_second:.3}"),
        0.001.. => format!("{per_second:.4}"),
        _ => format!("{per_second:.6}"),
    }
}

pub fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// Adds the lines of the table. If there is room, the first ones end with a bar for their share.
fn push_with_bars(text: &mut String, table: &Table, shares: impl IntoIterator<Item = f64>, look: Look) {
    let shares: Vec<f64> = shares.into_iter().collect();
    let largest = shares.iter().copied().fold(0.0, f64::max);
    let lines: Vec<String> = table.lines().collect();
    let table_width = lines.last().map_or(0, |line| line.width());
    let room = look.width.map_or(0, |width| width.saturating_sub(table_width)).min(BAR_LEN_MAX);
    if room < BAR_LEN_MIN {
        return push_table(text, table);
    }
    for (index, line) in lines.iter().enumerate() {
        match index.checked_sub(1).and_then(|row| shares.get(row)) {
            Some(share) => text.push_str(&format!("{line}{}", bar(share / largest, room))),
            None => text.push_str(line.trim_end()),
        }
        text.push('\n');
    }
    text.push('\n');
}

/// A bar for a fraction of the longest, to an eighth of a character; never empty.
fn bar(part: f64, len_max: usize) -> String {
    let eighths = ((part * (len_max * 8) as f64).round() as usize).clamp(1, len_max * 8);
    let mut bar = "█".repeat(eighths / 8);
    bar.push_str(["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]);
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_few_digits() {
        for (per_second, want) in [
            (1234.5, "1,235"),
            (99.94, "99.9"),
            (0.26, "0.3"),
            (0.0127, "0.013"),
            (0.00127, "0.0013"),
            (2e-5, "0.000020"),
        ] {
            assert_eq!(rate(per_second), want);
        }
    }

    #[test]
    fn bars_are_as_long_as_the_share() {
        assert_eq!(bar(1.0, 12).chars().count(), 12);
        assert_eq!(bar(0.5, 12).chars().count(), 6);
        assert_eq!(bar(0.0, 12), "▏");
    }
}
