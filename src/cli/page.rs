//! A record as text for reading.

use super::plain::{one_line, plain};
use super::style;
use super::width::wrap;
use crate::record::{Record, compact};

/// The record for reading, its lines wrapped to the columns of a terminal.
pub(super) fn page(record: &Record, columns: Option<usize>) -> String {
    let mut page = Page { text: String::new(), columns };
    let strong = style::STRONG;
    page.whole(&format!("{strong}{}{strong:#}", record.id));
    page.text(0, &record.signature);
    record.signature_zh.iter().for_each(|text| page.text(0, text));
    page.line(0, "");
    page.field("category", &format!("{} · {}", record.category, record.domain));
    page.field("tier", record.verification_tier.as_str());
    page.field("fix rate", &format!("{}%, resolvable: {}", record.fix_success_rate.percent(), record.resolvable));
    let evidence = format!("{}%, evidence: {}", record.confidence.percent(), record.evidence_count);
    page.field("confidence", &evidence);
    page.field("first seen", &record.first_seen.to_string());
    page.field("confirmed", &format!("{}, updated {}", record.last_confirmed, record.last_updated));
    record.error_code.iter().for_each(|code| page.field("error code", code));
    page.field("regex", &record.regex);
    record.official_doc_url.iter().for_each(|url| page.field("doc", url));
    page.list("tags", &record.tags);
    page.list("aliases", &record.aliases);
    if !record.os_specific.is_empty() {
        page.field("by system", &compact(&record.os_specific));
    }
    if !record.extra.is_empty() {
        page.field("other keys", &compact(&record.extra));
    }
    page.heading("Root cause", "");
    page.text(2, &record.root_cause);
    record.root_cause_zh.iter().for_each(|text| page.text(2, text));
    page.items(record);
    page.graph(record);
    page.text
}

/// The text so far. Control characters of the record are replaced.
struct Page {
    text: String,
    /// The width to wrap at; `None` if lines are not wrapped.
    columns: Option<usize>,
}

impl Page {
    /// A line that is not wrapped.
    fn whole(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn line(&mut self, indent: usize, line: &str) {
        self.wrapped(&" ".repeat(indent), indent, line);
    }

    /// A line with a prefix; if it is wrapped, the following lines are indented by `indent`.
    fn wrapped(&mut self, first: &str, indent: usize, line: &str) {
        let lines = match self.columns {
            Some(columns) => wrap(line, columns, first, indent),
            None => vec![format!("{first}{line}")],
        };
        lines.iter().for_each(|line| self.whole(line));
    }

    fn text(&mut self, indent: usize, text: &str) {
        plain(text).lines().for_each(|line| self.line(indent, line));
    }

    fn field(&mut self, name: &str, value: &str) {
        let faint = style::FAINT;
        let label = format!("  {faint}{name:<11}{faint:#}");
        for (number, line) in plain(value).lines().enumerate() {
            self.wrapped(if number == 0 { &label } else { "             " }, 13, line);
        }
    }

    fn list(&mut self, name: &str, values: &[String]) {
        if !values.is_empty() {
            self.field(name, &values.join(", "));
        }
    }

    fn heading(&mut self, heading: &str, unit: &str) {
        let (strong, faint) = (style::STRONG, style::FAINT);
        let unit = if unit.is_empty() { String::new() } else { format!(" {faint}({unit}){faint:#}") };
        self.whole("");
        self.whole(&format!("{strong}{heading}{strong:#}{unit}"));
    }

    /// Versions, workarounds and dead ends, each with its number.
    fn items(&mut self, record: &Record) {
        if !record.versions.is_empty() {
            self.heading("Versions", "");
        }
        for (number, item) in (1..).zip(&record.versions) {
            self.item('v', number, "", &format!("{}  {}", item.version, item.status));
        }
        if !record.workarounds.is_empty() {
            self.heading("Workarounds", "success");
        }
        for (number, item) in (1..).zip(&record.workarounds) {
            self.item('w', number, &format!("{:>3}%  ", item.success_rate.percent()), &item.action);
            if item.how != item.action {
                self.text(12, &item.how);
            }
            self.details(&item.condition, &item.sources);
        }
        if !record.workarounds_zh.is_empty() {
            self.heading("Workarounds in Chinese", "");
        }
        for (number, step) in (1..).zip(&record.workarounds_zh) {
            self.item(' ', number, "", step);
        }
        if !record.dead_ends.is_empty() {
            self.heading("Dead ends", "fail");
        }
        for (number, item) in (1..).zip(&record.dead_ends) {
            self.item('d', number, &format!("{:>3}%  ", item.fail_rate.percent()), item.text());
            if !item.action.is_empty() {
                self.text(12, &item.why_fails);
            }
            self.details(&item.condition, &item.sources);
        }
    }

    /// An item by its number; `rate` may be empty.
    fn item(&mut self, letter: char, number: usize, rate: &str, text: &str) {
        let first = format!("  {:<4}{rate}", format!("{letter}{number}"));
        let indent = first.len();
        for (line_number, line) in plain(text).lines().enumerate() {
            match line_number {
                0 => self.wrapped(&first, indent, line),
                _ => self.line(12, line),
            }
        }
    }

    fn details(&mut self, condition: &str, sources: &[String]) {
        let faint = style::FAINT;
        let conditions = std::iter::once(condition).filter(|condition| !condition.is_empty());
        let conditions = conditions.map(|condition| ("when", condition));
        for (name, text) in conditions.chain(sources.iter().map(|source| ("source", source.as_str()))) {
            self.line(12, &format!("{faint}{name}{faint:#} {}", one_line(text)));
        }
    }

    fn graph(&mut self, record: &Record) {
        let graph = &record.transition_graph;
        if graph.leads_to.is_empty() && graph.preceded_by.is_empty() && graph.frequently_confused_with.is_empty() {
            return;
        }
        self.heading("Other errors", "");
        for (name, edges) in [("leads to", &graph.leads_to), ("after", &graph.preceded_by)] {
            for edge in edges {
                let rate = edge.probability.map_or(String::new(), |rate| format!(" {}%", rate.percent()));
                self.field(name, &format!("{}{rate}", edge.error_id));
                self.text(13, &edge.condition);
            }
        }
        for edge in &graph.frequently_confused_with {
            self.field("not to be", &format!("confused with {}", edge.error_id));
            self.text(13, &edge.distinction);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Start, read};

    #[test]
    fn lines_are_wrapped_on_a_terminal_and_nowhere_else() {
        let text = include_str!("../../fixtures/records/full/index.json");
        let record = read(text.as_bytes(), Start::default()).unwrap();
        let has = |page: &str, lines: &str| assert!(page.contains(lines), "{page}");
        let in_pipe = page(&record, None);
        has(
            &in_pipe,
            "\n  The virtual environment was made without pip, because the system package that holds ensurepip is not",
        );
        let narrow = page(&record, Some(40));
        has(&narrow, "\n  The virtual environment was made\n  without pip, because the system\n  package");
        has(&narrow, "\n  创建虚拟环境时系统缺少 ensurepip 软件\n  包，因此环境里没有 pip。\n");
        has(&narrow, "  d1   90%  Run pip install --upgrade\n            pip\n");
        let source = format!(
            "\n            {0}source{0:#}\n            https://docs.python.org/3/library/venv.html\n",
            style::FAINT
        );
        has(&narrow, &source);
        let words = |page: &str| page.split_whitespace().collect::<String>();
        assert_eq!(words(&narrow), words(&in_pipe), "nothing is lost");
    }
}
