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
    let env = Env::of_process();
    #[cfg(unix)]
    tell_of_interruptions(&env);
    canonry::cli::run(&env).into()
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

/// Says what an interruption by the user leaves behind, before the process ends by it as it would have anyhow.
#[cfg(unix)]
fn tell_of_interruptions(env: &Env) {
    use std::io::Write;
    // A command that a script runs in the background, which interruptions must not end, reads no terminal.
    if env.input.is_terminal() && env.messages.is_terminal() && !ignores_interruptions() {
        // If that is not possible, the process ends without a word.
        let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT]) else { return };
        let mut messages = env.messages.clone();
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let _ = writeln!(messages, "\n{}", canonry::cli::INTERRUPTED);
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
    }
}

/// Whether who started the process made it ignore interruptions, as far as the system says so.
#[cfg(unix)]
fn ignores_interruptions() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (SIGINT - 1) & 1 == 1)
}

/// The number of the signal of an interruption, which is the same on every Unix.
#[cfg(unix)]
const SIGINT: i32 = 2;

/// The number of the signal of a write beyond a limit, which is the same on every Unix that Rust knows.
#[cfg(unix)]
const SIGXFSZ: i32 = 25;
