//! The explanation of a code.

use super::catalogue::Code;

/// The page of the checks. It is included here, so that `--explain` prints the text of the page.
const PAGE: &str = include_str!("../../docs/checks.md");

impl Code {
    /// The section of docs/checks.md about the code, as Markdown, without its heading: a line with severity and fix,
    /// and a paragraph that says what the check finds, why that matters, an example, and how to fix it.
    pub fn explanation(self) -> &'static str {
        let heading = format!("\n### {} {self}\n", self.short());
        let section = PAGE.split_once(&heading).map_or("", |(_, section)| section);
        let end = section.find("\n#").unwrap_or(section.len());
        section.get(..end).unwrap_or_default().trim()
    }

    /// What it finds: the first sentence of the explanation, on one line.
    pub fn what(self) -> String {
        let paragraph = self.explanation().split_once("\n\n").map_or("", |(_, paragraph)| paragraph);
        let joined = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let end = joined.find(". ").map_or(joined.len(), |dot| dot + 1);
        joined.get(..end).unwrap_or_default().to_owned()
    }
}
