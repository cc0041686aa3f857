//! A view lives no longer than its frame.
use zerocord::{Arena, Event, decode};

fn main() {
    let arena = Arena::new();
    let event = {
        let frame = br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#.to_vec();
        decode(&frame, &arena).unwrap()
    };
    if let Event::Resumed(resumed) = event {
        println!("{resumed:?}");
    }
}
