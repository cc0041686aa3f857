//! Several mistakes in one projection are told at once.
use zerocord::Project;

#[derive(Project)]
struct Row<'a, T> {
    #[project(path = "author..id")]
    author: &'a str,
    #[project(key = "content")]
    content: &'a str,
    value: T,
}

#[derive(Project)]
struct Tuple(u8);

fn main() {}
