//! Messages in the fields of structured logs.

use serde_json::Value;

/// The fields in which loggers write what happened, the most specific ones first.
const FIELDS: [&str; 12] = [
    "msg",
    "message",
    "error",
    "err",
    "log",
    "exception",
    "reason",
    "stderr",
    "detail",
    "details",
    "stack",
    "stack_trace",
];

/// How deep objects are searched for such fields.
const MAX_DEPTH: usize = 4;

/// The messages of a line that is a JSON object or a line of `key=value`; `None` if it is neither, or has none.
pub(super) fn messages(line: &str) -> Option<Vec<String>> {
    let mut messages = Vec::new();
    if line.starts_with('{') && line.ends_with('}') {
        let object = serde_json::from_str(line).ok()?;
        collect(&object, MAX_DEPTH, &mut messages);
    } else if is_logfmt(line) {
        for field in FIELDS {
            messages.extend(quoted(line, field));
        }
    }
    (!messages.is_empty()).then_some(messages)
}

fn collect(value: &Value, depth: usize, messages: &mut Vec<String>) {
    let Value::Object(object) = value else { return };
    for field in FIELDS {
        match object.get(field) {
            Some(Value::String(text)) if !messages.contains(text) => messages.push(text.clone()),
            Some(inner @ Value::Object(_)) if depth > 1 => collect(inner, depth - 1, messages),
            _ => {}
        }
    }
}

/// Whether a line begins as loggers that write `key=value` begin theirs.
fn is_logfmt(line: &str) -> bool {
    ["time=", "ts=", "t=", "level=", "lvl=", "timestamp="].iter().any(|start| line.starts_with(start))
}

/// The value of a field in double quotes.
fn quoted(line: &str, field: &str) -> Option<String> {
    let start = format!("{field}=\"");
    let at = line.match_indices(&start).map(|(at, _)| at).find(|at| line.get(..*at).is_some_and(ends_field))?;
    let mut value = String::new();
    let mut rest = line.get(at + start.len()..)?.chars();
    loop {
        match rest.next()? {
            '"' => return Some(value),
            '\\' => match rest.next()? {
                '"' => value.push('"'),
                other => value.extend(['\\', other]),
            },
            other => value.push(other),
        }
    }
}

/// Whether a field can begin after a text.
fn ends_field(before: &str) -> bool {
    before.is_empty() || before.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_messages_of_structured_lines_are_found() {
        let found = |line| messages(line).unwrap_or_default();
        assert_eq!(
            found(r#"{"level":"error","msg":"a \"b\"","err":{"message":"c\nd","code":1}}"#),
            ["a \"b\"", "c\nd"]
        );
        assert_eq!(found(r#"time="x" level=error msg="open \"f\": no\n" error="e""#), ["open \"f\": no\\n", "e"]);
        assert_eq!(found(r#"{"log":"a","message":"a"}"#), ["a"]);
    }

    #[test]
    fn other_lines_have_none() {
        for line in [r#"{"a": 1}"#, "{ not json }", "level=info count=3", r#"msg="a""#, r#"level=x msg="open"#, ""] {
            assert_eq!(messages(line), None, "{line}");
        }
    }
}
