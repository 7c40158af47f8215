//! Progress of long work, on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::Console;

/// Starts a bar of `total` records, or a count if the total is not known. Without a terminal it draws nothing.
pub(super) fn bar(console: &Console, what: &'static str, total: Option<u64>) -> ProgressBar {
    let Some(target) = target(console) else { return ProgressBar::hidden() };
    let template = match total {
        Some(_) => "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}",
        None => "{spinner} {msg} {human_pos} records, {per_sec}",
    };
    let bar = ProgressBar::with_draw_target(total, target);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    begin(bar, what)
}

/// Starts a count of bytes that are read from a pipe.
pub(super) fn reading(console: &Console) -> ProgressBar {
    let Some(target) = target(console) else { return ProgressBar::hidden() };
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bytes}") {
        bar.set_style(style);
    }
    begin(bar, "reading")
}

/// Where bars are drawn; `None` if they are unwanted.
fn target(console: &Console) -> Option<ProgressDrawTarget> {
    console.env().messages.remove_sign();
    (!console.is_quiet()).then(console.env().progress)
}

fn begin(bar: ProgressBar, what: &'static str) -> ProgressBar {
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
