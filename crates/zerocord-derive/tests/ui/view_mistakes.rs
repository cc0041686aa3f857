//! Several mistakes in one struct are told at once.
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

fn lenient<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    u8::deserialize(deserializer)
}

fn main() {}
