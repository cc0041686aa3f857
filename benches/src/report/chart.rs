//! A picture a task: bars on a logarithmic scale, those of an engine in and out of the cache beside each other.

use svg::Document;
use svg::node::element::{Line, Rectangle, Text};

use crate::results::{Comparison, Kind, Results};

/// Sizes in the picture's own units.
const WIDTH: f64 = 860.0;
const LABEL_WIDTH: f64 = 250.0;
const FIGURE_WIDTH: f64 = 70.0;
const BAR_HEIGHT: f64 = 9.0;
const ROW_HEIGHT: f64 = 2.0 * BAR_HEIGHT + 7.0;
const TOP: f64 = 64.0;

const ZEROCORD: [&str; 2] = ["#1f5fbf", "#86aee6"];
const RIVAL: [&str; 2] = ["#8a5a1c", "#d9b382"];
const INK: &str = "#333333";
const GRID: &str = "#dddddd";

/// An engine's bars: nanoseconds a frame, in and out of the cache.
struct Row<'r> {
    name: &'r str,
    is_rival: bool,
    ns: [Option<f64>; 2],
}

/// The picture of a task on the first of its corpora; `None` where there is nothing to compare.
pub(super) fn of_task(results: &Results, task: &str) -> Option<String> {
    let first = results.comparisons.iter().find(|comparison| comparison.task == task)?;
    let on = |is_cached: bool| {
        results.comparisons.iter().find(|comparison| {
            comparison.task == task && comparison.corpus == first.corpus && comparison.is_cached == is_cached
        })
    };
    let mut rows = rows([on(true), on(false)]);
    rows.sort_by(|left, right| left.slowest().total_cmp(&right.slowest()));
    (rows.len() > 2).then(|| draw(&format!("{task}: {}", first.question), &first.corpus, &rows))
}

fn rows<'r>(places: [Option<&'r Comparison>; 2]) -> Vec<Row<'r>> {
    let mut rows: Vec<Row<'r>> = Vec::new();
    for (place, comparison) in places.iter().enumerate() {
        let Some(comparison) = comparison else { continue };
        for engine in &comparison.engines {
            if !matches!(engine.kind, Kind::Zerocord | Kind::Rival) {
                continue;
            }
            let ns = engine.median_ns() / comparison.frames_count.max(1) as f64;
            match rows.iter_mut().find(|row| row.name == engine.name) {
                Some(row) => row.ns[place] = Some(ns),
                None => {
                    let mut both = [None, None];
                    both[place] = Some(ns);
                    rows.push(Row { name: &engine.name, is_rival: engine.kind == Kind::Rival, ns: both });
                }
            }
        }
    }
    rows
}

impl Row<'_> {
    fn slowest(&self) -> f64 {
        self.ns.iter().flatten().copied().fold(0.0, f64::max)
    }
}

/// Where nanoseconds stand from left to right: whole powers of ten at both ends.
struct Scale {
    first: i32,
    last: i32,
}

impl Scale {
    fn of(rows: &[Row<'_>]) -> Scale {
        let all = || rows.iter().flat_map(|row| row.ns).flatten();
        let least = all().fold(f64::INFINITY, f64::min).max(1e-3);
        let most = all().fold(least, f64::max);
        let first = least.log10().floor() as i32;
        Scale { first, last: (most.log10().ceil() as i32).max(first + 1) }
    }

    fn x(&self, ns: f64) -> f64 {
        let share = (ns.log10() - f64::from(self.first)) / f64::from(self.last - self.first);
        LABEL_WIDTH + share.clamp(0.0, 1.0) * (WIDTH - LABEL_WIDTH - FIGURE_WIDTH)
    }
}

fn draw(title: &str, corpus: &str, rows: &[Row<'_>]) -> String {
    let scale = Scale::of(rows);
    let bottom = TOP + rows.len() as f64 * ROW_HEIGHT;
    let mut picture = Document::new()
        .set("viewBox", (0.0, 0.0, WIDTH, bottom + 30.0))
        .set("font-family", "sans-serif")
        .set("font-size", 11)
        .add(rectangle(0.0, 0.0, WIDTH, bottom + 30.0, "#ffffff"))
        .add(text(title, 10.0, 20.0, "start").set("font-size", 14))
        .add(text(
            &format!("{corpus}; nanoseconds a frame, logarithmic: less is better"),
            10.0,
            38.0,
            "start",
        ));
    for (index, (label, colour)) in
        [("in cache", INK), ("out of cache (lighter)", INK)].into_iter().enumerate()
    {
        let x = WIDTH - 250.0 + index as f64 * 90.0;
        let shade = |colours: [&'static str; 2]| colours[index];
        picture = picture
            .add(rectangle(x, 44.0, 8.0, 8.0, shade(ZEROCORD)))
            .add(rectangle(x + 9.0, 44.0, 8.0, 8.0, shade(RIVAL)))
            .add(text(label, x + 21.0, 52.0, "start").set("fill", colour));
    }
    for power in scale.first..=scale.last {
        let ns = 10f64.powi(power);
        let x = scale.x(ns);
        let line = Line::new().set("x1", x).set("x2", x).set("y1", TOP).set("y2", bottom).set("stroke", GRID);
        picture = picture.add(line).add(text(&figure(ns), x, bottom + 16.0, "middle"));
    }
    for (index, row) in rows.iter().enumerate() {
        let top = TOP + index as f64 * ROW_HEIGHT + 3.0;
        let colours = if row.is_rival { RIVAL } else { ZEROCORD };
        picture = picture.add(text(row.name, LABEL_WIDTH - 8.0, top + BAR_HEIGHT + 4.0, "end"));
        for (place, ns) in row.ns.iter().enumerate() {
            let Some(ns) = *ns else { continue };
            let y = top + place as f64 * BAR_HEIGHT;
            let end = scale.x(ns);
            picture = picture
                .add(rectangle(
                    LABEL_WIDTH,
                    y,
                    (end - LABEL_WIDTH).max(1.0),
                    BAR_HEIGHT - 1.0,
                    colours[place],
                ))
                .add(text(&figure(ns), end + 4.0, y + BAR_HEIGHT - 1.0, "start").set("font-size", 9));
        }
    }
    picture.to_string()
}

fn rectangle(x: f64, y: f64, width: f64, height: f64, fill: &str) -> Rectangle {
    Rectangle::new().set("x", x).set("y", y).set("width", width).set("height", height).set("fill", fill)
}

fn text(content: &str, x: f64, y: f64, anchor: &str) -> Text {
    Text::new(content).set("x", x).set("y", y).set("text-anchor", anchor).set("fill", INK)
}

/// Nanoseconds in few digits.
fn figure(ns: f64) -> String {
    match ns {
        ns if ns >= 1e6 => format!("{:.1} ms", ns / 1e6),
        ns if ns >= 1e4 => format!("{:.1} µs", ns / 1e3),
        ns if ns >= 100.0 => format!("{ns:.0} ns"),
        ns => format!("{ns:.1} ns"),
    }
}
