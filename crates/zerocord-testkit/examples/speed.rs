//! Prints the generator's speed for each mix, and its events by count, share and mean size.
//!
//! `cargo run --release -p zerocord-testkit --example speed`

use std::collections::BTreeMap;
use std::time::Instant;

use zerocord_testkit::generator::{Generator, Mix, Shuffle};

const BYTES: usize = 256 << 20;

fn main() {
    for mix in Mix::ALL {
        let mut generator = Generator::new(1, mix);
        let mut frame = Vec::new();
        let mut sizes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut bytes = 0;
        while bytes < BYTES / 4 {
            frame.clear();
            generator.frame(&mut frame);
            bytes += frame.len();
            let text = String::from_utf8_lossy(&frame[..frame.len().min(60)]).into_owned();
            let name =
                text.split('"').nth(3).filter(|_| !text.starts_with("{\"t\":null")).unwrap_or("no event");
            sizes.entry(name.to_owned()).or_default().push(frame.len());
        }
        let frames_count: usize = sizes.values().map(Vec::len).sum();
        println!("{mix}: mean {} bytes", bytes / frames_count);
        let mut rows: Vec<_> = sizes.into_iter().collect();
        rows.sort_by_key(|(_, sizes)| std::cmp::Reverse(sizes.len()));
        for (name, mut sizes) in rows {
            sizes.sort_unstable();
            let sum: usize = sizes.iter().sum();
            println!(
                "  {name:40} {:7} {:6.2} %  mean {:7}  min {:6}  p50 {:6}  p99 {:7}  max {:8}",
                sizes.len(),
                100.0 * sizes.len() as f64 / frames_count as f64,
                sum / sizes.len(),
                sizes[0],
                sizes[sizes.len() / 2],
                sizes[sizes.len() * 99 / 100],
                sizes[sizes.len() - 1],
            );
        }
        for shuffle in [Shuffle::None, Shuffle::Envelope, Shuffle::Everywhere] {
            let mut generator = Generator::new(1, mix).with_shuffle(shuffle);
            let mut out = Vec::with_capacity(BYTES + (8 << 20));
            out.resize(BYTES + (8 << 20), 1);
            out.clear();
            let start = Instant::now();
            while out.len() < BYTES {
                generator.frame(&mut out);
                out.push(b'\n');
            }
            let seconds = start.elapsed().as_secs_f64();
            println!("  {shuffle:?}: {:.0} MB/s", out.len() as f64 / 1e6 / seconds);
        }
    }
}
