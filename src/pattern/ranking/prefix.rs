//! Removing what loggers, containers and build services write before a message.

use super::shape::{after_blanks, after_digits, after_shape, after_some, after_word, without};

/// The most prefixes that are removed: a container's, a time, a level and a logger may follow each other.
const MAX_PREFIXES: usize = 6;

/// The words for the level of a message.
const LEVELS: [&str; 14] = [
    "trace",
    "debug",
    "info",
    "information",
    "notice",
    "warn",
    "warning",
    "error",
    "err",
    "fatal",
    "critical",
    "severe",
    "crit",
    "panic",
];

/// The levels that are before a message without a colon.
const BARE_LEVELS: [&str; 5] = ["ERROR", "ERR", "FATAL", "WARN", "INFO"];

/// The names that threads have.
const THREADS: [&str; 6] = ["worker", "main", "http", "pool", "thread", "nio"];

/// The prefixes, each as a function that returns the text after it.
const PREFIXES: [fn(&str) -> Option<&str>; 13] = [
    compose,
    buildkit,
    day_and_time,
    time,
    syslog,
    klog,
    level,
    service,
    bracketed_level,
    thread,
    logger,
    frame,
    python_level,
];

/// Whether a text is a word for the level of a message.
pub(super) fn is_level(text: &str) -> bool {
    LEVELS.iter().any(|level| level.eq_ignore_ascii_case(text))
}

/// A line without the prefixes of its message, and without blanks around it.
pub(super) fn without_prefixes(line: &str) -> &str {
    let mut rest = line.trim().trim_end_matches(['│', '║', '|']).trim_end();
    for _ in 0..MAX_PREFIXES {
        let Some(after) =
            PREFIXES.iter().chain([&(bare_level as fn(&str) -> Option<&str>)]).find_map(|prefix| prefix(rest))
        else {
            break;
        };
        rest = after.trim_start();
    }
    rest
}

/// `api-1  | `
fn compose(line: &str) -> Option<&str> {
    let rest = after_some(line, 1, 40, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))?;
    after_blanks(rest.trim_start().strip_prefix('|')?)
}

/// `#12 3.456 `
fn buildkit(line: &str) -> Option<&str> {
    let rest = after_blanks(after_digits(line.strip_prefix('#')?)?)?;
    let seconds = || after_blanks(after_digits(after_digits(rest)?.strip_prefix('.')?)?);
    Some(seconds().unwrap_or(rest))
}

/// `2026-11-22T10:12:13.456Z`, `[2026/11/22 10:12:13,456 +0100]`
fn day_and_time(line: &str) -> Option<&str> {
    let line = without(line, '[');
    let rest = after_shape(line, "0000-00-00").or_else(|| after_shape(line, "0000/00/00"))?;
    let rest = clock(rest.strip_prefix(['T', ' '])?)?;
    let zone = |rest| after_shape(rest, "00:00").or_else(|| after_shape(rest, "0000"));
    let rest = match rest.trim_start().strip_prefix(['+', '-']).and_then(zone) {
        Some(after) => after,
        None => without(rest, 'Z'),
    };
    Some(without(rest, ']'))
}

/// `10:12:13`, `[10:12:13.456]`
fn time(line: &str) -> Option<&str> {
    clock(without(line, '[')).map(|rest| without(rest, ']'))
}

/// `10:12:13,456`
fn clock(text: &str) -> Option<&str> {
    let rest = after_shape(text, "00:00:00")?;
    Some(rest.strip_prefix(['.', ',']).and_then(after_digits).unwrap_or(rest))
}

/// `Nov  2 10:12:13 host sshd[123]: `
fn syslog(line: &str) -> Option<&str> {
    let rest = after_some(line.strip_prefix(char::is_uppercase)?, 2, 2, |c| c.is_ascii_lowercase())?;
    let rest = clock(after_blanks(after_some(after_blanks(rest)?, 1, 2, |c| c.is_ascii_digit())?)?)?;
    let rest = after_blanks(after_some(after_blanks(rest)?, 1, 80, |c| c != ' ')?)?;
    let rest = after_some(rest, 1, 80, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'))?;
    let process = || after_digits(rest.strip_prefix('[')?)?.strip_prefix(']');
    process().unwrap_or(rest).strip_prefix(':')
}

/// `E1122 10:12:13.456789    1 server.go:123] `
fn klog(line: &str) -> Option<&str> {
    let rest = clock(after_blanks(after_shape(line.strip_prefix(['I', 'W', 'E', 'F'])?, "0000")?)?)?;
    let rest = after_blanks(after_digits(after_blanks(rest)?)?)?;
    let rest = after_some(rest, 1, 80, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))?;
    after_digits(rest.strip_prefix(':')?)?.strip_prefix(']')
}

