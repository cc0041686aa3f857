//! A view cannot outlive its arena, or the arena's next reset.
use zerocord::{Arena, decode_in};

fn main() {
    let frame = br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#;
    let event = decode_in(frame, &Arena::new()).unwrap();
    println!("{event:?}");

    let mut arena = Arena::new();
    let event = decode_in(frame, &arena).unwrap();
    arena.reset();
    println!("{event:?}");
}
