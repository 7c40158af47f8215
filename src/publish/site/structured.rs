//! What search engines read of a page: JSON-LD, as <https://schema.org/TechArticle> describes it.

use std::fmt::Write;

use minijinja::Value;
use serde_json::{Map, json};

use super::templates::is_forbidden;
use crate::record::Record;

/// The article of a page as JSON that can stand in an element `script`: its content ends at `</`, so every character
/// that HTML reads is written as an escape of JSON.
pub(super) fn article(
    record: &Record,
    lang: &'static str,
    (headline, description): (&str, &str),
    url: Option<&str>,
) -> Value {
    let mut article = Map::from_iter([
        ("@context".to_owned(), json!("https://schema.org")),
        ("@type".to_owned(), json!("TechArticle")),
        ("headline".to_owned(), json!(headline)),
        ("description".to_owned(), json!(description)),
        ("inLanguage".to_owned(), json!(lang)),
        ("identifier".to_owned(), json!(record.id.as_str())),
        ("articleSection".to_owned(), json!(record.domain)),
        ("datePublished".to_owned(), json!(record.first_seen.to_string())),
        ("dateModified".to_owned(), json!(record.last_updated.to_string())),
        ("keywords".to_owned(), json!(record.tags)),
    ]);
    article.extend(url.map(|url| ("url".to_owned(), json!(url))));
    Value::from_safe_string(in_script(&serde_json::Value::Object(article).to_string()))
}

/// JSON without the characters that HTML, XML or an older JavaScript reads, and without those that no page may have.
fn in_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if !matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') && !is_forbidden(character) {
            safe.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // A String can always be written to.
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_and_every_text_is_read_back() {
        let text = "</script><!--<script>&amp;\u{2028}\"'\u{7f}\u{85}\u{fffe}\u{1fffe}\n";
        let safe = in_script(&json!(text).to_string());
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']) && !safe.contains(is_forbidden), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), json!(text));
    }
}
