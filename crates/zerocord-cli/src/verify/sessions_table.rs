//! The results of `verify`, as text.

use super::sessions::VerifyReport;
use crate::output::shown::shown;
use crate::output::text_table::{grouped, plural, push_table, table};
use crate::sequences::{Continuation, LOOKS_FILTERED};

/// The maximum number of gaps listed for a recording that looks filtered.
const FILTERED_GAPS_MAX: usize = 10;

/// The sessions, then the gaps and repeats, then a summary.
pub fn render(report: &VerifyReport, has_styles: bool) -> String {
    let mut text = String::new();
    if !report.sessions.is_empty() {
        let headings =
            ["file", "session", "shard", "line", "first", "last", "dispatches", "resumes", "session id"];
        let mut sessions = table(has_styles, &headings, 3..8);
        for (index, session) in report.sessions.iter().enumerate() {
            sessions.add_row([
                shown(&session.file).into_owned(),
                format!("#{}", index + 1),
                session.shard.map_or_else(|| "-".to_owned(), |[shard, count]| format!("{shard} of {count}")),
                session.line.map_or_else(|| "-".to_owned(), grouped),
                grouped(session.first),
                grouped(session.last),
                grouped(session.dispatches),
                grouped(session.resumes),
                session.session_id.as_deref().map_or_else(|| "-".to_owned(), |id| shown(id).into_owned()),
            ]);
        }
        push_table(&mut text, &sessions);
    }
    let listed_max = if report.looks_filtered { FILTERED_GAPS_MAX } else { usize::MAX };
    for gap in report.gaps.iter().take(listed_max) {
        let missing = match gap.missing {
            1 => "1 frame is missing".to_owned(),
            missing => format!("{} frames are missing", grouped(missing)),
        };
        text.push_str(&format!(
            "{}: line {}: {missing}: {} comes after {} in session #{}\n",
            shown(&gap.file),
            gap.line,
            gap.next,
            gap.after,
            gap.session + 1,
        ));
    }
    if report.looks_filtered {
        let further = report.gaps.len().saturating_sub(listed_max) as u64;
        text.push_str(&format!("... and {}\n{LOOKS_FILTERED}", plural(further, "further gap")));
    }
    for repeat in &report.repeats {
        let numbers = match repeat.to - repeat.from {
            0 => format!("{} comes", repeat.from),
            _ => format!("{} to {} come", repeat.from, repeat.to),
        };
        text.push_str(&format!(
            "{}: line {}: {numbers} again in session #{}\n",
            shown(&repeat.file),
            repeat.line,
            repeat.session + 1,
        ));
    }
    for mark in &report.marks {
        let last = mark.last.map_or_else(String::new, |last| format!(" after {}", grouped(last)));
        text.push_str(&format!(
            "{}: line {}: the recorder could not resume the session{last} ({}): frames may be missing\n",
            shown(&mark.file),
            mark.line,
            shown(&mark.reason),
        ));
    }
    for next in &report.continuations {
        text.push_str(&continuation(next));
    }
    for (count, word) in [
        (report.left_out.sessions, "further session"),
        (report.left_out.gaps, "further gap"),
        (report.left_out.repeats, "further repeat"),
        (report.left_out.marks, "further gap mark"),
    ] {
        if count > 0 {
            text.push_str(&format!("... and {} (--limit)\n", plural(count, word)));
        }
    }
    if !report.is_whole() {
        text.push('\n');
    }
    let sessions = report.sessions.len() as u64 + report.left_out.sessions;
    text.push_str(&format!(
        "{} in {}, {}; {} ({} missing), {}; {}\n",
        plural(report.frames, "frame"),
        plural(report.files.len() as u64, "file"),
        plural(sessions, "session"),
        plural(report.gap_count(), "gap"),
        plural(report.missing, "frame"),
        plural(report.repeat_count(), "repeat"),
        plural(report.bad_frames, "bad frame"),
    ));
    if report.unnumbered > 0 {
        let word = if report.unnumbered == 1 { "dispatch" } else { "dispatches" };
        text.push_str(&format!("{} {word} without a sequence\n", grouped(report.unnumbered)));
    }
    if report.mixed {
        text.push_str(
            "several shards in one recording: each frame is assigned to the session that expects its number\n",
        );
    }
    text
}

fn continuation(next: &Continuation) -> String {
    let Continuation { file, line, of_file, session, after, next, is_certain } = next;
    let session = session + 1;
    match is_certain {
        true => {
            format!("{file}: line {line}: session #{session} of {of_file} goes on, {next} after {after}\n")
        }
        false => format!(
            "{file}: line {line}: begins with {next}, and session #{session} of {of_file} ends with {after}: if it \
             goes on here, --joined counts what is missing\n"
        ),
    }
}
