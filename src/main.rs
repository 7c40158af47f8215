//! The program `canonry`.

// Records are made on one thread and dropped on another, where glibc's allocator waits for locks. With this one the
// import of 100,000 records took 8.8 s and not 11.9 s, and every import and export 5 to 8 % less processor time; it
// costs some 20 MB (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

use canonry::cli::Env;

fn main() -> ExitCode {
    fail_writes_beyond_limit();
    canonry::cli::run(&Env::of_process()).into()
}

/// A write beyond a limit on the size of files raises a signal that would end the process on the spot. If somebody
/// listens to the signal, the write fails instead, and can be reported and undone.
fn fail_writes_beyond_limit() {
    #[cfg(unix)]
    {
        let raised = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        // If that is not possible, the process ends at once, as it would have anyhow.
        let _ = signal_hook::flag::register(SIGXFSZ, raised);
    }
}

/// The number of the signal, which is the same on every Unix that Rust knows.
#[cfg(unix)]
const SIGXFSZ: i32 = 25;
