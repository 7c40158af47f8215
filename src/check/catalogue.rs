//! The table of the checks. A code is never used again for something else.

use super::index::SetIndex;
use super::severity::{Remedy, Severity};
use super::spot::Spot;
use super::subject::Subject;
use super::{
    category, crossing, dates, dead_ends, graph, locale, portable, prose, regexes, signature, sources, twins, verdict,
    workarounds,
};
use crate::pattern::Row;
use crate::record::{Id, vocabulary};

/// How a check finds something.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// From a record alone.
    Alone(fn(Subject<'_>, &mut Vec<Spot>)),
    /// From a record and the others of its set.
    Among(fn(Subject<'_>, &SetIndex, &mut Vec<Spot>)),
    /// From a record and what the regexes of the set find among its signatures.
    Compared(fn(Subject<'_>, &SetIndex, &Row, &mut Vec<Spot>)),
    /// From the set; each finding is reported for one of its records.
    Set(fn(&SetIndex) -> Vec<(Id, Spot)>),
    /// From the waivers of a record and what the other checks found.
    Waivers,
}

/// Declares the codes. A row has the code, its name, its severity, what a fix of it can be, and its function. `[off]`
/// says that the code reports nothing unless it is selected by itself. What it finds is said in docs/checks.md.
macro_rules! catalogue {
    ($(
        $code:ident $name:literal $severity:ident $remedy:ident $([$off:ident])? $kind:ident $(($($check:ident)::+))?
    )+) => {
        vocabulary! {
            /// What a check finds, by the name of the check.
            Code { $(#[doc = concat!("`", $name, "`; docs/checks.md explains it.")] $code = $name,)+ }
        }

        impl Code {
            /// The short form of the name, such as `S001`.
            pub fn short(self) -> &'static str {
                match self { $(Code::$code => stringify!($code),)+ }
            }

            /// The severity of its findings, unless the policy sets another one.
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)+ }
            }

            /// What a fix of its findings can be. A finding may still have none.
            pub fn remedy(self) -> Remedy {
                match self { $(Code::$code => Remedy::$remedy,)+ }
            }

            /// Whether it reports nothing unless it is selected by itself.
            pub fn is_off(self) -> bool {
                match self { $(Code::$code => $(stringify!($off) == "off" ||)? false,)+ }
            }

            /// Its function.
            pub(super) fn check(self) -> Check {
                match self { $(Code::$code => Check::$kind $(($($check)::+))?,)+ }
            }
        }
    };
}

catalogue! {
    R001 "regex-invalid" Error Manual Alone(regexes::invalid)
    R002 "regex-misses-signature" Error Manual Alone(regexes::misses_signature)
    R003 "regex-collides" Warning Manual Compared(crossing::collides)
    R004 "regex-too-broad" Warning Manual Compared(crossing::too_broad)
    R005 "regex-crosses-domains" Warning Manual Compared(crossing::crosses_domains)
    R006 "regex-matches-empty" Error Manual Alone(regexes::matches_empty)
    R007 "regex-weak-literal" Warning Manual Alone(regexes::weak_literal)
    R008 "signature-claimed" Note Manual Compared(crossing::claimed)
    R009 "regex-inline-flag" Warning Safe Alone(portable::inline_flag)
    R010 "regex-idle-escape" Warning Safe Alone(portable::idle_escape)
    R011 "regex-many-gaps" Warning Manual Alone(regexes::many_gaps)
    R012 "regex-is-literal" Note Offer Alone(regexes::is_literal)
    R013 "regex-idle-edge" Note Safe Alone(regexes::idle_edge)
    R014 "regex-nested-quantifier" Error Manual Alone(regexes::nested)
    R015 "regex-branch-twice" Note Safe Alone(regexes::branch_twice)
    R016 "regex-branch-covered" Note Offer Alone(regexes::branch_covered)
    R017 "regex-too-long" Warning Manual Alone(regexes::too_long)
    R018 "regex-typographic" Warning Offer Alone(regexes::typographic)
    R020 "regex-not-javascript" Warning Safe Alone(portable::not_javascript)
    R021 "regex-not-javascript-u" Note Safe Alone(portable::not_javascript_u)
    R022 "regex-backtracks" Warning Offer Among(regexes::backtracks)
    R023 "regex-not-python" Warning Safe Alone(portable::not_python)
    S001 "signature-short" Warning Manual Alone(signature::short)
    S002 "signature-bare-class" Warning Manual Alone(signature::bare_class)
    S003 "signature-long" Note Manual Alone(signature::long)
    S004 "signature-lines" Note Manual Alone(signature::lines)
    S005 "signature-blanks" Note Safe Alone(signature::blanks)
    S006 "signature-personal" Warning Offer Alone(signature::personal)
    S007 "signature-volatile" Warning Offer Alone(signature::volatile)
    S008 "signature-is-claim" Note Manual Alone(signature::is_claim)
    S009 "signature-cut" Warning Manual Alone(signature::cut)
    S010 "signature-placeholder" Note Manual Alone(signature::placeholder)
    D001 "no-dead-ends" Warning Manual Alone(dead_ends::none)
    D002 "dead-end-no-action" Warning Manual Alone(dead_ends::no_action)
    D003 "dead-end-no-reason" Error Manual Alone(dead_ends::no_reason)
    D004 "dead-end-reason-is-action" Warning Manual Alone(dead_ends::reason_is_action)
    D005 "dead-end-weak" Note Manual Alone(dead_ends::weak)
    D006 "dead-end-works" Warning Manual Alone(dead_ends::works)
    W001 "no-workarounds" Note Manual Alone(workarounds::none)
    W002 "workaround-no-action" Error Manual Alone(workarounds::no_action)
    W003 "workaround-no-how" Warning Manual Alone(workarounds::no_how)
    W004 "how-is-action" Warning Offer Alone(workarounds::how_is_action)
    W005 "workaround-weak" Note Manual Alone(workarounds::weak)
    W006 "action-twice" Warning Manual Alone(workarounds::twice)
    W007 "action-both-ways" Error Manual Alone(workarounds::both_ways)
    W008 "workaround-order" Note Safe Alone(workarounds::order)
    W009 "rates-all-alike" Note Manual Alone(workarounds::all_alike)
    V001 "fix-above-best" Warning Manual Alone(verdict::above_best)
    V002 "fix-below-worst" Note Manual Alone(verdict::below_worst)
    V003 "verdict-threshold" Warning Manual Alone(verdict::threshold)
    V004 "rate-certain" Warning Manual Alone(verdict::certain)
    V005 "false-with-workaround" Warning Manual Alone(verdict::false_with_workaround)
    V006 "true-without-workaround" Error Manual Alone(verdict::true_without_workaround)
    V007 "true-with-weak-best" Warning Manual Alone(verdict::true_with_weak_best)
    V008 "confidence-unfounded" Warning Manual Alone(verdict::unfounded)
    V009 "evidence-above-sources" Warning Manual Alone(verdict::above_sources)
    V010 "evidence-without-sources" Warning Manual Alone(verdict::without_sources)
    V011 "confident-machine" Note Manual Alone(verdict::confident_machine)
    V012 "tier-without-source" Warning Manual Alone(verdict::tier_without_source)
    V013 "confident-one-host" Note Manual Alone(verdict::confident_one_host)
    V014 "tier-unknown" Warning Manual Alone(verdict::tier_unknown)
    E001 "url-malformed" Error Manual Alone(sources::malformed)
    E002 "url-private" Error Manual Alone(sources::private)
    E003 "url-http" Warning Offer Alone(sources::http)
    E004 "url-credentials" Error Manual Alone(sources::credentials)
    E005 "url-example" Warning Manual Alone(sources::example)
    E006 "url-root" Note Manual Alone(sources::root)
    E007 "url-encyclopedia" Note Manual Alone(sources::encyclopedia)
    E008 "url-forum" Note Manual Alone(sources::forum)
    E009 "url-idn" Note Offer Alone(sources::international)
    E010 "dead-end-no-source" Warning Manual Alone(sources::dead_end_without)
    E011 "workaround-no-source" Note Manual Alone(sources::workaround_without)
    E012 "url-tracking" Note Safe Alone(sources::tracking)
    E013 "source-twice" Note Safe Alone(sources::twice)
    E014 "no-official-doc" Note Manual Alone(sources::no_official)
    T002 "date-future" Error Manual Alone(dates::future)
    T003 "date-order" Error Manual Alone(dates::order)
    T004 "confirmed-after-update" Warning Manual Alone(dates::confirmed_after_update)
    T005 "aging" Note Manual Alone(dates::aging)
    T006 "stale" Warning Manual Alone(dates::stale)
    T007 "first-seen-new-year" Note Manual Alone(dates::new_year)
    L001 "locale-invalid" Warning Manual Alone(locale::invalid)
    L002 "zh-missing" Note Manual [off] Alone(locale::missing)
    L003 "zh-is-english" Warning Manual Alone(locale::untranslated)
    L004 "zh-without-han" Warning Manual Alone(locale::without_han)
    L005 "zh-count" Error Manual Alone(locale::count)
    L006 "foreign-script" Note Manual Alone(locale::foreign)
    L007 "zh-outdated" Warning Manual Alone(locale::outdated)
    C001 "category-form" Warning Safe Alone(category::form)
    C002 "category-variant" Warning Offer Among(category::variant)
    C003 "category-once" Note Manual Among(category::once)
    C004 "no-tags" Note Manual [off] Alone(category::no_tags)
    C005 "code-not-filed" Note Offer Alone(category::code_not_filed)
    C006 "code-not-in-signature" Note Manual Alone(category::code_elsewhere)
    C007 "no-versions" Note Manual Alone(category::no_versions)
    C008 "version-any" Note Manual Alone(category::any_version)
    C010 "slug-foreign" Note Manual Alone(category::slug_foreign)
    G001 "edge-dangling" Error Offer Among(graph::dangling)
    G002 "edge-near-miss" Note Offer Among(graph::near_miss)
    G003 "edge-to-self" Error Safe Alone(graph::to_self)
    G004 "edge-twice" Warning Safe Alone(graph::twice)
    G005 "edge-unmirrored" Warning Safe Among(graph::unmirrored)
    G006 "edge-probabilities" Warning Offer Among(graph::probabilities)
    G007 "confusion-one-sided" Note Offer Among(graph::one_sided)
    G008 "edge-both-ways" Note Manual Among(graph::both_ways)
    G009 "edge-sum" Warning Manual Alone(graph::sum)
    G010 "edge-certain" Note Manual Alone(graph::certain)
    G011 "no-distinction" Warning Manual Alone(graph::no_distinction)
    G012 "orphan" Note Manual Among(graph::orphan)
    G013 "cycle" Note Manual Set(graph::cycles)
    X001 "same-signature" Error Manual Among(twins::signature_in_domain)
    X002 "same-signature-anywhere" Warning Manual Among(twins::signature)
    X003 "same-template" Warning Manual Among(twins::template)
    X004 "same-regex" Warning Manual Among(twins::regex)
    X005 "same-cause" Warning Manual Among(twins::cause)
    X006 "same-workarounds" Note Manual Among(twins::workarounds)
    X008 "alias-shared" Note Manual Among(twins::alias)
    X009 "alias-is-id" Error Manual Among(twins::alias_is_id)
    P001 "placeholder-text" Note Manual Alone(prose::placeholder)
    P002 "model-talk" Warning Manual Alone(prose::model_talk)
    P003 "invisible" Error Safe Alone(prose::invisible)
    P004 "mojibake" Error Manual Alone(prose::mojibake)
    P005 "action-short" Warning Manual Alone(prose::action_short)
    P006 "secret" Error Manual Alone(prose::secret)
    P007 "markup" Note Manual Alone(prose::markup)
    P008 "blank-ends" Note Safe Alone(prose::blank_ends)
    P009 "carriage-return" Note Safe Alone(prose::carriage_return)
    P010 "dangerous-command" Warning Manual Alone(prose::dangerous)
    P011 "fence-odd" Note Manual Alone(prose::fence)
    P012 "text-long" Note Manual Alone(prose::long)
    P013 "cause-short" Note Manual Alone(prose::cause_short)
    P014 "cause-is-signature" Warning Manual Alone(prose::cause_is_signature)
    Z001 "waiver-unneeded" Warning Safe Waivers
}
