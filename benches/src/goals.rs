//! The goals, and what a run says of them.

use crate::results::{Comparison, Kind, Results, Timed};

/// A ratio that is aimed at: how many times as fast one of zerocord's engines is as somebody else, in the same rounds.
#[derive(Clone, Copy, Debug)]
pub struct Goal {
    /// The row of the table: `S1`.
    pub case: &'static str,
    /// The tasks that it is about.
    pub tasks: &'static [&'static str],
    /// Whose speed is meant: an engine whose name begins so, the fastest of them.
    pub own: Own,
    /// Against whom: the fastest engine whose name begins with one of these.
    pub against: &'static [&'static str],
    /// At least so many times as fast.
    pub ratio: f64,
    /// The corpora: those whose names end with `-shuffled`, or the others.
    pub is_shuffled: bool,
}

/// Which of zerocord's engines is held against the others.
#[derive(Clone, Copy, Debug)]
pub enum Own {
    /// The fastest, through whichever backend.
    Fastest,
    /// The fastest through this backend.
    Backend(&'static str),
}

/// What stands in the table for everybody who is not zerocord.
const RIVALS: &[&str] = &["sonic-rs", "serde_json", "simd-json", "jiter", "twilight", "serenity"];

const SONIC: &[&str] = &["sonic-rs"];

const fn goal(
    case: &'static str,
    tasks: &'static [&'static str],
    against: &'static [&'static str],
    ratio: f64,
) -> Goal {
    Goal { case, tasks, own: Own::Fastest, against, ratio, is_shuffled: false }
}

/// The tasks that have a portable and an AVX2 goal.
const BY_BACKEND: &[&str] = &[
    "drop_heavy",
    "five_fields",
    "twenty_fields",
    "presence",
    "guild_head",
    "guild_walk",
    "route",
    "strict",
];

const OWNED: &[&str] = &["owned_message", "owned_presence", "owned_guild"];

/// All goals that compare zerocord with others.
pub const GOALS: &[Goal] = &[
    goal("S1", &["drop_heavy"], SONIC, 3.0),
    goal("S1", &["drop_heavy"], &["twilight"], 8.0),
    goal("S1", &["drop_heavy"], &["newlines"], 0.5),
    goal("S2", &["five_fields"], SONIC, 5.0),
    goal("S2", &["five_fields"], &["serde_json-struct"], 10.0),
    goal("S2", &["five_fields"], &["twilight"], 20.0),
    goal("S3", &["twenty_fields"], &["sonic-rs-struct", "sonic-rs-unchecked-struct"], 3.0),
    goal("S3", &["twenty_fields"], &["twilight"], 15.0),
    goal("S4", &["presence"], SONIC, 6.0),
    goal("S5", &["guild_head"], &["serde_json-owned"], 20.0),
    goal("S5", &["guild_walk"], &["serde_json-owned"], 8.0),
    goal("S5", &["guild_head", "guild_walk"], SONIC, 4.0),
    goal("S6", &["route"], RIVALS, 3.0),
    goal("S7", OWNED, &["serde_json"], 3.0),
    goal("S7", OWNED, &["twilight"], 4.0),
    goal("S8", &["strict"], RIVALS, 3.0),
    Goal {
        is_shuffled: true,
        ..goal("S9", &["five_fields", "twenty_fields", "presence", "route"], RIVALS, 1.0)
    },
    Goal { own: Own::Backend("avx2"), ..goal("S10", BY_BACKEND, RIVALS, 1.0) },
    Goal { own: Own::Backend("portable"), ..goal("S10", BY_BACKEND, &["serde_json-"], 1.5) },
];

/// A goal on one corpus.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The row of the table.
    pub case: String,
    /// The task and the corpus.
    pub place: String,
    /// Who is held against whom.
    pub sides: String,
    /// What is aimed at.
    pub want: f64,
    /// What was measured.
    pub got: f64,
}

impl Verdict {
    /// Whether the goal is reached.
    pub fn is_met(&self) -> bool {
        self.got >= self.want
    }
}

