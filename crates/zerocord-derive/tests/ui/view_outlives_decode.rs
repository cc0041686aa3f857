//! The result of a decoder's call cannot outlive the decoder's next call, whichever method it is.
use zerocord::view::Projection;
use zerocord::{Decoder, Envelope, Project};

#[derive(Debug, Project)]
struct Line<'a> {
    x: &'a str,
}

const FRAME: &[u8] = br#"{"t":"X","s":1,"op":0,"d":{"x":"a"}}"#;

fn events(decoder: &mut Decoder) {
    let event = decoder.decode(FRAME).unwrap();
    decoder.decode(FRAME).unwrap();
    println!("{event:?}");
}

fn routed(decoder: &mut Decoder) {
    let event = decoder.decode_envelope(Envelope::peek(FRAME).unwrap()).unwrap();
    decoder.decode(FRAME).unwrap();
    println!("{event:?}");
}

fn projections(decoder: &mut Decoder) {
    let line: Line<'_> = decoder.project(FRAME).unwrap();
    decoder.decode(FRAME).unwrap();
    println!("{line:?}");
}

fn rows(decoder: &mut Decoder, projection: &Projection) {
    let row = decoder.project_with(projection, FRAME).unwrap();
    decoder.decode(FRAME).unwrap();
    println!("{:?}", row.field::<&str>(0));
}

fn strings(decoder: &mut Decoder) {
    let text: &str = decoder.parse(Envelope::peek(FRAME).unwrap().payload()).unwrap();
    decoder.decode(FRAME).unwrap();
    println!("{text}");
}

fn arenas(decoder: &mut Decoder) {
    let arena = decoder.arena();
    decoder.decode(FRAME).unwrap();
    println!("{arena:?}");
}

fn main() {}
