//! E: the sources that a record names.

use std::collections::HashSet;

use ::url::Url;

use super::fix::{FieldFix, Fix};
use super::fold::is_blank;
use super::source::{CitedSource, lists};
use super::spot::Spot;
use super::subject::Subject;
use super::url::{is_example, is_of, is_private, tracking_parameters};
use crate::record::{DeadEnd, FormatField, Json, Record, Workaround};

/// Hosts of encyclopedias.
const ENCYCLOPEDIAS: [&str; 5] =
    ["wikipedia.org", "wikimedia.org", "wiktionary.org", "baike.baidu.com", "britannica.com"];

/// Hosts of forums and of blogs that anybody can write.
const FORUMS: [&str; 16] = [
    "stackoverflow.com",
    "stackexchange.com",
    "superuser.com",
    "serverfault.com",
    "askubuntu.com",
    "reddit.com",
    "quora.com",
    "medium.com",
    "dev.to",
    "hashnode.dev",
    "blogspot.com",
    "wordpress.com",
    "substack.com",
    "news.ycombinator.com",
    "zhihu.com",
    "csdn.net",
];

/// The sources that are addresses.
fn addresses<'s>(subject: Subject<'s>) -> impl Iterator<Item = (&'s CitedSource<'s>, &'s Url)> {
    subject.sources.iter().filter_map(|source| Some((source, source.url.as_ref()?)))
}

/// Reports the addresses that meet a condition.
fn report(subject: Subject<'_>, spots: &mut Vec<Spot>, is_it: impl Fn(&Url) -> bool, message: &str) {
    spots.extend(addresses(subject).filter(|(_, url)| is_it(url)).map(|(source, _)| source.spot(message)));
}

/// E001. A source is not an absolute http or https address, or has blanks in it.
pub(super) fn malformed(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let malformed = subject.sources.iter().filter(|source| source.url.is_none());
    spots.extend(malformed.map(|source| source.spot("not an absolute http or https address")));
}

/// E002. A source is on a host that others cannot reach: one's own machine, a private network, a name without a
/// dot, or a bare number.
pub(super) fn private(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, is_private, "a host that others cannot reach, or a bare number");
}

/// E003. A source has http instead of https.
pub(super) fn http(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (source, url) in addresses(subject).filter(|(_, url)| url.scheme() == "http") {
        let https = source.text.get(url.scheme().len()..).map(|rest| format!("https{rest}"));
        let fix = https.map(|https| Fix::offer(vec![source.edit(subject.record(), &https)]));
        spots.push(source.spot("http instead of https").fixed_by(fix));
    }
}

/// E004. A source has a user or a password in its address.
pub(super) fn credentials(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let has_any = |url: &Url| !url.username().is_empty() || url.password().is_some();
    report(subject, spots, has_any, "a user or a password in the address");
}

/// E005. A source is on a host that is reserved for examples, such as example.com.
pub(super) fn example(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, is_example, "a host that is reserved for examples");
}

/// E006. A source is a host without a page.
pub(super) fn root(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let is_root = |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    report(subject, spots, is_root, "a host without a page proves nothing");
}

/// E007. A source is an article of an encyclopedia.
pub(super) fn encyclopedia(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let is_one = |url: &Url| url.domain().is_some_and(|host| is_of(host, &ENCYCLOPEDIAS));
    report(subject, spots, is_one, "an encyclopedia describes, it does not document the software");
}

/// E008. A source is a forum or a blog that anybody can write.
pub(super) fn forum(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let is_one = |url: &Url| url.domain().is_some_and(|host| is_of(host, &FORUMS));
    report(subject, spots, is_one, "a forum or blog that anybody can write");
}

/// E009. The host of a source has characters outside of ASCII.
pub(super) fn international(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (source, url) in addresses(subject) {
        let written = source.text.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
        if let Some(host) = written.filter(|host| !host.is_ascii()) {
            let ascii = source.text.replacen(host, &authority(url), 1);
            let message = format!("the host '{host}' has characters outside of ASCII");
            spots.push(source.spot(message).fixed_by(Fix::offer(vec![source.edit(subject.record(), &ascii)])));
        }
    }
}

/// The host and port of an address, in ASCII.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"))
}

/// E010. A dead end has no source.
pub(super) fn dead_end_without(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    without(subject, spots, DeadEnd::SOURCES, "a dead end without a source");
}

/// E011. A workaround has no source.
pub(super) fn workaround_without(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    without(subject, spots, Workaround::SOURCES, "a workaround without a source");
}

fn without(subject: Subject<'_>, spots: &mut Vec<Spot>, of: FormatField, message: &str) {
    let bare =
        lists(subject.revision).filter(|(field, list)| field.format() == of && list.iter().all(|one| is_blank(one)));
    spots.extend(bare.map(|(field, _)| Spot::at(field, "", message)));
}

/// E012. A source has parameters that only track who follows it, such as `utm_source` or `gclid`.
pub(super) fn tracking(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (source, _) in addresses(subject) {
        let Some((tracking, clean)) = tracking_parameters(source.text) else { continue };
        let fix = Fix::safe(vec![source.edit(subject.record(), &clean)]);
        spots.push(source.spot(format!("parameters that only track: {}", tracking.join(", "))).fixed_by(fix));
    }
}

/// E013. An item has the same source twice.
pub(super) fn twice(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (field, list) in lists(subject.revision) {
        let mut seen = HashSet::new();
        for text in list.iter().filter(|text| !is_blank(text) && !seen.insert(text.as_str())) {
            let fix = Fix::safe(vec![FieldFix::removal(subject.record(), field, Json::from(text.as_str()))]);
            spots.push(Spot::at(field, text, "the item has this source twice").fixed_by(fix));
        }
    }
}

/// E014. The record names no official documentation.
pub(super) fn no_official(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if subject.record().official_doc_url.as_deref().is_none_or(is_blank) {
        spots.push(Spot::at(Record::OFFICIAL_DOC_URL, "", "no official documentation is named"));
    }
}
