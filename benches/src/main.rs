//! scratch
use std::time::Instant;
use zerocord_benches::*;
use zerocord_testkit::generator::{Generator, Mix};
fn main() {
    let data = Generator::new(1, Mix::Quiet)
        .ndjson(std::env::var("MB").map_or(8, |m| m.parse::<usize>().unwrap()) << 20);
    let frames: Vec<&[u8]> =
        data.split(|b| *b == b'\n').filter(|f| f.starts_with(br#"{"t":"MESSAGE_CREATE"#)).collect();
    let all: Vec<&[u8]> = data.split(|b| *b == b'\n').filter(|f| !f.is_empty()).collect();
    println!(
        "{} messages, mean {}; {} frames",
        frames.len(),
        frames.iter().map(|f| f.len()).sum::<usize>() / frames.len(),
        all.len()
    );
    type F<'x> = (String, Box<dyn Fn() -> u64 + 'x>, usize, usize);
    let mut e: Vec<F> = vec![];
    let fb: usize = frames.iter().map(|f| f.len()).sum();
    let ab: usize = all.iter().map(|f| f.len()).sum();
    let (frames, all) = (&*frames, &*all);
    for b in zerocord::Backend::available() {
        e.push((format!("five project {}", b.name()), Box::new(move || five(b, frames)), frames.len(), fb));
        e.push((
            format!("five projection {}", b.name()),
            Box::new(move || projection(b, frames)),
            frames.len(),
            fb,
        ));
        e.push((format!("locate {}", b.name()), Box::new(move || locate_only(b, frames)), frames.len(), fb));
        e.push((format!("peek {}", b.name()), Box::new(move || peek(b, all)), all.len(), ab));
        e.push((format!("validate {}", b.name()), Box::new(move || validate(b, all)), all.len(), ab));
    }
    e.push(("five sonic struct".into(), Box::new(|| sonic::five(frames)), frames.len(), fb));
    e.push(("five sonic many".into(), Box::new(|| sonic::many(frames)), frames.len(), fb));
    e.push(("five serde borrowed".into(), Box::new(|| sonic::five_serde(frames)), frames.len(), fb));
    e.push(("validate sonic".into(), Box::new(|| sonic::validate(all)), all.len(), ab));
    e.push(("validate serde".into(), Box::new(|| sonic::validate_serde(all)), all.len(), ab));
    let big: Vec<u8> = { let mut v = vec![b'[']; for f in frames.iter().take(1000) { v.extend_from_slice(f); v.push(b','); } v.pop(); v.push(b']'); v };
    let big: &[u8] = Vec::leak(big); let bigs: &[&[u8]] = Vec::leak(vec![big]);
    for b in zerocord::Backend::available() {
        e.push((format!("skip {}", b.name()), Box::new(move || skip(b, frames)), frames.len(), fb));
        e.push((format!("skipbig {}", b.name()), Box::new(move || skip(b, bigs)), 1000, big.len()));
        e.push((format!("countbig {}", b.name()), Box::new(move || count(b, bigs)), 1000, big.len()));
    }
    let only = std::env::args().nth(1);
    if let Some(o) = &only {
        e.retain(|x| x.0.contains(o.as_str()));
    }
    for x in &e {
        println!("{:24} -> {:x}", x.0, (x.1)());
    }
    let mut t = vec![vec![]; e.len()];
    for _ in 0..std::env::var("REPS").map_or(9, |m| m.parse::<usize>().unwrap()) {
        for (i, x) in e.iter().enumerate() {
            let s = Instant::now();
            std::hint::black_box((x.1)());
            t[i].push(s.elapsed().as_nanos() as f64);
        }
    }
    for (i, x) in e.iter().enumerate() {
        t[i].sort_by(f64::total_cmp);
        let m = t[i][t[i].len() / 2];
        let lo = t[i][0];
        println!(
            "{:24} {:8.1} ns/frame (min {:.1})  {:6.2} GB/s",
            x.0,
            m / x.2 as f64,
            lo / x.2 as f64,
            x.3 as f64 / m
        );
    }
}
