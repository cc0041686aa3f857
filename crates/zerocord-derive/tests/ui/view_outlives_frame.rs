//! A view cannot outlive its frame or its decoder.
use zerocord::{Decoder, Event};

fn main() {
    let mut decoder = Decoder::new();
    let event = {
        let frame = br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#.to_vec();
        decoder.decode(&frame).unwrap()
    };
    if let Event::Resumed(resumed) = event {
        println!("{resumed:?}");
    }

    let event = Decoder::new().decode(br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#).unwrap();
    println!("{event:?}");
}
