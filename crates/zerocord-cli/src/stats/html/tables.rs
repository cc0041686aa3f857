//! Tables with bars in their cells.

use std::fmt::Write;

use super::escaped;
use crate::output::text_table::grouped;
use crate::stats::counts::{EventCount, FrameCount, StatsReport};
use crate::stats::counts_table::{percent, rate};

/// Starts a section: its heading, its description, and the headings of its table.
fn push_head(page: &mut String, heading: &str, about: &str, columns: &[&str]) {
    let _ = writeln!(page, "<section>\n<h2>{heading}</h2>\n<p class=\"quiet\">{about}</p>");
    let _ = write!(
        page,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{heading}\"><table>\n<thead><tr>"
    );
    for column in columns {
        let _ = write!(page, "<th scope=\"col\">{column}</th>");
    }
}

/// A name that may continue in a new line after `_`, where the page is narrow.
fn breakable(name: &str) -> String {
    escaped(name).replace('_', "_<wbr>")
}

fn push_end(page: &mut String) {
    page.push_str("</tbody>\n</table></div>\n</section>\n");
}

/// Adds a row: its name, its numbers, and its bar as a fraction of the longest.
fn push_row(page: &mut String, name: &str, cells: &[String], bar: Option<f64>) {
    let _ = write!(page, "<tr><th scope=\"row\">{}</th>", breakable(name));
    for cell in cells {
        let _ = write!(page, "<td>{cell}</td>");
    }
    page.push_str("<td class=\"chart\">");
    if let Some(part) = bar {
        let _ = write!(page, "<div class=\"bar\" style=\"width:{:.2}%\"></div>", part * 100.0);
    }
    page.push_str("</td></tr>\n");
}

/// The events by number of frames.
pub fn push_shares(page: &mut String, report: &StatsReport) {
    let Some(most) = report.events.first() else { return };
    let has_rates = most.per_second.is_some();
    let mut columns = vec!["event", "frames", "share", "bytes"];
    columns.extend(has_rates.then_some("per second"));
    push_head(page, "Events", "Frames by event name, the most frequent first.", &columns);
    page.push_str("<th class=\"chart\" scope=\"col\">frames</th></tr></thead>\n<tbody>\n");
    for event in &report.events {
        let mut cells = vec![grouped(event.count), percent(event.share), grouped(event.bytes)];
        cells.extend(event.per_second.map(rate));
        push_row(page, &event.name, &cells, Some(event.share / most.share));
    }
    push_end(page);
}

/// A logarithmic scale from the smallest size to the largest.
struct Scale {
    start: f64,
    end: f64,
}

impl Scale {
    fn new(events: &[EventCount]) -> Scale {
        let least = events.iter().map(|event| event.size.min).min().unwrap_or(1).max(1);
        let most = events.iter().map(|event| event.size.max).max().unwrap_or(1).max(1);
        let (start, end) = ((least as f64).log10().floor(), (most as f64).log10().ceil());
        Scale { start, end: end.max(start + 1.0) }
    }

    /// The position of a size, in percent.
    fn place(&self, size: u64) -> f64 {
        ((size.max(1) as f64).log10() - self.start) / (self.end - self.start) * 100.0
    }

    fn axis(&self) -> String {
        let mut axis = "<div class=\"axis\" aria-hidden=\"true\">".to_owned();
        for power in self.start as u32..=self.end as u32 {
            let place = (f64::from(power) - self.start) / (self.end - self.start) * 100.0;
            let label = match power {
                0..3 => 10u32.pow(power).to_string(),
                3..6 => format!("{} kB", 10u32.pow(power - 3)),
                _ => format!("{} MB", 10u64.pow(power - 6)),
            };
            let _ = write!(axis, "<span style=\"left:{place:.2}%\">{label}</span>");
        }
        axis + "</div>"
    }
}

