//! All tasks with criterion: names are `task/engine/corpus`, throughput is in bytes.
//!
//! Before anything is timed, all engines of a task must agree on the corpus; with `--test` that is all that happens,
//! on smaller corpora, apart from one run of each.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use zerocord_benches::{Size, TASKS, machine};

/// As much of a corpus is timed, past the caches of a core, and as much is only tried.
const TIMED_BYTES: usize = 8 << 20;
const TRIED_BYTES: usize = 2 << 20;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(12)
        .warm_up_time(Duration::from_millis(250))
        .measurement_time(Duration::from_millis(1500))
        .nresamples(5_000)
        .without_plots()
        .configure_from_args();
    // As criterion has it: cargo says `--bench` where times are wanted.
    let arguments: Vec<_> = std::env::args().collect();
    let says = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let is_timed = says("--bench") && !says("--test");
    if !says("--list") {
        eprintln!("{}", machine::description());
    }
    for task in TASKS {
        for source in task.sources {
            let corpus = source.corpus(Size::of_bytes(if is_timed { TIMED_BYTES } else { TRIED_BYTES }));
            task.assert_agreement(source, &corpus);
            let frames = corpus.frames();
            let input = corpus.input(&frames);
            let mut group = criterion.benchmark_group(task.name);
            group
                .throughput(Throughput::Bytes(corpus.frames_bytes() as u64))
                .sampling_mode(SamplingMode::Flat);
            for engine in task.engines() {
                group.bench_function(BenchmarkId::new(engine.name(), source.name), |bencher| {
                    bencher.iter(|| engine.answer(black_box(input)));
                });
            }
            group.finish();
        }
    }
    criterion.final_summary();
}
