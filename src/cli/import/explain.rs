//! The message about the rejections of an import.

use super::printer::ImportPrinter;
use crate::curate::Counts;

impl ImportPrinter<'_> {
    /// Prints what the rejections mean, and what to do.
    pub(super) fn explain(&mut self, counts: Counts, is_taken: bool, written: u64) {
        let rejected = self.of_ledgers.sentence(counts.rejected);
        let of_records = counts.rejected.saturating_sub(self.of_ledgers.all());
        let mut hints = Vec::new();
        if counts.conflicts > 0 {
            hints.push(match (&self.options.merging.conflicts, written) {
                (Some(file), 1..) => {
                    let before =
                        self.options.merging.resolve.iter().map(|file| format!("--resolve {} ", file.display()));
                    let before: String = before.collect();
                    format!(
                        "set \"take\" in {0}, then run the command again with {before}--resolve {0}",
                        file.display()
                    )
                }
                _ => "resolve conflicts one by one with -i or with --conflicts FILE, or all of them with \
                      --on-conflict ours \
                      (keep the edits made here) or theirs (use the input)"
                    .to_owned(),
            });
        }
        let rest = if is_taken {
            let has_texts = of_records > 0 && !self.options.writing.dry_run;
            if let Some(file) = self.options.rejects.as_ref().filter(|_| has_texts) {
                // The records still belong to their source, with its bases and its trust.
                let from = self.from.as_ref().map_or(String::new(), |name| format!(" --from {}", quoted(name)));
                hints.push(format!("fix the text in {0}, then `canonry import {0}{from}`", file.display()));
            }
            let Counts { added, changed, unchanged, kept, stale, .. } = counts;
            if added + changed + unchanged + kept + stale > 0 {
                "the others were imported"
            } else {
                "there were no others"
            }
        } else {
            if of_records > counts.conflicts {
                hints.push("fix them, or import the valid records with --keep-going --rejects FILE".to_owned());
            }
            "nothing was imported"
        };
        if self.of_ledgers.has_broken() {
            hints.push(
                "no line of a ledger is ever edited: restore its file as it was exported, and import the tree again"
                    .to_owned(),
            );
        }
        let rest = if self.options.writing.dry_run { "this was a dry run, nothing was written" } else { rest };
        self.console.error(&format!("{rejected}; {rest}"));
        hints.iter().for_each(|hint| self.console.hint(hint));
    }
}

/// A word, quoted for a shell if necessary.
pub(in crate::cli) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
