//! Progress of long work, on a terminal.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::console::Console;
use super::env::{Env, OutputStream};
use crate::curate::{WorkProgress, WorkStage, WorkWatch};

/// Work of fewer steps takes less than a second, and gets no bar, which would only flicker.
pub(super) const FEW: u64 = 1_000;

/// The same for bytes of an archive.
const FEW_BYTES: u64 = 4 << 20;

/// How often a bar is drawn.
const TICK: Duration = Duration::from_millis(100);

/// How much there is to do in a stage of the work, and what of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StageLength {
    /// This number of records, or of what else the stage is about.
    Of(u64),
    /// This number of bytes.
    Bytes(u64),
    /// A number of records, or of what else the stage is about, that nobody knows before the end: they are counted.
    Counted,
    /// The same, of bytes.
    AnyBytes,
    /// Something that cannot be counted: it is shown for how long it has been going on.
    Uncounted,
}

/// The progress of a command, one stage after the other. It is removed from the terminal when it is dropped, if not
/// before. Without a terminal, and if messages are unwanted, it draws nothing.
pub(super) struct StageBar {
    bar: ProgressBar,
    /// Where else a sign is shown that the command works; `None` if nothing is drawn.
    messages: Option<OutputStream>,
}

impl StageBar {
    /// One that draws nothing.
    pub(super) fn hidden() -> Self {
        StageBar { bar: ProgressBar::hidden(), messages: None }
    }

    /// Whether it draws nothing.
    pub(super) fn is_hidden(&self) -> bool {
        self.messages.is_none()
    }

    /// Begins the next stage, of which nothing is done.
    pub(super) fn begin(&self, what: &'static str, length: StageLength) {
        let (template, total) = match length {
            StageLength::Of(total) => ("{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}", Some(total)),
            StageLength::Bytes(total) => ("{msg} {wide_bar} {bytes}/{total_bytes} {eta}", Some(total)),
            StageLength::Counted => ("{spinner} {human_pos} {msg}, {per_sec}", None),
            StageLength::AnyBytes => ("{spinner} {bytes} {msg}", None),
            StageLength::Uncounted => ("{spinner} {msg} for {elapsed}", None),
        };
        self.bar.reset();
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_message(what);
    }

    /// More of the stage is done.
    pub(super) fn inc(&self, more: u64) {
        self.bar.inc(more);
    }

    /// This much of a stage is done, of all; it begins if it is not the one that is shown.
    pub(super) fn reach_in(&self, what: &'static str, done: u64, of: u64) {
        if self.bar.message() != what || self.bar.length() != Some(of) {
            self.begin(what, StageLength::Of(of));
        }
        self.bar.set_position(done);
    }

    /// Runs `print` without the bar on the terminal.
    pub(super) fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// Removes it from the terminal. If the command goes on for a while, another sign shows that.
    pub(super) fn end(&self) {
        if !self.bar.is_finished() {
            self.bar.finish_and_clear();
            self.messages.iter().for_each(OutputStream::allow_sign);
        }
    }

    /// The stage, what is done of it, and of how much.
    #[cfg(test)]
    pub(super) fn shown(&self) -> (String, u64, Option<u64>) {
        (self.bar.message(), self.bar.position(), self.bar.length())
    }
}

impl Drop for StageBar {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts a bar with its first stage.
pub(super) fn bar(console: &Console, what: &'static str, length: StageLength) -> StageBar {
    start(console.env(), console.is_quiet(), what, length)
}

/// Where work of `curate` tells its progress.
pub(super) fn of_work(env: &Env, is_quiet: bool) -> WorkProgress {
    match is_quiet || !env.messages.is_terminal() {
        true => WorkProgress::default(),
        false => WorkProgress::to(Arc::new(WorkBar { env: env.clone(), bar: Mutex::default() })),
    }
}

/// The bar of work of `curate`; none before the first stage that takes long.
struct WorkBar {
    env: Env,
    bar: Mutex<Option<StageBar>>,
}

impl WorkBar {
    fn bar(&self) -> MutexGuard<'_, Option<StageBar>> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WorkWatch for WorkBar {
    fn begins(&self, stage: WorkStage, total: Option<u64>) {
        let what = words(stage);
        let mut bar = self.bar();
        let is_of_bytes = matches!(stage, WorkStage::Unpacking | WorkStage::Snapshots | WorkStage::Planning);
        let (few, of): (u64, fn(u64) -> StageLength) =
            if is_of_bytes { (FEW_BYTES, StageLength::Bytes) } else { (FEW, StageLength::Of) };
        match (total.filter(|total| *total < few), bar.as_ref()) {
            (Some(_), _) => *bar = None,
            (None, shown) => {
                let length = total.map_or(StageLength::Uncounted, of);
                match shown {
                    Some(bar) => bar.begin(what, length),
                    None => *bar = Some(start(&self.env, false, what, length)),
                }
            }
        }
    }

    fn done(&self, steps: u64) {
        self.bar().iter().for_each(|bar| bar.inc(steps));
    }

    fn ends(&self) {
        *self.bar() = None;
    }
}

/// What is done in a stage.
fn words(stage: WorkStage) -> &'static str {
    match stage {
        WorkStage::Changing => "changing records",
        WorkStage::Reading => "reading",
        WorkStage::Comparing => "comparing regexes",
        WorkStage::Checking => "checking",
        WorkStage::Former => "checking the former state",
        WorkStage::Differing => "comparing states",
        WorkStage::Snapshots => "comparing snapshots",
        WorkStage::Writing => "writing the delta",
        WorkStage::Importing => "importing into an empty database",
        WorkStage::Returning => "comparing what was imported",
        WorkStage::Replaying => "applying the delta",
        WorkStage::Planning => "reading the delta",
        WorkStage::Matching => "comparing with the tree",
        WorkStage::Patching => "changing the tree",
        WorkStage::Rendering => "making the release again",
        WorkStage::Tallying => "counting values",
        WorkStage::Rebuilding => "rebuilding",
        WorkStage::Weighing => "weighing reports",
        WorkStage::Retracing => "reading the history of rates",
        WorkStage::Verifying => "reading the files",
        WorkStage::Unpacking => "reading the archive",
    }
}

/// Starts a bar, unless messages are unwanted.
pub(super) fn start(env: &Env, is_quiet: bool, what: &'static str, length: StageLength) -> StageBar {
    if is_quiet {
        return StageBar::hidden();
    }
    env.messages.remove_sign();
    let bar = StageBar { bar: ProgressBar::hidden(), messages: Some(env.messages.clone()) };
    bar.begin(what, length);
    bar.bar.set_draw_target((env.progress)());
    bar.bar.enable_steady_tick(TICK);
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_of_a_bar_begins_with_nothing_done() {
        let bar = StageBar::hidden();
        bar.reach_in("copying", 1, 3);
        bar.reach_in("copying", 2, 3);
        assert_eq!(bar.shown(), ("copying".to_owned(), 2, Some(3)));
        bar.begin("checking", StageLength::Uncounted);
        assert_eq!(bar.shown(), ("checking".to_owned(), 0, None));
        bar.begin("writing", StageLength::Bytes(9));
        bar.inc(4);
        assert_eq!(bar.shown(), ("writing".to_owned(), 4, Some(9)));
    }
}
