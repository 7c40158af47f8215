//! Findings as commands of a GitHub workflow, which annotate a pull request.
//!
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use super::printed::Printed;
use crate::check::Severity;
use crate::cli::plain::plain;
use crate::record::{Place, Start};

/// The command that shows a finding: at its place in a file, or without one.
pub(super) fn command(printed: Printed<'_>) -> String {
    let level = match printed.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(at) = printed.at.filter(|at| at.file != "-") {
        let Place { start: Start { line, column }, end } = at.place;
        let file = at.file.strip_prefix("./").unwrap_or(at.file);
        properties.push(format!("file={},line={line},endLine={},col={column}", property(file), end.line));
        // GitHub shows nothing for an empty range.
        if (end.line, end.column) > (line, column) {
            properties.push(format!("endColumn={}", end.column));
        }
    }
    let short = printed.code().map_or(String::new(), |code| format!("{} ", code.short()));
    properties.push(format!("title={}", property(&format!("{short}{}", printed.name()))));
    let about: Vec<String> =
        printed.record().map(str::to_owned).into_iter().chain(printed.path().map(Into::into)).collect();
    format!("::{level} {}::{}", properties.join(","), data(&format!("{}: {}", about.join(" "), printed.message())))
}

/// The message of a command.
fn data(text: &str) -> String {
    // The percent sign first, because it begins the other escapes.
    plain(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::printed::{At, Wrong};
    use super::*;
    use crate::check::Fingerprint;

    fn unfit<'p>(reason: &'p str, file: &'p str) -> Printed<'p> {
        let start = Start { line: 3, column: 5 };
        let place = Place { start, end: start };
        let what = Wrong::Unfit { path: "w1.how", reason, fingerprint: Fingerprint::of_fault(b"", "", "") };
        Printed { what, at: Some(At { file, place }) }
    }

    #[test]
    fn special_characters_of_a_command_are_escaped() {
        let line = command(unfit("100 %, a::b\r\nc", "./a,b:c.json"));
        let expected =
            "::error file=a%2Cb%3Ac.json,line=3,endLine=3,col=5,title=invalid-record::w1.how: 100 %25, a::b%0D%0Ac";
        assert_eq!(line, expected);
    }

    #[test]
    fn standard_input_is_not_a_file_of_the_pull_request() {
        assert_eq!(command(unfit("no", "-")), "::error title=invalid-record::w1.how: no");
    }
}
