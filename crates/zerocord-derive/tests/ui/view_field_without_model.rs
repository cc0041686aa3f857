//! A field's type must have a view.
use serde::Deserialize;
use zerocord::View;

#[derive(Deserialize)]
struct Opaque {
    value: u8,
}

#[derive(Deserialize, View)]
struct Holder {
    opaque: Opaque,
}

fn main() {}
