//! A sign that a command works, for as long as it says nothing itself.

use std::fmt;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long nothing is shown: most commands are done by then.
const QUIET: Duration = Duration::from_secs(1);

/// How often the sign moves.
const TICK: Duration = Duration::from_millis(100);

/// Says on the terminal that the command works, and for how long it has, until something else is written there. A clone
/// is the same one.
#[derive(Clone)]
pub(super) struct WorkingSign {
    draw: fn() -> ProgressDrawTarget,
    shown: Arc<Mutex<Option<ShownSign>>>,
}

/// The thread that shows the sign, for as long as the sender lives.
struct ShownSign {
    alive: Sender<()>,
    thread: JoinHandle<()>,
}

impl WorkingSign {
    /// A sign that is shown if the command is quiet from now on; `draw` says where.
    pub(super) fn new(draw: fn() -> ProgressDrawTarget) -> Self {
        let sign = WorkingSign { draw, shown: Arc::new(Mutex::new(None)) };
        sign.begin();
        sign
    }

    /// Shows it if the command is quiet from now on.
    fn begin(&self) {
        self.end();
        let (alive, dropped) = mpsc::channel::<()>();
        let draw = self.draw;
        let thread = thread::spawn(move || {
            if dropped.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
                let bar = ProgressBar::with_draw_target(None, draw()).with_elapsed(QUIET);
                if let Ok(style) = ProgressStyle::with_template("{spinner} working for {elapsed}") {
                    bar.set_style(style);
                }
                bar.enable_steady_tick(TICK);
                let _ = dropped.recv(); // returns when the sender is dropped
                bar.finish_and_clear();
            }
        });
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(ShownSign { alive, thread });
    }

    /// Removes the sign: something else is shown now.
    pub(super) fn end(&self) {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(ShownSign { alive, thread }) = shown {
            drop(alive);
            let _ = thread.join(); // it draws, and a panic of it loses nothing
        }
    }

    /// Runs `by_others` without the sign: the command does not work while a user types, or an editor is open.
    pub(super) fn paused<T>(&self, by_others: impl FnOnce() -> T) -> T {
        self.end();
        let result = by_others();
        self.begin();
        result
    }
}

impl fmt::Debug for WorkingSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkingSign")
    }
}
