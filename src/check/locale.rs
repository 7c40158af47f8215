//! L: languages.

use super::fold::{is_blank, is_han, is_same};
use super::spot::Spot;
use super::subject::Subject;
use super::texts::TextKind;
use crate::record::{Field, Record};

/// The languages that are written with Chinese characters, among others.
const HAN_LANGUAGES: [&str; 4] = ["zh", "ja", "ko", "yue"];

/// L001. The locale is not a language tag of BCP 47.
pub(super) fn invalid(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let locale = &subject.record().locale;
    if !locale.is_empty() && !is_language_tag(locale) {
        spots.push(Spot::at(Record::LOCALE, locale, format!("'{locale}' is not a language tag such as en or pt-BR")));
    }
}

/// Whether a text has the form of a language tag: a language of two to eight letters, or `x` or `i`, and further
/// parts of one to eight letters and digits (BCP 47, section 2.1).
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let is_alone = !text.contains('-');
    let is_private = language.eq_ignore_ascii_case("x") || language.eq_ignore_ascii_case("i");
    let is_language = (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_language || (is_private && !is_alone)) && parts.all(is_part)
}

/// L002. The record has no Chinese signature or cause, so it has no Chinese page.
pub(super) fn missing(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { signature_zh, root_cause_zh, .. } = subject.record();
    for (field, text) in [(Record::SIGNATURE_ZH, signature_zh), (Record::ROOT_CAUSE_ZH, root_cause_zh)] {
        if text.as_deref().is_none_or(is_blank) {
            spots.push(Spot::at(field, "", "no Chinese text"));
        }
    }
}

/// The Chinese texts of a record, each with the English texts that it may translate.
fn translations(record: &Record) -> Vec<(Field, &str, Vec<&str>)> {
    let mut all = Vec::new();
    if let Some(text) = &record.signature_zh {
        all.push((Record::SIGNATURE_ZH, text.as_str(), vec![record.signature.as_str()]));
    }
    if let Some(text) = &record.root_cause_zh {
        all.push((Record::ROOT_CAUSE_ZH, text.as_str(), vec![record.root_cause.as_str()]));
    }
    for (text, one) in record.workarounds_zh.iter().zip(&record.workarounds) {
        all.push((Record::WORKAROUNDS_ZH, text.as_str(), vec![one.action.as_str(), one.how.as_str()]));
    }
    all.retain(|(_, text, _)| !is_blank(text));
    all
}

/// Whether a text says the same as one of others.
fn is_one_of(text: &str, others: &[&str]) -> bool {
    others.iter().any(|other| is_same(text, other))
}

/// L003. A Chinese text is the English one.
pub(super) fn untranslated(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let copies = translations(subject.record()).into_iter().filter(|(_, text, english)| is_one_of(text, english));
    spots.extend(copies.map(|(field, text, _)| Spot::at(field, text, "the text is the English one")));
}

/// L004. A Chinese text has no Chinese character.
pub(super) fn without_han(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let all = translations(subject.record()).into_iter();
    let foreign = all.filter(|(_, text, english)| !text.contains(is_han) && !is_one_of(text, english));
    spots.extend(foreign.map(|(field, text, _)| Spot::at(field, text, "no Chinese character in a Chinese text")));
}

/// L005. There are more or fewer Chinese workarounds than workarounds.
pub(super) fn count(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { workarounds, workarounds_zh, .. } = subject.record();
    let (own, chinese) = (workarounds.len(), workarounds_zh.len());
    if chinese > 0 && chinese != own {
        let message = format!("{chinese} Chinese workarounds for {own} workarounds");
        spots.push(Spot::at(Record::WORKAROUNDS_ZH, format!("{chinese} {own}"), message));
    }
}

/// L006. An English text has Chinese characters.
pub(super) fn foreign(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let language = subject.record().locale.split('-').next().unwrap_or_default();
    if HAN_LANGUAGES.contains(&language) {
        return;
    }
    for text in subject.texts.iter().filter(|text| text.kind == TextKind::Prose && !text.is_plain) {
        if let Some((at, character)) = text.text.char_indices().find(|(_, character)| is_han(*character)) {
            let span = at..at + character.len_utf8();
            spots.push(text.spot_at(span, "Chinese characters in an English text"));
        }
    }
}

/// L007. The English text changed after its translation.
pub(super) fn outdated(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let record = subject.record();
    for field in &subject.background.outdated {
        let text = [(Record::SIGNATURE_ZH, &record.signature_zh), (Record::ROOT_CAUSE_ZH, &record.root_cause_zh)];
        let text = text.into_iter().find(|(one, _)| one == field).and_then(|(_, text)| text.clone());
        let value = text.unwrap_or_else(|| record.workarounds_zh.join("\n"));
        spots.push(Spot::at(*field, value, "the English text changed after its translation"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_tag_has_a_language_and_short_parts() {
        for good in ["en", "pt-BR", "zh-Hans-CN", "sl-rozaj-biske", "x-own", "i-klingon", "de-1996", "EN"] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in ["", "e", "english language", "en_US", "en-", "-en", "x", "en-toolongpart", "中文", "en--us"] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }
}
