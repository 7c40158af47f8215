//! The program `canonry`.

// Records are made on one thread and dropped on another, where glibc's allocator waits for locks. With this one the import
// of 100,000 records took 8.8 s and not 11.9 s, and every import and export 5 to 8 % less processor time; it costs some
// 20 MB (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

fn main() -> ExitCode {
    canonry::cli::run()
}