/// The events by the sizes of their frames.
pub fn push_sizes(page: &mut String, report: &StatsReport) {
    if report.events.is_empty() {
        return;
    }
    let scale = Scale::new(&report.events);
    let mut events: Vec<_> = report.events.iter().collect();
    events.sort_by(|left, right| right.bytes.cmp(&left.bytes).then_with(|| left.name.cmp(&right.name)));
    let about = "Sizes of frames in bytes, on a logarithmic scale; the event with the most bytes first. The mark is the median, \
                 the bar extends to the 99th percentile, the line from the smallest frame to the largest.";
    push_head(page, "Sizes", about, &["event", "mean", "median", "p99", "largest"]);
    let _ = writeln!(page, "<th class=\"chart\" scope=\"col\">{}</th></tr></thead>\n<tbody>", scale.axis());
    for event in events {
        let size = &event.size;
        let _ = write!(page, "<tr><th scope=\"row\">{}</th>", breakable(&event.name));
        for number in [size.mean.round() as u64, size.p50, size.p99, size.max] {
            let _ = write!(page, "<td>{}</td>", grouped(number));
        }
        let [min, p50, p99, max] = [size.min, size.p50, size.p99, size.max].map(|size| scale.place(size));
        let _ = writeln!(
            page,
            "<td class=\"chart\"><div class=\"range\"><i style=\"left:{min:.2}%;width:{:.2}%\"></i>\
             <u style=\"left:{p50:.2}%;width:{:.2}%\"></u><b style=\"left:{p50:.2}%\"></b></div></td></tr>",
            max - min,
            p99 - p50,
        );
    }
    push_end(page);
}

/// The groups with the most frames.
pub fn push_groups(page: &mut String, report: &StatsReport) {
    let Some(groups) = &report.groups else { return };
    let by = escaped(&groups.by);
    let is_scope = matches!(groups.by.as_str(), "guild" | "channel" | "user") && !groups.has_time;
    let (heading, about) = match is_scope {
        true => {
            let capital = by[..1].to_uppercase() + &by[1..];
            let about = format!("The {by}s with the most frames, of {} in all.", grouped(groups.ids));
            (format!("{capital}s"), about)
        }
        false if groups.has_time => {
            let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
            ("Time intervals".to_owned(), format!("Frames per time interval{by}."))
        }
        false => {
            (format!("By {by}"), format!("Groups with the most frames, of {} in all.", grouped(groups.ids)))
        }
    };
    let name = if groups.has_time { "from (UTC)" } else { by.as_str() };
    push_head(page, &heading, &about, &[name, "frames", "share", "bytes"]);
    page.push_str("<th class=\"chart\" scope=\"col\">frames</th></tr></thead>\n<tbody>\n");
    let most = groups.top.iter().map(|group| group.share).fold(0.0, f64::max);
    for group in &groups.top {
        let cells = [grouped(group.count), percent(group.share), grouped(group.bytes)];
        push_row(page, &group.cells().join(", "), &cells, Some(group.share / most));
    }
    let (none, beyond) = (format!("no {}", groups.by), format!("beyond {}", grouped(groups.ids)));
    for (what, FrameCount { count, bytes }) in
        [("all others", groups.rest), (none.as_str(), groups.without), (beyond.as_str(), groups.uncounted)]
    {
        if count > 0 {
            let share = percent(count as f64 / report.frames as f64);
            push_row(page, what, &[grouped(count), share, grouped(bytes)], None);
        }
    }
    push_end(page);
}

/// The distribution of the values at a path.
pub fn push_histogram(page: &mut String, report: &StatsReport) {
    let Some(histogram) = &report.histogram else { return };
    let path = escaped(&histogram.path);
    push_head(
        page,
        &format!("Values of {path}"),
        &escaped(&histogram.line()),
        &[path.as_str(), "values", "share"],
    );
    page.push_str("<th class=\"chart\" scope=\"col\">values</th></tr></thead>\n<tbody>\n");
    let most = histogram.buckets.iter().map(|bucket| bucket.count).max().unwrap_or(1).max(1) as f64;
    for bucket in &histogram.buckets {
        let share = percent(bucket.count as f64 / histogram.count as f64);
        let cells = [grouped(bucket.count), share];
        push_row(page, &bucket.label(), &cells, Some(bucket.count as f64 / most));
    }
    push_end(page);
}

/// The opcodes by number of frames.
pub fn push_opcodes(page: &mut String, report: &StatsReport) {
    let Some(most) = report.opcodes.iter().map(|opcode| opcode.count).max() else { return };
    let about = "Frames by opcode; events are dispatches.";
    push_head(page, "Opcodes", about, &["opcode", "frames", "bytes"]);
    page.push_str("<th class=\"chart\" scope=\"col\">frames</th></tr></thead>\n<tbody>\n");
    for opcode in &report.opcodes {
        let number = opcode.opcode.map(|number| format!("{number} ")).unwrap_or_default();
        let name = number + opcode.name.unwrap_or_default();
        let part = opcode.count as f64 / most as f64;
        push_row(page, &name, &[grouped(opcode.count), grouped(opcode.bytes)], Some(part));
    }
    push_end(page);
}
