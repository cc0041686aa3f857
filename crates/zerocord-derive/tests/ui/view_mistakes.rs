//! Several mistakes in one struct are reported at once.
use serde::Deserialize;
use zerocord::View;

#[derive(Deserialize, View)]
struct Mistaken {
    #[serde(rename = "content")]
    text: String,
    content: String,
    raw: u8,
    #[serde(deserialize_with = "lenient")]
    count: u8,
    #[serde(flatten)]
    late: Inner,
}

#[derive(Deserialize, View)]
struct Inner {}

#[derive(Deserialize, View)]
struct Twice {
    #[view(through)]
    one: Inner,
    #[view(through)]
    other: Inner,
    #[view(trough)]
    third: u8,
}

fn lenient<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    u8::deserialize(deserializer)
}

fn main() {}
