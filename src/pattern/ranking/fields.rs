//! Messages in the fields of structured logs.

use std::collections::HashSet;

use serde_json::Value;

/// The fields in which loggers write what happened, in lower case and without `_` and `-`. Of a name with dots, such as
/// `error.stack_trace`, the last part counts.
const FIELDS: [&str; 40] = [
    "msg",
    "message",
    "error",
    "err",
    "errors",
    "errmsg",
    "errormessage",
    "exception",
    "exceptions",
    "exc",
    "excinfo",
    "cause",
    "causes",
    "causedby",
    "reason",
    "detail",
    "details",
    "description",
    "desc",
    "stack",
    "stacktrace",
    "traceback",
    "backtrace",
    "trace",
    "log",
    "text",
    "textpayload",
    "body",
    "title",
    "stdout",
    "stderr",
    "output",
    "failure",
    "fatal",
    "panic",
    "warning",
    "name",
    "type",
    "code",
    "errorcode",
];

/// How deep objects and lists are searched for such fields.
const MAX_DEPTH: usize = 8;

/// The texts of a line that are messages.
#[derive(Default)]
struct Messages {
    texts: Vec<String>,
    seen: HashSet<String>,
}

/// The messages of a line that has a JSON object or is a line of `key=value`, with the text beside the object; `None`
/// if it is neither, or has none.
pub(super) fn messages(line: &str) -> Option<Vec<String>> {
    let mut messages = Messages::default();
    match line.find('{') {
        Some(at) => messages.add_object(line, at),
        None => messages.add_pairs(line),
    }
    if messages.texts.is_empty() {
        messages.add_pairs(line);
    }
    (!messages.texts.is_empty()).then_some(messages.texts)
}

impl Messages {
    fn add(&mut self, text: &str) {
        if !text.trim().is_empty() && self.seen.insert(text.to_owned()) {
            self.texts.push(text.to_owned());
        }
    }

    /// Adds the messages of the object that begins at a position, and what is before and after it.
    fn add_object(&mut self, line: &str, at: usize) {
        let (before, from) = line.split_at(at);
        let mut values = serde_json::Deserializer::from_str(from).into_iter::<Value>();
        let Some(Ok(object)) = values.next() else { return };
        let mut inside = Messages::default();
        inside.collect(&object, false, MAX_DEPTH);
        if !inside.texts.is_empty() {
            self.add(before.trim_end());
            inside.texts.iter().for_each(|text| self.add(text));
            self.add(from.get(values.byte_offset()..).unwrap_or_default());
        }
    }

    /// Adds the texts of fields for messages, whatever objects and lists they are in.
    fn collect(&mut self, value: &Value, is_message: bool, depth: usize) {
        match value {
            Value::String(text) if is_message => {
                let nested = text.trim_start();
                match serde_json::from_str::<Value>(nested) {
                    Ok(object @ Value::Object(_)) if depth > 0 => self.collect(&object, false, depth - 1),
                    _ => self.add(text),
                }
            }
            Value::Array(values) if depth > 0 => {
                values.iter().for_each(|value| self.collect(value, is_message, depth - 1));
            }
            Value::Object(object) if depth > 0 => {
                object.iter().for_each(|(name, value)| self.collect(value, is_field(name), depth - 1));
            }
            _ => {}
        }
    }

    /// Adds the values of fields for messages if the line begins with a pair `key=value`, and one of them is in quotes.
    fn add_pairs(&mut self, line: &str) {
        let mut found = Vec::new();
        let mut is_quoted = false;
        let mut rest = line;
        while !rest.is_empty() {
            let Some((name, value, after)) = pair(rest) else {
                rest = rest.split_once(' ').map_or("", |(_, after)| after.trim_start());
                continue;
            };
            if is_field(name) {
                is_quoted |= value.quoted;
                found.push(value.text);
            }
            rest = after;
        }
        if is_quoted && pair(line).is_some_and(|(_, _, after)| !after.is_empty()) {
            found.iter().for_each(|text| self.add(text));
        }
    }
}

fn is_field(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let plain: String = last.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect();
    FIELDS.contains(&plain.as_str())
}

/// A value of `key=value`.
struct PairValue {
    text: String,
    quoted: bool,
}

/// The name and the value of the pair with which a text begins, and the text after it; `None` if it begins otherwise,
/// or a quote is not closed.
fn pair(text: &str) -> Option<(&str, PairValue, &str)> {
    let (name, rest) = text.split_at_checked(text.find([' ', '='])?)?;
    let rest = rest.strip_prefix('=')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let Some(inside) = rest.strip_prefix('"') else {
        let end = rest.find(' ').unwrap_or(rest.len());
        let (value, after) = rest.split_at(end);
        return Some((name, PairValue { text: value.to_owned(), quoted: false }, after.trim_start()));
    };
    let mut value = String::new();
    let mut rest = inside.chars();
    loop {
        match rest.next()? {
            '"' => return Some((name, PairValue { text: value, quoted: true }, rest.as_str().trim_start())),
            '\\' => match rest.next()? {
                '"' => value.push('"'),
                other => value.extend(['\\', other]),
            },
            other => value.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<String> {
        messages(line).unwrap_or_default()
    }

    #[test]
    fn the_messages_of_structured_lines_are_found() {
        assert_eq!(
            found(r#"{"level":"error","msg":"a \"b\"","err":{"message":"c\nd","code":1}}"#),
            ["a \"b\"", "c\nd"]
        );
        assert_eq!(found(r#"time="x" level=error msg="open \"f\": no\n" error="e""#), ["open \"f\": no\\n", "e"]);
        assert_eq!(found(r#"{"log":"a","message":"a"}"#), ["a"]);
    }

    #[test]
    fn causes_are_found_wherever_they_are() {
        for line in [
            r#"{"msg":"failed","cause":"x: y"}"#,
            r#"{"message":"failed","exc_info":"x: y"}"#,
            r#"{"message":"failed","error.stack_trace":"x: y"}"#,
            r#"{"message":"failed","data":{"request":{"errors":[{"path":1,"detail":"x: y"}]}}}"#,
            r#"{"message":"failed","errors":["x: y"]}"#,
            r#"{"msg":"failed","err":{"stackTrace":"x: y"}}"#,
            r#"{"log":"{\"message\":\"failed\",\"Cause\":{\"message\":\"x: y\"}}\n"}"#,
            r#"failed {"exception":"x: y"}"#,
            r#"level=error msg=failed err="x: y""#,
            r#"ts=1 lvl=error msg="failed" and more stack-trace="x: y" n=3"#,
        ] {
            assert_eq!(found(line), ["failed", "x: y"], "{line}");
        }
        assert_eq!(found(r#"failed {"exception":"x: y"} []"#), ["failed", "x: y", " []"]);
    }

    #[test]
    fn other_lines_have_none() {
        for line in [
            r#"{"a": 1}"#,
            "{ not json }",
            "level=info count=3",
            r#"msg="a""#,
            r#"level=x msg="open"#,
            r#"printf msg="a" b"#,
            "fn main() {}",
            "",
        ] {
            assert_eq!(messages(line), None, "{line}");
        }
    }
}