impl Goal {
    fn verdict(&self, comparison: &Comparison) -> Option<Verdict> {
        let is_shuffled = comparison.corpus.ends_with("-shuffled");
        if is_shuffled != self.is_shuffled || !self.tasks.contains(&comparison.task.as_str()) {
            return None;
        }
        let own = comparison.fastest(|engine| {
            engine.kind == Kind::Zerocord
                && match self.own {
                    Own::Fastest => true,
                    Own::Backend(backend) => engine.backend.as_deref() == Some(backend),
                }
        })?;
        let other = comparison.fastest(|engine| self.is_against(engine))?;
        Some(Verdict {
            case: self.case.to_owned(),
            place: format!("{}: {}", comparison.task, comparison.place()),
            sides: format!("{} against {}", own.name, other.name),
            want: self.ratio,
            got: own.speed_ratio(other),
        })
    }

    fn is_against(&self, engine: &Timed) -> bool {
        // Engines called so leave out checks that the task asks for; the tables show them all the same.
        let is_other = matches!(engine.kind, Kind::Rival | Kind::Floor) && !engine.name.ends_with("-ignored");
        is_other && self.against.iter().any(|name| engine.name.starts_with(name))
    }
}

/// All goals that the run says something of, in the order of the table.
pub fn verdicts(results: &Results) -> Vec<Verdict> {
    let of_rivals = GOALS
        .iter()
        .flat_map(|goal| results.comparisons.iter().filter_map(|comparison| goal.verdict(comparison)));
    let mut all: Vec<_> = of_rivals.collect();
    all.extend(results.comparisons.iter().filter_map(|comparison| of_shuffled(results, comparison)));
    all.extend(results.comparisons.iter().flat_map(of_portable_build));
    all.extend(results.comparisons.iter().filter_map(of_threads));
    // Stable, so that the goals of a case keep their order; `S10` comes behind `S9`.
    all.sort_by_key(|verdict| verdict.case.trim_start_matches('S').parse().unwrap_or(u32::MAX));
    all
}

/// S9: shuffled frames against the same without shuffling; both runs stand side by side, though not in the same rounds.
fn of_shuffled(results: &Results, shuffled: &Comparison) -> Option<Verdict> {
    let ordered_name = shuffled.corpus.strip_suffix("-shuffled")?;
    let ordered = results.comparisons.iter().find(|other| {
        other.task == shuffled.task && other.corpus == ordered_name && other.is_cached == shuffled.is_cached
    })?;
    let own = shuffled.fastest(|engine| engine.kind == Kind::Zerocord)?;
    let same = ordered.fastest(|engine| engine.kind == Kind::Zerocord)?;
    let ns_a_frame =
        |timed: &Timed, comparison: &Comparison| timed.median_ns() / comparison.frames_count as f64;
    Some(Verdict {
        case: "S9".to_owned(),
        place: format!("{}: {}", shuffled.task, shuffled.place()),
        sides: format!("{} against {} on ordered frames", own.name, same.name),
        want: 0.5,
        got: ns_a_frame(same, ordered) / ns_a_frame(own, shuffled),
    })
}

/// S10: each engine of the build without flags against its own in the native build.
fn of_portable_build(comparison: &Comparison) -> Vec<Verdict> {
    let of_build = comparison.engines.iter().filter(|engine| engine.kind == Kind::ZerocordPortableBuild);
    let verdicts = of_build.filter_map(|engine| {
        let name = engine.name.strip_prefix("portable-build-")?;
        let native = comparison.engines.iter().find(|other| other.name == name)?;
        Some(Verdict {
            case: "S10".to_owned(),
            place: format!("{}: {}", comparison.task, comparison.place()),
            sides: format!("{name} without flags against native"),
            want: 0.95,
            got: engine.speed_ratio(native),
        })
    });
    verdicts.collect()
}

/// S11: two threads against one.
fn of_threads(comparison: &Comparison) -> Option<Verdict> {
    let named = |name: &str| comparison.engines.iter().find(|engine| engine.name == name);
    Some(Verdict {
        case: "S11".to_owned(),
        place: format!("{}: {}", comparison.task, comparison.corpus),
        sides: "two threads against one".to_owned(),
        want: 1.9,
        got: named("two-threads")?.speed_ratio(named("one-thread")?),
    })
}
