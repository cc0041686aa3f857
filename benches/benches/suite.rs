//! All tasks with criterion: names are `task/engine/corpus`, throughput is in bytes.
//!
//! Before anything is timed, all engines of a task must give the same answers on the corpus, zerocord with every
//! backend. With `--test`, only this happens, on smaller corpora, and each engine runs once.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use zerocord::Backend;
use zerocord_benches::{Fixtures, Size, TASKS, machine};

/// The timed corpora are larger than the L2 cache of a core.
const TIMED: Size = Size::of_bytes(3 << 20);
const TRIED: Size = Size { frames: 400, bytes: 192 << 10 };

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(12)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(500))
        .nresamples(5_000)
        .without_plots()
        .configure_from_args();
    // As in criterion: cargo passes `--bench` if times are requested.
    let arguments: Vec<_> = std::env::args().collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let is_timed = has("--bench") && !has("--test");
    if !has("--list") {
        eprintln!("{}", machine::description());
    }
    let fixtures = Fixtures::of_environment().expect("the folder of fixtures can be read");
    let backends: Vec<_> = Backend::available().collect();
    for task in TASKS {
        for source in task.sources {
            let size = if is_timed { TIMED } else { TRIED };
            let Some(corpus) = source.corpus(size, fixtures.as_ref()) else { continue };
            let engines = task.agreeing_engines(source, &corpus, &backends);
            let split = corpus.split();
            let mut group = criterion.benchmark_group(task.name);
            group
                .throughput(Throughput::Bytes(corpus.frames_bytes() as u64))
                .sampling_mode(SamplingMode::Flat);
            for engine in engines {
                group.bench_function(BenchmarkId::new(engine.name(), source.name), |bencher| {
                    bencher.iter(|| engine.answer(black_box(split.input())));
                });
            }
            group.finish();
        }
    }
    criterion.final_summary();
}
