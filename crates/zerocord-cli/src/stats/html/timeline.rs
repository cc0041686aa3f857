//! The chart of frames over time.

use std::fmt::Write;

use crate::output::text_table::{grouped, plural};
use crate::stats::counts::Time;
use crate::stats::counts_table::{lasting, shown};

/// The size of the drawing in its own units. It is stretched to the width of the page, so its labels are outside it.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;

/// Draws one bar per time interval.
pub fn push_chart(page: &mut String, time: &Time) {
    let part_ms = (time.part_seconds * 1000.0).round().max(1.0) as u64;
    let Some((first, last)) = time.parts.first().zip(time.parts.last()) else { return };
    let part_count = (last.start_unix_ms - first.start_unix_ms) / part_ms + 1;
    let most = time.parts.iter().map(|part| part.frames.count).max().unwrap_or(1);
    let step = step_for(most);
    let top = most.div_ceil(step) * step;
    let height = |count: u64| HEIGHT * count as f64 / top as f64;
    let lines = || (0..=top).step_by(step as usize);
    page.push_str("<div class=\"timeline\">\n<div class=\"heights\" aria-hidden=\"true\">");
    for count in lines() {
        let _ = write!(page, "<span>{}</span>", grouped(count));
    }
    let label = format!(
        "Frames over time, from {} to {} UTC. The most in {} are {}.",
        shown(&time.first),
        shown(&time.last),
        lasting(time.part_seconds),
        grouped(most),
    );
    let _ = writeln!(
        page,
        "</div>\n<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{label}\">"
    );
    for count in lines() {
        let y = HEIGHT - height(count);
        let _ = writeln!(page, "<line x1=\"0\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>");
    }
    let part_width = WIDTH / part_count as f64;
    for part in &time.parts {
        let x = part_width * ((part.start_unix_ms - first.start_unix_ms) / part_ms) as f64;
        let height = height(part.frames.count).max(1.0);
        let _ = writeln!(
            page,
            "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{height:.2}\"><title>{} UTC: {}</title></rect>",
            x + part_width * 0.08,
            HEIGHT - height,
            part_width * 0.84,
            shown_part(&part.start, part_ms),
            plural(part.frames.count, "frame"),
        );
    }
    page.push_str("</svg>\n<div class=\"ends\" aria-hidden=\"true\">");
    for part in [first, last] {
        let _ = write!(page, "<span>{} UTC</span>", shown_part(&part.start, part_ms));
    }
    page.push_str("</div>\n</div>\n");
}

/// The start of an interval, with tenths of a second if intervals are shorter than a second.
fn shown_part(start: &str, part_ms: u64) -> String {
    let tenth = start.as_bytes().get(19..21).filter(|_| part_ms < 1000);
    match tenth {
        Some([b'.', digit]) => format!("{}.{}", shown(start), char::from(*digit)),
        _ => shown(start),
    }
}

/// The distance between the grid lines: one, two or five times a power of ten, so that there are two to five lines.
fn step_for(most: u64) -> u64 {
    let mut step = 1u64;
    for factor in [2, 5, 10].into_iter().cycle() {
        if most / step < 5 {
            break;
        }
        let power = 10u64.pow(step.ilog10());
        step = power.saturating_mul(factor);
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_few_and_round() {
        for (most, want) in
            [(1, 1), (4, 1), (9, 2), (10, 5), (99, 20), (100, 50), (12_345, 5_000), (49_999, 10_000)]
        {
            assert_eq!(step_for(most), want, "{most}");
        }
    }
}
