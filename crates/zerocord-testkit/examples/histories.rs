//! Reads small frames with decoders that have a history and with new ones, until as many frames as the first argument says
//! (default: a million) were compared. The second argument is the first seed, the third the number of threads (default: one
//! per core). Stops at the first frame whose results differ. Each history is read with one of the available backends.

use std::time::Instant;

use zerocord::{Backend, Decoder};
use zerocord_testkit::checks::History;
use zerocord_testkit::tokens::Choices;

fn main() {
    let number =
        |index, default| std::env::args().nth(index).map_or(default, |text| text.parse().expect("a number"));
    let (count, first): (u64, u64) = (number(1, 1_000_000), number(2, 0));
    let threads = number(3, std::thread::available_parallelism().map_or(1, usize::from) as u64);
    let start = Instant::now();
    let read = |thread: u64| {
        let mut veterans: Vec<Decoder> =
            Backend::available().map(|backend| Decoder::builder().backend(backend).build()).collect();
        let (mut seed, mut compared, mut histories) = (first + thread, 0, 0);
        while compared < count.div_ceil(threads) {
            let backend = histories as usize % veterans.len();
            compared += History::of(&mut Choices::of_seed(seed)).check(&mut veterans[backend]);
            (seed, histories) = (seed + threads, histories + 1);
        }
        (compared, histories)
    };
    let totals = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|thread| scope.spawn(move || read(thread))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no difference")).collect::<Vec<(u64, u64)>>()
    });
    println!(
        "{} frames in {} histories, each through one of {} backends: no difference ({} s)",
        totals.iter().map(|(compared, _)| compared).sum::<u64>(),
        totals.iter().map(|(_, histories)| histories).sum::<u64>(),
        Backend::available().count(),
        start.elapsed().as_secs(),
    );
}
