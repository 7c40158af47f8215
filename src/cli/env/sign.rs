//! A sign that a command works, for as long as it says nothing itself.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long nothing is shown: most commands are done by then.
const QUIET: Duration = Duration::from_secs(1);

/// How often the sign moves.
const TICK: Duration = Duration::from_millis(100);

/// Says on the terminal that the command works, and for how long it has shown nothing else. A clone is the same one.
/// The thread that draws it ends when the last clone is dropped.
#[derive(Clone)]
pub(super) struct WorkingSign(Arc<SignOwner>);

/// Ends the thread when it is dropped.
struct SignOwner(Arc<SharedSign>);

/// What the command and the thread share.
struct SharedSign {
    draw: fn() -> ProgressDrawTarget,
    state: Mutex<SignState>,
    changed: Condvar,
}

#[derive(Default)]
struct SignState {
    /// Since when nothing else is shown; `None` in the middle of a line.
    quiet_since: Option<Instant>,
    /// Whether a bar of progress, a user or another program has the terminal.
    is_taken: bool,
    /// The sign, if it is shown.
    shown: Option<ProgressBar>,
    is_over: bool,
}

impl WorkingSign {
    /// A sign that is shown when the command is quiet; `draw` says where.
    pub(super) fn new(draw: fn() -> ProgressDrawTarget) -> Self {
        let state = SignState { quiet_since: Some(Instant::now()), ..SignState::default() };
        let shared = Arc::new(SharedSign { draw, state: Mutex::new(state), changed: Condvar::new() });
        let of_thread = Arc::clone(&shared);
        thread::spawn(move || of_thread.watch());
        WorkingSign(Arc::new(SignOwner(shared)))
    }

    /// Removes the sign: a bar of progress is shown from now on.
    pub(super) fn remove(&self) {
        self.0.0.change(|state| state.is_taken = true);
    }

    /// Shows it again if the command is quiet from now on.
    pub(super) fn allow(&self) {
        self.0.0.change(|state| {
            state.is_taken = false;
            state.quiet_since = Some(Instant::now());
        });
    }

    /// Runs `by_others` without the sign: the command does not work while a user types, or an editor is open.
    pub(super) fn paused<T>(&self, by_others: impl FnOnce() -> T) -> T {
        let was_taken = self.0.0.change(|state| std::mem::replace(&mut state.is_taken, true));
        let result = by_others();
        self.0.0.change(|state| {
            state.is_taken = was_taken;
            state.quiet_since = Some(Instant::now());
        });
        result
    }

    /// Runs `write`, which writes `bytes`, without the sign. Within a line it does not come back.
    pub(super) fn around<T>(&self, bytes: &[u8], write: impl FnOnce() -> T) -> T {
        self.0.0.change(|state| state.quiet_since = None);
        let written = write();
        let is_whole = bytes.last() == Some(&b'\n');
        self.0.0.change(|state| state.quiet_since = is_whole.then(Instant::now));
        written
    }
}

impl SharedSign {
    fn state(&self) -> MutexGuard<'_, SignState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes the sign, and changes what decides when it is shown again.
    fn change<T>(&self, change: impl FnOnce(&mut SignState) -> T) -> T {
        let mut state = self.state();
        state.shown.take().iter().for_each(ProgressBar::finish_and_clear);
        let result = change(&mut state);
        drop(state);
        self.changed.notify_one();
        result
    }

    /// Shows the sign whenever the command was quiet for long enough, until it is over.
    fn watch(&self) {
        let mut state = self.state();
        while !state.is_over {
            state = match state.rest(Instant::now()) {
                Some(Duration::ZERO) => {
                    state.shown = Some(self.sign());
                    state
                }
                Some(rest) => self.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0,
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn sign(&self) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(None, (self.draw)()).with_elapsed(QUIET);
        if let Ok(style) = ProgressStyle::with_template("{spinner} working for {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(TICK);
        bar
    }
}

impl SignState {
    /// How long the command has to stay quiet until the sign is shown; `None` if it is not shown until something
    /// changes.
    fn rest(&self, now: Instant) -> Option<Duration> {
        let since = self.quiet_since.filter(|_| !self.is_taken && self.shown.is_none())?;
        Some(QUIET.saturating_sub(now.saturating_duration_since(since)))
    }
}

impl Drop for SignOwner {
    fn drop(&mut self) {
        self.0.change(|state| state.is_over = true);
    }
}

impl fmt::Debug for WorkingSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkingSign")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long the sign waits if the command showed something a fifth of a second ago.
    fn rest(sign: &WorkingSign) -> Option<Duration> {
        let mut state = sign.0.0.state();
        let now = Instant::now();
        state.quiet_since = state.quiet_since.map(|_| now);
        state.rest(now + QUIET / 5)
    }

    #[test]
    fn the_sign_comes_back_after_a_bar_a_line_and_an_answer_but_not_within_a_line() {
        let sign = WorkingSign::new(ProgressDrawTarget::hidden);
        let soon = Some(QUIET * 4 / 5);
        assert_eq!(rest(&sign), soon);
        sign.remove();
        sign.around(b"a fault above the bar\n", || assert_eq!(rest(&sign), None));
        assert_eq!(rest(&sign), None);
        sign.allow();
        assert_eq!(rest(&sign), soon);
        sign.around(b"remove them? [y/N] ", || ());
        assert_eq!(rest(&sign), None);
        sign.paused(|| assert_eq!(rest(&sign), None));
        assert_eq!(rest(&sign), soon);
        sign.around(b"done\n", || ());
        assert_eq!(rest(&sign), soon);
    }
}
