//! E: the sources that a record names.

use std::collections::HashSet;

use ::url::Url;

use super::fix::{Edit, Fix};
use super::fold::is_blank;
use super::spot::Spot;
use super::subject::Subject;
use super::url::{is_example, is_of, is_private, parsed};
use crate::record::{DeadEnd, Field, FormatField, Json, Record, Workaround};

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

/// Parameters of addresses that only track who follows them, besides those that begin with `utm_`.
const TRACKING: [&str; 9] = ["fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_hsenc"];

/// A source of a record.
#[derive(Clone, Copy)]
struct Source<'r> {
    field: Field,
    text: &'r str,
    /// Whether it is an element of a list.
    is_listed: bool,
}

impl Source<'_> {
    fn spot(self, message: impl Into<String>) -> Spot {
        Spot::at(self.field, self.text, message)
    }

    /// The change that makes it another address.
    fn edit(self, record: &Record, new: &str) -> Edit {
        match self.is_listed {
            true => Edit::replacement(record, self.field, Json::from(self.text), Json::from(new)),
            false => Edit::text(record, self.field, self.text, new),
        }
    }
}

/// The lists of sources of the items, with their fields.
fn lists(subject: Subject<'_>) -> impl Iterator<Item = (Field, &Vec<String>)> {
    let tried = subject.items().dead_ends.iter().zip(&subject.record().dead_ends);
    let helpful = subject.items().workarounds.iter().zip(&subject.record().workarounds);
    let tried = tried.map(|(id, one)| (DeadEnd::SOURCES.of(*id), &one.sources));
    tried.chain(helpful.map(|(id, one)| (Workaround::SOURCES.of(*id), &one.sources)))
}

/// The sources of a record, its official documentation first.
fn each(subject: Subject<'_>) -> impl Iterator<Item = Source<'_>> {
    let official = subject.record().official_doc_url.as_deref().filter(|text| !is_blank(text));
    let official = official.map(|text| Source { field: Record::OFFICIAL_DOC_URL, text, is_listed: false });
    let listed =
        lists(subject).flat_map(|(field, list)| list.iter().map(move |text| Source { field, text, is_listed: true }));
    official.into_iter().chain(listed)
}

/// The sources that are addresses.
fn addresses(subject: Subject<'_>) -> impl Iterator<Item = (Source<'_>, Url)> {
    each(subject).filter_map(|source| Some((source, parsed(source.text)?)))
}

/// Reports the addresses of which something is true.
fn report(subject: Subject<'_>, spots: &mut Vec<Spot>, is_it: impl Fn(&Url) -> bool, message: &str) {
    spots.extend(addresses(subject).filter(|(_, url)| is_it(url)).map(|(source, _)| source.spot(message)));
}

/// E001
pub(super) fn malformed(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let malformed = each(subject).filter(|source| parsed(source.text).is_none());
    spots.extend(malformed.map(|source| source.spot("not an absolute http or https address")));
}

/// E002
pub(super) fn private(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, is_private, "a host that others cannot reach, or a bare number");
}

/// E003
pub(super) fn http(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (source, url) in addresses(subject).filter(|(_, url)| url.scheme() == "http") {
        let https = source.text.get(url.scheme().len()..).map(|rest| format!("https{rest}"));
        let fix = https.map(|https| Fix::offer(vec![source.edit(subject.record(), &https)]));
        spots.push(source.spot("http instead of https").fixed_by(fix));
    }
}

/// E004
pub(super) fn credentials(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let has_any = |url: &Url| !url.username().is_empty() || url.password().is_some();
    report(subject, spots, has_any, "a user or a password in the address");
}

/// E005
pub(super) fn example(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, is_example, "a host that is reserved for examples");
}

/// E006
pub(super) fn root(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let is_root = |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    report(subject, spots, is_root, "a host without a page proves nothing");
}

/// E007
pub(super) fn encyclopedia(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let is_one = |url: &Url| url.domain().is_some_and(|host| is_of(host, &ENCYCLOPEDIAS));
    report(subject, spots, is_one, "an encyclopedia describes, it does not document the software");
}

/// E008
pub(super) fn forum(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let is_one = |url: &Url| url.domain().is_some_and(|host| is_of(host, &FORUMS));
    report(subject, spots, is_one, "a forum or blog that anybody can write");
}

/// E009
pub(super) fn international(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (source, url) in addresses(subject) {
        let written = source.text.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
        if let Some(host) = written.filter(|host| !host.is_ascii()) {
            let ascii = source.text.replacen(host, &authority(&url), 1);
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

/// E010
pub(super) fn dead_end_without(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    without(subject, spots, DeadEnd::SOURCES, "a dead end without a source");
}

/// E011
pub(super) fn workaround_without(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    without(subject, spots, Workaround::SOURCES, "a workaround without a source");
}

fn without(subject: Subject<'_>, spots: &mut Vec<Spot>, of: FormatField, message: &str) {
    let bare = lists(subject).filter(|(field, list)| field.format() == of && list.iter().all(|one| is_blank(one)));
    spots.extend(bare.map(|(field, _)| Spot::at(field, "", message)));
}

/// E012
pub(super) fn tracking(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let tracks = |name: &str| name.starts_with("utm_") || TRACKING.contains(&name);
    let is_tracking = |pair: &str| tracks(&pair.split('=').next().unwrap_or_default().to_ascii_lowercase());
    for (source, _) in addresses(subject) {
        let (address, fragment) =
            source.text.split_once('#').map_or((source.text, None), |(one, two)| (one, Some(two)));
        let Some((page, query)) = address.split_once('?') else { continue };
        let (tracking, kept): (Vec<&str>, Vec<&str>) = query.split('&').partition(|pair| is_tracking(pair));
        if tracking.is_empty() {
            continue;
        }
        let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let fix = Fix::safe(vec![source.edit(subject.record(), &format!("{page}{query}{fragment}"))]);
        spots.push(source.spot(format!("parameters that only track: {}", tracking.join(", "))).fixed_by(fix));
    }
}

/// E013
pub(super) fn twice(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (field, list) in lists(subject) {
        let mut seen = HashSet::new();
        for text in list.iter().filter(|text| !is_blank(text) && !seen.insert(text.as_str())) {
            let fix = Fix::safe(vec![Edit::removal(subject.record(), field, Json::from(text.as_str()))]);
            spots.push(Spot::at(field, text, "the item has this source twice").fixed_by(fix));
        }
    }
}

/// E014
pub(super) fn no_official(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if subject.record().official_doc_url.as_deref().is_none_or(is_blank) {
        spots.push(Spot::at(Record::OFFICIAL_DOC_URL, "", "no official documentation is named"));
    }
}
