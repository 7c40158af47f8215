//! Commands that destroy something, or that switch off a protection of the user.

use std::sync::LazyLock;

use super::phrase::Phrases;

/// Options that switch off the checking of certificates, in lower case and without blanks.
const UNPROTECTED: [&str; 12] = [
    "verify=false",
    "--insecure",
    "node_tls_reject_unauthorized=0",
    "http.sslverifyfalse",
    "http.sslverify=false",
    "strict-sslfalse",
    "strict-ssl=false",
    "rejectunauthorized:false",
    "insecureskipverify:true",
    "--no-check-certificate",
    "ssl_verify=false",
    "curl-k",
];

/// Programs that run their input.
const SHELLS: [&str; 5] = ["sh", "bash", "zsh", "ash", "dash"];

/// Texts of which every dangerous command has one.
const TELLING: [&str; 9] = ["rm ", "curl", "wget", "push", "verify", "insecure", "reject", "strict-ssl", "certificate"];

/// The danger in a text; `None` if there is none.
pub(super) fn danger(text: &str) -> Option<&'static str> {
    static TELLING_PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&TELLING));
    if !TELLING_PHRASES.are_in(text) {
        return None;
    }
    text.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().map(unquoted).collect();
        match () {
            () if removes_from_root(&words) => Some("it removes folders below / or ~"),
            () if runs_a_download(line) => Some("it runs what it downloads"),
            () if forces_a_push(&words) => Some("it overwrites the history of others"),
            () if switches_off_tls(line) => Some("it switches off the checking of certificates"),
            () => None,
        }
    })
}

/// A word without quotes around it.
fn unquoted(word: &str) -> &str {
    word.trim_matches(['\'', '"', '`', '(', ')', ',', ';'])
}

/// Whether `rm -rf` of something that begins at `/` or at home is among the words.
fn removes_from_root(words: &[&str]) -> bool {
    words.iter().enumerate().filter(|(_, word)| **word == "rm").any(|(at, _)| {
        let mut flags = String::new();
        for word in words.iter().skip(at + 1) {
            match word.strip_prefix('-') {
                Some(more) => flags.push_str(more),
                None => {
                    let is_forced = flags.contains(['r', 'R']) && flags.contains('f');
                    return is_forced && (word.starts_with(['/', '~']) || word.starts_with("$HOME"));
                }
            }
        }
        false
    })
}

/// Whether a line pipes a download of `curl` or `wget` to a shell.
fn runs_a_download(line: &str) -> bool {
    let mut parts = line.split('|');
    let mut downloads = parts.next().is_some_and(is_download);
    parts.any(|part| {
        let mut words = part.split_whitespace().map(unquoted).skip_while(|word| *word == "sudo");
        let is_run = downloads && words.next().is_some_and(|word| SHELLS.contains(&word));
        downloads |= is_download(part);
        is_run
    })
}

fn is_download(part: &str) -> bool {
    part.split_whitespace().any(|word| ["curl", "wget"].contains(&unquoted(word)))
}

/// Whether the words force a push over the commits of others.
fn forces_a_push(words: &[&str]) -> bool {
    let has = |wanted: &str| words.contains(&wanted);
    let is_careful = words.iter().any(|word| word.starts_with("--force-with-lease"));
    has("git") && has("push") && (has("--force") || has("-f")) && !is_careful
}

/// Whether a line switches off the checking of certificates.
fn switches_off_tls(line: &str) -> bool {
    let dense: String = line.to_lowercase().split_whitespace().collect();
    UNPROTECTED.iter().any(|phrase| dense.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_commands_are_recognized() {
        for text in [
            "sudo rm -rf /var/lib/x",
            "x && rm -r -f ~/.cache",
            "first\ncurl -sSL https://a.b | sudo bash -s",
            "Run `git push -f`",
            "requests.get(u, verify=False)",
            "git config http.sslVerify false",
        ] {
            assert!(danger(text).is_some(), "{text}");
        }
    }

    #[test]
    fn commands_that_only_look_like_them_are_not() {
        for text in [
            "rm -rf build/",
            "rm /tmp/x",
            "docker system prune --force",
            "curl https://a.b | jq .",
            "git push --force-with-lease instead of --force",
            "rm",
            "",
        ] {
            assert!(danger(text).is_none(), "{text}");
        }
    }
}
