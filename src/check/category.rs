//! C: categories and tags.

use super::category_name::{snake_case, well_formed};
use super::error_code::error_code;
use super::fix::{FieldFix, Fix};
use super::fold::is_blank;
use super::index::{SetIndex, slug};
use super::spot::Spot;
use super::subject::Subject;
use crate::record::{Json, Record, Version};

/// The fewest characters of a meaningful word of the slug.
const MIN_WORD: usize = 3;

/// C001. The category is not in snake_case: small letters and digits with `_` between.
pub(super) fn form(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    let category = &record.category;
    let snake = snake_case(category);
    if *category == snake {
        return;
    }
    let spot = Spot::at(Record::CATEGORY, category, format!("'{category}' is not in snake_case"));
    let fix = || Fix::safe(vec![FieldFix::text(record, Record::CATEGORY, category, &snake)]);
    // A category in another script may become empty.
    let is_name = snake.starts_with(|c: char| c.is_ascii_lowercase()) && category.is_ascii();
    spots.push(spot.fixed_by(is_name.then(fix)));
}

/// C002. The category is a variant of one that is used more often: another number, order or form, or `error` added.
pub(super) fn variant(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let category = &subject.record().category;
    if let Some(usual) = index.usual_category(category) {
        let (own, others) = (index.category_count(category), index.category_count(usual));
        let message = format!("'{category}' ({own}) is a variant of '{usual}' ({others})");
        // In the form that C001 asks for, so that the two fixes do not undo each other.
        let to = well_formed(usual);
        let edit = FieldFix::text(subject.record(), Record::CATEGORY, category, &to);
        let fix = (to != *category).then(|| Fix::offer(vec![edit]));
        spots.push(Spot::at(Record::CATEGORY, category, message).fixed_by(fix));
    }
}

/// C003. No other record has the category.
pub(super) fn once(subject: Subject<'_>, index: &SetIndex, spots: &mut Vec<Spot>) {
    let category = &subject.record().category;
    if index.category_count(category) == 1 {
        spots.push(Spot::at(Record::CATEGORY, category, format!("no other record is a '{category}'")));
    }
}

/// C004. The record has no tags.
pub(super) fn no_tags(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if subject.record().tags.is_empty() {
        spots.push(Spot::at(Record::TAGS, "", "no tags"));
    }
}

/// C005. The signature has an error code, and `error_code` is empty.
pub(super) fn code_not_filed(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    if record.error_code.as_deref().is_some_and(|code| !is_blank(code)) {
        return;
    }
    if let Some(span) = error_code(&record.signature)
        && let Some(code) = record.signature.get(span.clone())
    {
        let message = format!("'{code}' looks like an error code, and error_code is empty");
        let edit = FieldFix::value(record, Record::ERROR_CODE, Json::of(&record.error_code), Json::from(code));
        spots.push(Spot::at(Record::SIGNATURE, code, message).span(span).fixed_by(Fix::offer(vec![edit])));
    }
}

/// C006. `error_code` does not occur in the signature.
pub(super) fn code_elsewhere(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { error_code, signature, .. } = subject.record();
    if let Some(code) = error_code.as_deref().filter(|code| !is_blank(code))
        && !signature.to_lowercase().contains(&code.trim().to_lowercase())
    {
        spots.push(Spot::at(Record::ERROR_CODE, code, format!("'{code}' does not occur in the signature")));
    }
}

/// C007. The record names no versions.
pub(super) fn no_versions(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    if subject.record().versions.is_empty() {
        spots.push(Spot::at(Record::VERSIONS, "", "no versions"));
    }
}

/// C008. A version says any or all.
pub(super) fn any_version(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (id, one) in subject.items().versions.iter().zip(&subject.record().versions) {
        let is_any = |word: &str| ["any", "all"].contains(&word.to_ascii_lowercase().as_str());
        let version = &one.version;
        if version.contains('*') || version.split(|c: char| !c.is_alphanumeric()).any(is_any) {
            spots.push(Spot::at(Version::VERSION.of(*id), version, format!("'{version}' names no version")));
        }
    }
}

/// C010. No word of the slug occurs in signature, regex or cause.
pub(super) fn slug_foreign(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { id, signature, regex, root_cause, .. } = subject.record();
    let text = |regex: &str| format!("{signature}\n{regex}\n{root_cause}").to_lowercase();
    let searched = text(regex);
    let slug = slug(id.as_str());
    let mut words = slug.split(['-', '_', '.']).filter(|word| word.len() >= MIN_WORD).peekable();
    if words.peek().is_some() && words.all(|word| !searched.contains(word)) {
        let message = format!("no word of '{slug}' occurs in signature, regex or cause");
        spots.push(Spot::at(Record::ID, text(subject.regex.normal()), message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_in_snake_case_has_its_words_apart() {
        for name in ["ConfigError", "config error", "Config-Error", "_config__error_", "configError"] {
            assert_eq!(snake_case(name), "config_error", "{name}");
        }
        assert_eq!(
            (snake_case("TLSError"), snake_case("oauth2"), snake_case("类型")),
            ("tlserror".into(), "oauth2".into(), String::new())
        );
    }
}
