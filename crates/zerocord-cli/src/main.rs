//! The command `zerocord`.

use std::process::ExitCode;

// Rows are built on one thread, then written and freed on another, which is fast with this allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    zerocord_cli::run(std::env::args_os()).into()
}
