//! The page: the machine, the goals, a table for each comparison.

use std::fmt::Write;

use crate::goals::{self, Verdict};
use crate::results::{Comparison, Kind, Results, Timed};

/// The page in Markdown.
pub(super) fn of_results(results: &Results) -> String {
    let mut page = String::from(
        "# Benchmarks\n\nWritten by `just bench` from what it measured, `benchmarks.json` beside this page; `just \
         bench-report` writes it anew from that file.\nWhat the tasks are and what is fair in them is told in \
         `benches/src`; what to make of the figures, in\n[performance.md](performance.md).\n\n",
    );
    let _ = writeln!(page, "| | |\n| --- | --- |\n| date | {} |", results.date);
    for (what, is) in &results.machine {
        let _ = writeln!(page, "| {what} | {is} |");
    }
    page.push_str(
        "\nAll engines of a task give the same answer before any is timed. They run in turns, each once a round, and a \
         ratio is\nthe median of the ratios within the rounds. *Spread* is how far the quarter points of an engine's \
         times lie apart, as a\nshare of the median: what lies within it says nothing.\n\n",
    );
    goals_table(&mut page, &goals::verdicts(results));
    for task in super::task_names(results) {
        let of_task: Vec<_> =
            results.comparisons.iter().filter(|comparison| comparison.task == task).collect();
        let Some(first) = of_task.first() else { continue };
        let _ = writeln!(page, "\n## {} {task}\n\n{}.\n", first.case, capital(&first.question));
        if first.engines.len() > 2 {
            let _ = writeln!(page, "![{task}: nanoseconds a frame](benchmarks/{task}.svg)\n");
        }
        for comparison in of_task {
            comparison_table(&mut page, comparison);
        }
    }
    page
}

fn goals_table(page: &mut String, verdicts: &[Verdict]) {
    let met = verdicts.iter().filter(|verdict| verdict.is_met()).count();
    let _ = writeln!(page, "## Goals\n\n{met} of {} are met.\n", verdicts.len());
    page.push_str("| case | on | who | goal | measured | |\n| --- | --- | --- | --- | --- | --- |\n");
    for verdict in verdicts {
        let Verdict { case, place, sides, want, got } = verdict;
        let verdict = if verdict.is_met() { "met" } else { "**missed**" };
        let _ = writeln!(page, "| {case} | {place} | {sides} | {want} | {got:.2} | {verdict} |");
    }
}

fn comparison_table(page: &mut String, comparison: &Comparison) {
    let Comparison { frames_count, bytes, .. } = *comparison;
    let rounds_count = comparison.engines.first().map_or(0, |engine| engine.rounds_ns.len());
    let _ = writeln!(
        page,
        "{}: {frames_count} frames, {} bytes on average, {rounds_count} rounds.\n",
        capital(&comparison.place()),
        bytes / frames_count.max(1),
    );
    page.push_str("| engine | ns a frame | GB/s | spread | times the fastest rival's speed |\n");
    page.push_str("| --- | ---: | ---: | ---: | ---: |\n");
    let rival = comparison.fastest(|engine| engine.kind == Kind::Rival);
    let mut engines: Vec<&Timed> = comparison.engines.iter().collect();
    engines.sort_by(|left, right| left.median_ns().total_cmp(&right.median_ns()));
    for engine in engines {
        let ratio = rival.map_or_else(String::new, |rival| format!("{:.2}", engine.speed_ratio(rival)));
        let _ = writeln!(
            page,
            "| {} | {:.1} | {:.2} | {:.0} % | {ratio} |",
            engine.name,
            engine.median_ns() / frames_count as f64,
            bytes as f64 / engine.median_ns(),
            engine.spread() * 100.0,
        );
    }
    page.push('\n');
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
