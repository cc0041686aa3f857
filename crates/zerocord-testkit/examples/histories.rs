//! Reads small frames with decoders that have a history and with new ones, for the number of frames in the first
//! argument (default: a million). The second argument is the first seed. Stops at the first frame whose results differ.

use zerocord::{Backend, Decoder};
use zerocord_testkit::checks::History;
use zerocord_testkit::tokens::Choices;

fn main() {
    let number =
        |index, default| std::env::args().nth(index).map_or(default, |text| text.parse().expect("a number"));
    let (count, first): (u64, u64) = (number(1, 1_000_000), number(2, 0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                for backend in Backend::available() {
                    let mut veteran = Decoder::builder().backend(backend).build();
                    for seed in (first + thread..first + count).step_by(threads as usize) {
                        History::of(&mut Choices::of_seed(seed)).check(&mut veteran);
                    }
                }
            });
        }
    });
    println!("{count} histories through each of {} backends: no difference", Backend::available().count());
}
