//! Only structs with named fields have views.
use zerocord::View;

#[derive(View)]
enum Either {
    Left,
    Right,
}

#[derive(View)]
struct Pair(u8, u8);

#[derive(View)]
struct Generic<T> {
    value: T,
}

#[derive(serde::Deserialize, View)]
#[serde(default)]
struct Defaulted {
    value: u8,
}

#[derive(serde::Deserialize, View)]
#[serde(transparent)]
struct Transparent {
    value: u8,
}

impl Default for Defaulted {
    fn default() -> Defaulted {
        Defaulted { value: 1 }
    }
}

fn main() {}