/// `ERROR [thread] `, `warn: a.Logger - `: a level before more of a prefix.
fn level(line: &str) -> Option<&str> {
    let rest = after_word(without(line, '['), &LEVELS)?;
    let rest = without(rest, ']');
    let rest = after_blanks(without(rest, ':'))?;
    (rest.starts_with('[') || logger(rest).is_some()).then_some(rest)
}

/// `##[error]`, `::error file=a.js,line=1::`
fn service(line: &str) -> Option<&str> {
    let words = ["error", "warning", "debug", "group", "notice"];
    match line.strip_prefix("##[") {
        Some(rest) => after_word(rest, &words)?.strip_prefix(']'),
        None => after_word(line.strip_prefix("::")?, &words)?.split_once("::").map(|(_, message)| message),
    }
}

/// `[error] `, `[WARN]: `
fn bracketed_level(line: &str) -> Option<&str> {
    let rest = after_word(line.strip_prefix('[')?, &LEVELS)?.strip_prefix(']')?;
    Some(without(rest.trim_start(), ':'))
}

/// `[main]`, `[http-nio-8080-exec-1]`
fn thread(line: &str) -> Option<&str> {
    let inside = line.strip_prefix('[')?;
    THREADS.iter().find(|name| inside.starts_with(**name))?;
    after_some(inside, 1, 60, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))?.strip_prefix(']')
}

/// `org.example.Server - `
fn logger(line: &str) -> Option<&str> {
    let rest = after_some(line.strip_prefix(|c: char| c.is_ascii_lowercase())?, 1, 80, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '$')
    })?;
    let name = line.strip_suffix(rest)?;
    name.contains('.').then(|| rest.strip_prefix(" - ")).flatten()
}

/// A line at the left of a box, or of a quotation.
fn frame(line: &str) -> Option<&str> {
    line.strip_prefix(['│', '║', '|', '╷', '╵', '>'])
}

/// `ERROR:root:`
fn python_level(line: &str) -> Option<&str> {
    let levels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "FATAL", "WARN"];
    let rest = levels.iter().find_map(|level| line.strip_prefix(level))?.strip_prefix(':')?;
    after_some(rest, 1, 80, |c| c.is_alphanumeric() || matches!(c, '.' | '_'))?.strip_prefix(':')
}

/// `ERROR ` before anything else.
fn bare_level(line: &str) -> Option<&str> {
    BARE_LEVELS.iter().find_map(|level| after_blanks(line.strip_prefix(level)?)).filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefixes_of_a_message_are_removed() {
        for line in [
            "api-1  | M: x",
            "#12 3.456 M: x",
            "#7 M: x",
            "2026-11-22T10:12:13.456789Z M: x",
            "[2026/11/22 10:12:13,456 +0100] M: x",
            "[10:12:13] ERROR M: x",
            "Nov  2 10:12:13 host-1 sshd[123]: M: x",
            "E1122 10:12:13.456789       1 server.go:123] M: x",
            "2026-11-22 10:12:13 ERROR [main] org.example.Server - M: x",
            "##[error]M: x",
            "::error file=a.js,line=1::M: x",
            "[error] M: x",
            "[WARN]: M: x",
            "│ M: x   │",
            "> M: x",
            "ERROR:root:M: x",
            "web | 2026-11-22T10:12:13Z [http-nio-8080-exec-1] M: x",
        ] {
            assert_eq!(without_prefixes(line), "M: x", "{line}");
        }
    }

    #[test]
    fn a_message_is_not_changed() {
        for line in
            ["Error: x", "error: x", "npm ERR! x", "a - b", "#include <x>", "fatal: x", "E0502: x", "a|b", "INFO"]
        {
            assert_eq!(without_prefixes(line), line);
        }
        assert_eq!(without_prefixes("2026-11-22 10:12:13 "), "");
    }
}
