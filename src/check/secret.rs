//! Keys and tokens in texts.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::phrase::Phrases;
use super::words::runs;

/// A form of secrets: the beginning, the least number of characters that follow, and a description.
struct SecretForm(&'static str, usize, &'static str);

/// The forms of secrets with a known beginning.
const FORMS: [SecretForm; 17] = [
    SecretForm("AKIA", 16, "an access key of AWS"),
    SecretForm("ASIA", 16, "an access key of AWS"),
    SecretForm("ghp_", 36, "a token of GitHub"),
    SecretForm("gho_", 36, "a token of GitHub"),
    SecretForm("ghu_", 36, "a token of GitHub"),
    SecretForm("ghs_", 36, "a token of GitHub"),
    SecretForm("github_pat_", 22, "a token of GitHub"),
    SecretForm("glpat-", 20, "a token of GitLab"),
    SecretForm("sk-", 20, "a key of an AI service"),
    SecretForm("hf_", 30, "a token of Hugging Face"),
    SecretForm("npm_", 36, "a token of npm"),
    SecretForm("pypi-", 50, "a token of PyPI"),
    SecretForm("AIza", 35, "a key of Google"),
    SecretForm("xoxb-", 20, "a token of Slack"),
    SecretForm("xoxp-", 20, "a token of Slack"),
    SecretForm("sk_live_", 20, "a key of Stripe"),
    SecretForm("eyJ", 40, "a signed token"),
];

/// The beginning of the first line of a private key.
const PRIVATE_KEY: &str = "-----BEGIN ";

/// The fewest characters of a secret of any form.
const MIN_LENGTH: usize = 20;

/// The fewest different characters of a secret: one with fewer is made up.
const MIN_DIFFERENT: usize = 10;

/// How secrets begin: each has one of these.
pub(super) fn starts() -> impl Iterator<Item = &'static str> {
    FORMS.iter().map(|SecretForm(start, ..)| *start).chain([PRIVATE_KEY])
}

/// The first secret in a text, and what it is.
pub(super) fn secret_kind(text: &str) -> Option<(Range<usize>, &'static str)> {
    // Searching for these is faster than checking every word.
    static STARTS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&starts().collect::<Vec<_>>()));
    if text.len() < MIN_LENGTH {
        return None;
    }
    STARTS.find(text)?;
    private_key(text).map(|span| (span, "a private key")).or_else(|| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        runs(text, is_part).filter(|(_, run)| run.len() >= MIN_LENGTH).find_map(|(span, run)| {
            let form = FORMS.iter().find(|form| is_secret(run, form))?;
            Some((span, form.2))
        })
    })
}

/// Whether a word is a secret of a form.
fn is_secret(word: &str, SecretForm(start, length, _): &SecretForm) -> bool {
    let body = word.strip_prefix(start).unwrap_or_default();
    let is_mixed =
        body.bytes().any(|byte| byte.is_ascii_digit()) && body.bytes().any(|byte| byte.is_ascii_alphabetic());
    let different = || body.bytes().collect::<HashSet<u8>>().len();
    body.len() >= *length && is_mixed && different() >= MIN_DIFFERENT
}

/// The first line of a private key in the form of PEM (RFC 7468).
fn private_key(text: &str) -> Option<Range<usize>> {
    text.match_indices(PRIVATE_KEY).find_map(|(start, begin)| {
        let label = text.get(start + begin.len()..)?;
        let end = label.find("-----")?;
        label.get(..end)?.ends_with("PRIVATE KEY").then_some(start..start + begin.len() + end + 5)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_mixed() {
        let mixed: String = ('a'..='z').chain('0'..='9').chain('A'..='Z').collect();
        for start in ["ghp_", "glpat-", "sk-", "hf_"] {
            assert!(secret_kind(&format!("token={start}{mixed}")).is_some(), "{start}");
        }
        for text in [format!("ghp_{}", "x".repeat(40)), "hf_xxxxx".to_owned(), "sk-your-key".to_owned(), mixed] {
            assert_eq!(secret_kind(&text), None, "{text}");
        }
        assert_eq!(secret_kind("x -----BEGIN EXAMPLE PRIVATE KEY-----").unwrap().0, 2..37);
        assert_eq!(secret_kind("-----BEGIN PUBLIC KEY-----"), None);
    }
}
