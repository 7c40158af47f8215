//! P: all kinds of texts.

use super::dangerous::danger;
use super::fix::Fix;
use super::fold::{is_blank, is_same};
use super::phrases::{fences, has_markup, is_mojibake, placeholder_word, spoken, visible};
use super::secret::secret_kind;
use super::spot::Spot;
use super::subject::Subject;
use super::texts::{Text, TextKind};
use crate::record::{DeadEnd, Record, Workaround};

/// Reports the texts in which something is found.
fn report(subject: Subject<'_>, spots: &mut Vec<Spot>, find: impl Fn(&Text<'_>) -> Option<Spot>) {
    spots.extend(subject.texts.iter().filter_map(find));
}

/// What is wrong with a text that a safe change makes clean. A text of an edge is part of the edge, which a person has
/// to edit.
fn cleaned(subject: Subject<'_>, text: &Text<'_>, message: &str, clean: &str) -> Spot {
    let is_of_edge = [Record::LEADS_TO, Record::PRECEDED_BY, Record::CONFUSED_WITH].contains(&text.field);
    let fix = || Fix::safe(vec![text.edit(subject.record(), clean)]);
    text.spot(message).fixed_by((!is_blank(clean) && !is_of_edge).then(fix))
}

/// P001. A text has a placeholder, such as TODO, N/A, YOUR_TOKEN or xxxx.
pub(super) fn placeholder(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let is_text = text.is_telling && matches!(text.kind, TextKind::Prose | TextKind::Chinese);
        let span = is_text.then(|| placeholder_word(text.text))??;
        let word = text.text.get(span.clone()).unwrap_or_default();
        Some(text.spot_at(span, format!("'{word}' is a placeholder")))
    });
}

/// P002. A text is what a language model says to its user.
pub(super) fn model_talk(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let phrase = text.is_telling.then(|| spoken(text.text))??;
        Some(text.spot(format!("'{phrase}' is what a language model says to its user")))
    });
}

/// P003. A text has invisible characters: control characters, characters without width, or such as change the
/// direction of writing.
pub(super) fn invisible(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let clean = (!text.is_plain).then(|| visible(text.text)).filter(|clean| clean != text.text)?;
        Some(cleaned(subject, text, "invisible characters", &clean))
    });
}

/// P004. A text was decoded with the wrong encoding.
pub(super) fn mojibake(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let message = "characters of a text that was decoded with the wrong encoding";
    report(subject, spots, |text| (!text.is_plain && is_mojibake(text.text)).then(|| text.spot(message)));
}

/// P005. An action has fewer than 8 characters.
pub(super) fn action_short(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limit = subject.thresholds().short_action;
    report(subject, spots, |text| {
        let length = text.text.chars().count();
        let is_action = is_action(text) && !is_blank(text.text);
        (is_action && length < limit).then(|| text.spot(format!("an action of only {length} characters")))
    });
}

/// Whether a text is the action of an item.
fn is_action(text: &Text<'_>) -> bool {
    [DeadEnd::ACTION, Workaround::ACTION].contains(&text.field.format())
}

/// P006. A text has a key, a token or a private key.
pub(super) fn secret(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let (span, kind) = text.is_telling.then(|| secret_kind(text.text))??;
        // Otherwise the message and the value would copy the secret into every report.
        let spot = text.spot_at(span, format!("{kind}: revoke it, then remove it"));
        Some(Spot { value: kind.to_owned(), ..spot })
    });
}

/// P007. A text has HTML, an element with an attribute.
pub(super) fn markup(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let message = "HTML, which pages show as it is written";
    report(subject, spots, |text| {
        (text.kind != TextKind::Pattern && has_markup(text.text)).then(|| text.spot(message))
    });
}

/// P008. A text begins or ends with blanks.
pub(super) fn blank_ends(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let clean = text.text.trim();
        let is_wrong = text.kind != TextKind::Pattern && clean.len() != text.text.len();
        is_wrong.then(|| cleaned(subject, text, "blanks at an end", clean))
    });
}

/// P009. A text has carriage returns.
pub(super) fn carriage_return(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    report(subject, spots, |text| {
        let clean = || text.text.replace("\r\n", "\n").replace('\r', "\n");
        text.text.contains('\r').then(|| cleaned(subject, text, "carriage returns", &clean()))
    });
}

/// P010. A workaround has a dangerous command, without a warning: `rm -rf` of something below `/` or `~`, a
/// download that is run unread, a forced push, or certificates that are not checked.
pub(super) fn dangerous(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    for (id, one) in subject.items().workarounds.iter().zip(&subject.record().workarounds) {
        let texts = [(Workaround::ACTION, &one.action), (Workaround::HOW, &one.how)];
        let Some((field, text, danger)) =
            texts.into_iter().find_map(|(field, text)| Some((field, text, danger(text)?)))
        else {
            continue;
        };
        let all = format!("{}\n{}\n{}", one.action, one.how, one.condition).to_lowercase();
        if !WARNINGS.iter().any(|word| all.contains(word)) {
            spots.push(Spot::at(field.of(*id), text, format!("{danger}, without a warning")));
        }
    }
}

/// What a text says that warns of something, in lower case.
const WARNINGS: [&str; 5] = ["warning", "caution", "careful", "dangerous", "destructive"];

/// P011. A code fence is not closed, or an action spans lines.
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

/// P012. A text has more than 1,500 characters.
pub(super) fn long(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let limit = subject.thresholds().long_text;
    report(subject, spots, |text| {
        let is_text = matches!(text.kind, TextKind::Prose | TextKind::Chinese) && text.text.len() > limit;
        let length = if is_text { text.text.chars().count() } else { 0 };
        (length > limit).then(|| text.spot(format!("{length} characters")))
    });
}

/// P013. The root cause has fewer than 40 characters.
pub(super) fn cause_short(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let cause = &subject.record().root_cause;
    let length = cause.chars().count();
    if length < subject.thresholds().short_cause {
        spots.push(Spot::at(Record::ROOT_CAUSE, cause, format!("only {length} characters")));
    }
}

/// P014. The root cause repeats the signature.
pub(super) fn cause_is_signature(subject: Subject<'_>, spots: &mut Vec<Spot>) {
    let Record { root_cause, signature, .. } = subject.record();
    if is_same(root_cause, signature) {
        spots.push(Spot::at(Record::ROOT_CAUSE, root_cause, "the cause says the signature again"));
    }
}
