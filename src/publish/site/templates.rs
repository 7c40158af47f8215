//! The templates, and how values are put into them.

use std::fmt::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;

/// The style and the script of every page.
pub(super) const ASSETS: [&str; 2] = [include_str!("templates/site.css"), include_str!("templates/site.js")];

/// The templates by their names.
const TEMPLATES: [(&str, &str); 10] = [
    ("base.html", include_str!("templates/base.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("record.html", include_str!("templates/record.html")),
    ("record_zh.html", include_str!("templates/record_zh.html")),
    ("domain.html", include_str!("templates/domain.html")),
    ("index.html", include_str!("templates/index.html")),
    ("dashboard.html", include_str!("templates/dashboard.html")),
    ("gone.html", include_str!("templates/gone.html")),
    ("404.html", include_str!("templates/404.html")),
    ("feed.xml", include_str!("templates/feed.xml")),
];

/// The character that is written instead of one that HTML cannot hold.
const REPLACEMENT: char = '\u{fffd}';

/// The texts of the templates, the style and the script.
pub(super) fn sources() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(_, text)| *text).chain(ASSETS)
}

/// The templates, compiled.
pub(super) struct Templates(Environment<'static>);

impl Templates {
    #[expect(clippy::expect_used, reason = "the templates are part of the program, and each is compiled in a test")]
    pub(super) fn compile() -> Self {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.expect("the usual marks of a template"));
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(format);
        for (name, text) in TEMPLATES {
            environment.add_template(name, text).expect("a template that compiles");
        }
        Templates(environment)
    }

    /// Fills a template in.
    #[expect(clippy::expect_used, reason = "a template that asks for what the page does not have fails in a test")]
    pub(super) fn render(&self, name: &str, page: impl Serialize) -> String {
        let template = self.0.get_template(name).expect("a template of the table");
        template.render(Serde(page)).expect("a page that has what its template asks for")
    }
}

/// Writes a value into a page: a text escaped, so that it stays within its element or attribute, which is always
/// quoted.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && value.kind() == ValueKind::String => escape(out, text).map_err(Error::from),
        _ => escape_formatter(out, state, value),
    }
}

/// Writes a text with the characters that HTML reads as references. Those that it cannot hold are replaced.
fn escape(out: &mut Output<'_>, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| matches!(c, '<' | '>' | '&' | '"' | '\'') || is_forbidden(c)) {
        let (before, found) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.write_str(before)?;
        let mut behind = found.chars();
        match behind.next() {
            Some('<') => out.write_str("&lt;")?,
            Some('>') => out.write_str("&gt;")?,
            Some('&') => out.write_str("&amp;")?,
            Some('"') => out.write_str("&quot;")?,
            Some('\'') => out.write_str("&#39;")?,
            Some(_) => out.write_char(REPLACEMENT)?,
            None => {}
        }
        rest = behind.as_str();
    }
    out.write_str(rest)
}

/// Whether a character may not be in a page (<https://html.spec.whatwg.org/multipage/syntax.html#preprocessing>).
pub(super) fn is_forbidden(character: char) -> bool {
    let is_noncharacter = matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe;
    (character.is_control() && !matches!(character, '\n' | '\t')) || is_noncharacter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_and_what_html_cannot_hold_is_replaced() {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(format);
        let filled = |text: &str| environment.render_str("{{ text }}", minijinja::context! { text }).unwrap();
        assert_eq!(filled("<a b='c' d=\"/\">&amp;"), "&lt;a b=&#39;c&#39; d=&quot;/&quot;&gt;&amp;amp;");
        assert_eq!(filled("a\u{0}b\u{1b}c\u{fffe}d\u{85}\r\n\te"), "a�b�c�d��\n\te");
        assert_eq!(filled("错误\u{202e}x"), "错误\u{202e}x");
    }

    #[test]
    #[should_panic(expected = "a page that has what its template asks for")]
    fn a_template_that_asks_for_what_a_page_does_not_have_fails() {
        Templates::compile().render("404.html", ());
    }
}
