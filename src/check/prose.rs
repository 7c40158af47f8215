//! P: texts, whatever they are about.

use super::dangerous::danger;
use super::fix::Fix;
use super::fold::{is_blank, is_same};
use super::phrases::{fences, has_markup, is_invisible, is_mojibake, placeholder_word, spoken};
use super::secret::secret_kind;
use super::spot::Spot;
use super::subject::Subject;
use super::texts::{Text, TextKind, each_text};
use crate::record::{DeadEnd, Record, Workaround};

/// Reports the texts in which something is found.
fn report(subject: Subject<'_>, spots: &mut Vec<Spot>, mut find: impl FnMut(Text<'_>) -> Option<Spot>) {
    each_text(subject, &mut |text| spots.extend(find(text)));
}

/// Reports the texts that a safe change makes clean. A text of an edge is part of its edge, which a person has to
/// edit.
fn cleaned(subject: Subject<'_>, spots: &mut Vec<Spot>, message: &str, clean: impl Fn(Text<'_>) -> String) {
    let record = subject.record();
    let is_of_edge =
        |text: Text<'_>| [Record::LEADS_TO, Record::PRECEDED_BY, Record::CONFUSED_WITH].contains(&text.field);
    report(subject, spots, |text| {
        let clean = clean(text);
        let fix = || Fix::safe(vec![text.edit(record, &clean)]);
        let is_fixed = !is_blank(&clean) && !is_of_edge(text);
        (clean != text.text).then(|| text.spot(message).fixed_by(is_fixed.then(fix)))
    });
}

/// P001
pub(super) fn placeholder(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let is_text = matches!(text.kind, TextKind::Prose | TextKind::Chinese);
        let span = placeholder_word(text.text).filter(|_| is_text)?;
        let word = text.text.get(span.clone()).unwrap_or_default();
        Some(text.spot_at(span, format!("'{word}' is a placeholder")))
    });
}

/// P002
pub(super) fn model_talk(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let phrase = spoken(text.text)?;
        Some(text.spot(format!("'{phrase}' is what a language model says to its user")))
    });
}

/// P003
pub(super) fn invisible(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    cleaned(subject, spots, "invisible characters", |text| {
        let mut before = ' ';
        let visible = |c: &char| !is_invisible(std::mem::replace(&mut before, *c), *c);
        text.text.chars().filter(visible).collect()
    });
}

/// P004
pub(super) fn mojibake(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let message = "characters of a text that was decoded with the wrong encoding";
    report(subject, spots, |text| is_mojibake(text.text).then(|| text.spot(message)));
}

/// P005
pub(super) fn action_short(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limit = subject.thresholds().short_action;
    report(subject, spots, |text| {
        let length = text.text.chars().count();
        let is_action = is_action(text) && !is_blank(text.text);
        (is_action && length < limit).then(|| text.spot(format!("an action of only {length} characters")))
    });
}

/// Whether a text is the action of an item.
fn is_action(text: Text<'_>) -> bool {
    [DeadEnd::ACTION, Workaround::ACTION].contains(&text.field.format())
}

/// P006
pub(super) fn secret(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let (span, kind) = secret_kind(text.text)?;
        // The message and the value would carry the secret into every report.
        let spot = text.spot_at(span, format!("{kind}: revoke it, then remove it"));
        Some(Spot { value: kind.to_owned(), ..spot })
    });
}

/// P007
pub(super) fn markup(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let message = "HTML, which pages show as it is written";
    report(subject, spots, |text| {
        (text.kind != TextKind::Pattern && has_markup(text.text)).then(|| text.spot(message))
    });
}

/// P008
pub(super) fn blank_ends(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    cleaned(subject, spots, "blanks at an end", |text| match text.kind {
        TextKind::Prose | TextKind::Chinese | TextKind::Name => text.text.trim().to_owned(),
        TextKind::Pattern => text.text.to_owned(),
    });
}

/// P009
pub(super) fn carriage_return(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    cleaned(subject, spots, "carriage returns", |text| text.text.replace("\r\n", "\n").replace('\r', "\n"));
}

/// P010
pub(super) fn dangerous(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (id, one) in subject.items().workarounds.iter().zip(&subject.record().workarounds) {
        let texts = [(Workaround::ACTION, &one.action), (Workaround::HOW, &one.how)];
        let all = format!("{}\n{}\n{}", one.action, one.how, one.condition).to_lowercase();
        if WARNINGS.iter().any(|word| all.contains(word)) {
            continue;
        }
        spots.extend(texts.into_iter().find_map(|(field, text)| {
            let message = format!("{}, without a warning", danger(text)?);
            Some(Spot::at(field.of(*id), text, message))
        }));
    }
}

/// What a text says that warns of something, in lower case.
const WARNINGS: [&str; 5] = ["warning", "caution", "careful", "dangerous", "destructive"];

/// P011
pub(super) fn fence(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let spans = is_action(text) && text.text.trim().contains('\n');
        let is_open = text.kind != TextKind::Pattern && !fences(text.text).is_multiple_of(2);
        match (is_open, spans) {
            (true, _) => Some(text.spot("a code fence is not closed")),
            (false, true) => Some(text.spot("an action that spans lines")),
            (false, false) => None,
        }
    });
}

/// P012
pub(super) fn long(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limit = subject.thresholds().long_text;
    report(subject, spots, |text| {
        let is_text = matches!(text.kind, TextKind::Prose | TextKind::Chinese) && text.text.len() > limit;
        let length = if is_text { text.text.chars().count() } else { 0 };
        (length > limit).then(|| text.spot(format!("{length} characters")))
    });
}

/// P013
pub(super) fn cause_short(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let cause = &subject.record().root_cause;
    let length = cause.chars().count();
    if length < subject.thresholds().short_cause {
        spots.push(Spot::at(Record::ROOT_CAUSE, cause, format!("only {length} characters")));
    }
}

/// P014
pub(super) fn cause_is_signature(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { root_cause, signature, .. } = subject.record();
    if is_same(root_cause, signature) {
        spots.push(Spot::at(Record::ROOT_CAUSE, root_cause, "the cause says the signature again"));
    }
}
