//! Several mistakes in one projection are reported at once.
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
struct Aliases {
    #[project(alias = "author.id")]
    author: u8,
    #[project(alias = "content")]
    text: u8,
    content: u8,
    #[project(alias = "author")]
    user: u8,
}

#[derive(Project)]
struct Tuple(u8);

fn main() {}
