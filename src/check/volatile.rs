//! Parts of a text that are different for every user, or every time.

use std::net::Ipv4Addr;
use std::ops::Range;

use super::words::runs;

/// An address that is reserved for documentation (RFC 5737).
const DOCUMENTATION_ADDRESS: &str = "192.0.2.1";

/// The fewest hexadecimal digits of an address in memory.
const MIN_DIGITS: usize = 6;

/// A text in which parts are replaced.
pub(super) fn replaced(text: &str, parts: &[(Range<usize>, &str)]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut done = 0;
    for (span, new) in parts {
        clean.push_str(text.get(done..span.start).unwrap_or_default());
        clean.push_str(new);
        done = span.end;
    }
    clean.push_str(text.get(done..).unwrap_or_default());
    clean
}

/// Home folders and private addresses, each with a general replacement.
pub(super) fn personal_parts(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut parts: Vec<(Range<usize>, &str)> = home_folders(text).map(|span| (span, "~")).collect();
    parts.extend(private_addresses(text).map(|span| (span, DOCUMENTATION_ADDRESS)));
    parts.sort_by_key(|(span, _)| span.start);
    parts
}

/// The home folders in a text.
fn home_folders(text: &str) -> impl Iterator<Item = Range<usize>> {
    ["/home/", "/Users/", "C:\\Users\\"].into_iter().flat_map(move |folders| {
        text.match_indices(folders).filter_map(move |(start, _)| {
            let name = start + folders.len();
            let (user, _) = runs(text.get(name..)?, |c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-')).next()?;
            (user.start == 0).then_some(start..name + user.end)
        })
    })
}

/// The addresses in a text that are of private networks. Those of one's own machine and those without a network, such
/// as that of a cloud's metadata, are the same for everybody.
fn private_addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    runs(text, |c| c.is_ascii_digit() || c == '.').filter_map(|(span, run)| {
        let address = run.trim_matches('.');
        let start = span.start + run.find(address)?;
        let parsed: Ipv4Addr = address.parse().ok()?;
        parsed.is_private().then_some(start..start + address.len())
    })
}

/// Addresses in memory and time stamps, each with a general replacement.
pub(super) fn volatile_parts(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut parts: Vec<(Range<usize>, &str)> = memory_addresses(text).map(|span| (span, "0x0")).collect();
    parts.extend(time_stamps(text).map(|span| (span, "")));
    parts.sort_by_key(|(span, _)| span.start);
    parts
}

/// The numbers in a text that are addresses in memory.
fn memory_addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("0x").filter_map(move |(start, prefix)| {
        let digits = text.get(start + prefix.len()..)?;
        let length = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        (length >= MIN_DIGITS).then_some(start..start + prefix.len() + length)
    })
}

/// The days and times of day in a text, with the blank after them, because they are replaced by nothing.
fn time_stamps(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | 'T' | '.' | 'Z');
    runs(text, is_part).filter(|(_, run)| is_time_stamp(run)).map(|(span, _)| {
        let is_before_blank = text.get(span.end..).is_some_and(|rest| rest.starts_with(' '));
        span.start..span.end + usize::from(is_before_blank)
    })
}

/// Whether a text begins with a day, `2025-06-01`, or a time of day with seconds, `13:05:59`.
fn is_time_stamp(run: &str) -> bool {
    let has = |shape: &str| {
        run.len() >= shape.len()
            && run.bytes().zip(shape.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                separator => byte == separator,
            })
    };
    has("0000-00-00") || has("00:00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_parts_are_replaced_by_general_ones() {
        let clean = |text: &str| replaced(text, &personal_parts(text));
        assert_eq!(clean("open /home/mei/x.txt at 10.0.0.1:80"), "open ~/x.txt at 192.0.2.1:80");
        assert_eq!(
            clean("C:\\Users\\Jo\\a, /Users/jo-1/b"),
            "C:\\Users\\Jo\\a, /Users/jo-1/b".replace("C:\\Users\\Jo", "~").replace("/Users/jo-1", "~")
        );
        for text in ["127.0.0.1:80", "192.168.1.x", "/home/", "version 10.0.0.1.2", "错/home/", ""] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn parts_that_change_every_time_are_replaced() {
        let clean = |text: &str| replaced(text, &volatile_parts(text));
        assert_eq!(clean("2025-06-01T13:05:59Z crash at 0x7ffee4b2"), "crash at 0x0");
        for text in ["0x1f", "12:30", "1-2-3", "0x", "2025-6-1"] {
            assert_eq!(clean(text), text);
        }
    }
}
