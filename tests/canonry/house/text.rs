//! A source file line by line, without what stands in its literals, and the literals that are texts for users.

/// What begins the tests of a file, in which texts are data.
const TESTS: &str = "#[cfg(test)]\nmod tests {";

/// The literals of a source that are texts, each with its line: those with a blank, as others are words for programs.
pub(super) fn texts(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    scan(source, &mut |line, literal| {
        if literal.contains(' ') {
            found.push((line, one_line(literal)));
        }
    });
    let tests = source.find(TESTS).map_or(usize::MAX, |at| 1 + source[..at].matches('\n').count());
    found.retain(|(line, _)| *line < tests);
    found
}

/// A literal whose lines are joined as the compiler joins them.
fn one_line(literal: &str) -> String {
    let mut parts = literal.split("\\\n");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |joined, part| joined + part.trim_start())
}

/// The lines of a source, each literal cut down to its quotes.
pub(super) fn without_literals(source: &str) -> Vec<String> {
    scan(source, &mut |_, _| ())
}

/// The lines of a source, each literal cut down to its quotes; calls `visit` with each text and its line.
fn scan(source: &str, visit: &mut dyn FnMut(usize, &str)) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (shown, length) = match first {
            '/' if rest.starts_with("//") => {
                let end = rest.find('\n').unwrap_or(rest.len());
                (&rest[..end], end)
            }
            '"' => ("\"\"", literal(rest)),
            'r' if !is_within_name(lines.last().unwrap()) && raw(rest).is_some() => ("r\"\"", raw(rest).unwrap()),
            '\'' => (&rest[..character(rest)], character(rest)),
            _ => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        if matches!(shown, "\"\"" | "r\"\"") {
            visit(lines.len(), &rest[..length]);
        }
        if shown == "\n" {
            lines.push(String::new());
        } else {
            lines.last_mut().unwrap().push_str(shown);
            // A literal of several lines is a line for each.
            let breaks = rest[..length].matches('\n').count();
            lines.extend((0..breaks).map(|_| String::new()));
        }
        rest = &rest[length..];
    }
    lines
}

/// Whether what comes next belongs to a name; `b` before it may be that of bytes.
fn is_within_name(before: &str) -> bool {
    let before = before.strip_suffix('b').unwrap_or(before);
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// The bytes of a text in quotes.
fn literal(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !is_escaped => return at + 1,
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    text.len()
}

/// The bytes of a raw text; `None` if it is none.
fn raw(text: &str) -> Option<usize> {
    let marks = text[1..].bytes().take_while(|byte| *byte == b'#').count();
    let inner = text[1 + marks..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(marks));
    Some(2 + marks + inner.find(&end)? + end.len())
}

/// The bytes of a character in quotes, which may be a quote itself; of anything else, such as a lifetime, its quote.
fn character(text: &str) -> usize {
    let inner: Vec<char> = text.chars().skip(1).take(2).collect();
    match inner.as_slice() {
        ['\\', _] => text[3..].find('\'').map_or(1, |end| 3 + end + 1),
        [one, '\''] => 2 + one.len_utf8(),
        _ => 1,
    }
}

#[test]
fn texts_are_literals_of_several_words_outside_of_tests() {
    let source = "// \"a comment\"\nf(\"key\", \"one \\\n    two\");\nr\"three four\"\n#[cfg(test)]\nmod tests { g(\"five six\"); }";
    let texts = texts(source);
    assert_eq!(texts, [(2, "\"one two\"".to_owned()), (4, "r\"three four\"".to_owned())]);
}

#[test]
fn literals_are_cut_and_comments_and_code_are_not() {
    let source = concat!(
        "let a = \"long // \\\" text\"; // a \"comment\"\n",
        "let b = r#\"raw \" text\nin two\"#; f('\"', '\\'', '\\u{1b}', 'a);\n",
        "for \"x\"\n",
    );
    let lines = ["let a = \"\"; // a \"comment\"", "let b = r\"\"", "; f('\"', '\\'', '\\u{1b}', 'a);", "for \"\"", ""];
    assert_eq!(without_literals(source), lines);
}
