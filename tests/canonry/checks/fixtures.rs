//! Every check has a row, a section of its page, and a fixture that has what it finds and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use canonry::check::{
    Background, Checker, Code, Finding, Remedy, Selector, SetIndex, Settings, Severity, Terms, apply,
};
use canonry::record::{Annotations, Field, FindingKey, Record, Revision, Start, Waiver, canonical, one_line, read};

use crate::support::project;

/// The codes that do not occur without others.
const COMES_WITH: &[(Code, &[Code])] = &[
    (Code::R003, &[Code::R008]),
    (Code::R004, &[Code::R003, Code::R008]),
    (Code::R005, &[Code::R003, Code::R008]),
    (Code::R008, &[Code::R003]),
    (Code::R009, &[Code::R020]),
    (Code::R010, &[Code::R021]),
    (Code::R011, &[Code::R022]),
    (Code::R014, &[Code::R022]),
    (Code::R017, &[Code::R001]),
    (Code::V005, &[Code::V002]),
    (Code::V006, &[Code::W001]),
    (Code::V010, &[Code::E010, Code::E011, Code::E014, Code::V009]),
    (Code::V012, &[Code::E010, Code::E011, Code::E014]),
    (Code::G002, &[Code::G001, Code::G005]),
    (Code::G008, &[Code::G013]),
    (Code::X001, &[Code::R003, Code::R008, Code::X002, Code::X003]),
    (Code::X002, &[Code::R003, Code::R008, Code::X003]),
    (Code::X004, &[Code::R003, Code::R008]),
];

fn revision(text: &str) -> Revision {
    let record = read(text.as_bytes(), Start::default()).unwrap();
    Revision::from(record)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(project("fixtures/findings").join(name)).unwrap()
}

/// The fixtures by their names without the ending, each with its text and whether it is a whole set.
fn fixtures() -> BTreeMap<String, (String, bool)> {
    let files = std::fs::read_dir(project("fixtures/findings")).unwrap().map(Result::unwrap);
    files
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            let (stem, ending) = name.rsplit_once('.').unwrap();
            (stem.to_owned(), (text(&name), ending == "ndjson"))
        })
        .collect()
}

/// The records of a fixture. One that is not a whole set has the neighbour that its edges lead to.
fn set(text: &str, is_set: bool) -> Vec<Revision> {
    if is_set {
        text.lines().map(revision).collect()
    } else {
        vec![revision(text), revision(&self::text("neighbour.json"))]
    }
}

/// The settings under which everything is found that is on by default, and one code besides.
fn settings(code: Code) -> Settings {
    let mut terms = Terms::on("2026-11-21".parse().unwrap());
    terms.ladder = ["ai_generated", "human_reviewed", "community_verified"].map(|tier| tier.parse().unwrap()).into();
    let mut settings = Settings::new(terms);
    let families: BTreeSet<&str> = Code::ALL.iter().map(|code| &code.short()[..1]).collect();
    settings.select = families.into_iter().map(|family| Selector::Family(family.to_owned())).collect();
    settings.select.push(Selector::One(code));
    settings
}

/// The annotations of the record of a fixture.
fn annotations(code: Code) -> Annotations {
    let waiver = |code: &str, until: Option<&str>| Waiver {
        code: code.to_owned(),
        finding: FindingKey::new([7; 32]),
        field: String::new(),
        item: None,
        until: until.map(|day| day.parse().unwrap()),
    };
    let waivers = match code {
        Code::Z001 => {
            vec![waiver("S001", None), waiver("S002", Some("2026-11-20")), waiver("S003", Some("2026-11-21"))]
        }
        _ => Vec::new(),
    };
    Annotations { waivers, ..Annotations::default() }
}

/// The background of the record of a fixture.
fn background(code: Code) -> Background {
    let outdated = if code == Code::L007 { vec![Record::ROOT_CAUSE_ZH] } else { Vec::new() };
    Background { outdated, ..Background::default() }
}

/// What is found in a set.
fn findings(set: &[Revision], code: Code) -> Vec<Finding> {
    let mut index = SetIndex::default();
    set.iter().for_each(|revision| index.note(&revision.record));
    let settings = settings(code);
    let checker = Checker::new(&settings);
    let mut found = Vec::new();
    for (place, revision) in set.iter().enumerate() {
        let background = if place == 0 { background(code) } else { Background::default() };
        checker.check(revision, &background, &index, &mut |finding| found.push(finding));
    }
    checker.check_set(&index, &mut |finding| found.push(finding));
    found
}

/// Every code with the records of its fixture.
fn each() -> impl Iterator<Item = (Code, Vec<Revision>)> {
    let fixtures = fixtures();
    Code::ALL.iter().map(move |code| {
        let (text, is_set) = &fixtures[&format!("{}-{code}", code.short())];
        let mut set = set(text, *is_set);
        set[0].annotations = annotations(*code);
        (*code, set)
    })
}

#[test]
fn every_code_has_a_fixture_and_every_fixture_is_of_a_code_and_canonical() {
    let names: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{}-{code}", code.short())).collect();
    let mut fixtures = fixtures();
    for (name, (text, is_set)) in &fixtures {
        match is_set {
            true => {
                assert!(text.lines().all(|line| one_line(&canonical(&revision(line).record)) == line), "{name}")
            }
            false => assert_eq!(&canonical(&revision(text).record), text, "{name}"),
        }
    }
    assert!(fixtures.remove("base").is_some() && fixtures.remove("neighbour").is_some());
    assert_eq!(fixtures.into_keys().collect::<BTreeSet<_>>(), names);
}

#[test]
fn a_fixture_has_what_its_code_finds_and_nothing_else() {
    let clean = set(&text("base.json"), false);
    let found: Vec<String> =
        findings(&clean, Code::L002).into_iter().map(|one| format!("{} {}", one.code, one.message)).collect();
    assert!(found.is_empty(), "{found:#?}");
    let comes_with: BTreeMap<Code, &[Code]> = COMES_WITH.iter().copied().collect();
    let mut wrong = Vec::new();
    for (code, set) in each() {
        let mut expected: BTreeSet<Code> =
            comes_with.get(&code).into_iter().flat_map(|codes| codes.iter().copied()).collect();
        expected.insert(code);
        let found: BTreeSet<Code> = findings(&set, code).into_iter().map(|finding| finding.code).collect();
        if found != expected {
            let short = |codes: &BTreeSet<Code>| codes.iter().map(|code| code.short()).collect::<Vec<_>>();
            wrong.push(format!("{} {code}: {:?}, expected {:?}", code.short(), short(&found), short(&expected)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_code_is_explained_with_its_severity_its_fix_and_an_example() {
    for code in Code::ALL {
        let remedy = match code.remedy() {
            Remedy::Manual => "",
            Remedy::Offer => ", with an offered fix",
            Remedy::Safe => ", with a safe fix",
        };
        let severity = match code.severity() {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Note => "Note",
        };
        let off = if code.is_off() { ", off by default" } else { "" };
        let explanation = code.explanation();
        let start = format!("*{severity}{remedy}{off}.*\n\n");
        assert!(explanation.starts_with(&start), "{code}: {explanation}");
        assert!(explanation.contains("Example:"), "{code}: {explanation}");
        assert!(code.what().ends_with(['.', ':']) && code.what().len() < 200, "{code}: {}", code.what());
    }
    let page = std::fs::read_to_string(project("docs/checks.md")).unwrap();
    assert_eq!(page.lines().filter(|line| line.starts_with("### ")).count(), Code::ALL.len());
}

#[test]
fn a_finding_has_a_fix_only_if_its_code_can_have_one() {
    for (code, set) in each() {
        for finding in findings(&set, code) {
            let allowed = match finding.code.remedy() {
                Remedy::Manual => finding.fix.is_none(),
                Remedy::Offer => finding.fix.as_ref().is_none_or(|fix| !fix.safe),
                Remedy::Safe => finding.fix.as_ref().is_none_or(|fix| fix.safe),
            };
            assert!(allowed, "{} {finding:?}", finding.code);
        }
        let is_fixed = findings(&set, code).iter().any(|finding| finding.code == code && finding.fix.is_some());
        assert_eq!(is_fixed, code.remedy() != Remedy::Manual, "{} {code}", code.short());
    }
}

#[test]
fn a_fix_removes_what_was_found_and_adds_nothing_else() {
    for (code, mut set) in each().filter(|(code, _)| code.remedy() != Remedy::Manual) {
        let before = findings(&set, code);
        let edits: Vec<_> = before
            .iter()
            .filter(|finding| finding.code == code)
            .flat_map(|finding| finding.fix.iter().flat_map(|fix| fix.set.iter()))
            .collect();
        for revision in &mut set {
            *revision = apply(revision, edits.iter().copied()).unwrap();
        }
        let after = findings(&set, code);
        let codes: BTreeSet<Code> = before.iter().map(|finding| finding.code).filter(|one| *one != code).collect();
        let left: Vec<String> = after
            .iter()
            .filter(|finding| !codes.contains(&finding.code))
            .map(|finding| format!("{} {}", finding.code, finding.message))
            .collect();
        assert!(left.is_empty(), "{} {code}: {left:#?}", code.short());
    }
}

#[test]
fn regexes_are_compared_only_if_a_check_needs_it() {
    let compares = |select: &[Code]| {
        let mut settings = settings(Code::L002);
        settings.select = select.iter().copied().map(Selector::One).collect();
        Checker::new(&settings).compares()
    };
    assert!(!compares(&[Code::R001, Code::R002, Code::R007, Code::R022, Code::X004]));
    for code in [Code::R003, Code::R004, Code::R005, Code::R008] {
        assert!(compares(&[Code::S001, code]));
    }
}

#[test]
fn samples_are_checked_like_signatures() {
    let mut set = set(&text("base.json"), false);
    let own = |samples: &[&str]| samples.iter().map(|sample| (*sample).to_owned()).collect();
    set[0].annotations.match_samples = own(&["no module named pip", "ModuleNotFoundError: No module named pip"]);
    set[0].annotations.no_match_samples = own(&["No module named 'pip'", "modulenotfounderror: no module named pip3"]);
    let found = findings(&set, Code::R002);
    let told: Vec<(Code, &str)> = found.iter().map(|finding| (finding.code, finding.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (Code::R002, "it does not find the sample 'no module named pip': it fails at 'N'"),
            (Code::R003, "it finds the sample 'modulenotfounderror: no module named pip3', which it must not"),
        ]
    );
    set[0].annotations.match_samples[0].push('3');
    assert_ne!(findings(&set, Code::R002)[0].fingerprint(), found[0].fingerprint());
}

#[test]
fn moving_an_item_does_not_make_a_finding_new() {
    let mut record = revision(&text("D005-dead-end-weak.json")).record;
    let fingerprints = |record: &Record| -> BTreeSet<String> {
        let revision = Revision::from(record.clone());
        let set = [revision, self::revision(&text("neighbour.json"))];
        findings(&set, Code::D005).into_iter().map(|finding| finding.fingerprint().to_string()).collect()
    };
    let before = fingerprints(&record);
    record.dead_ends.reverse();
    assert_eq!((fingerprints(&record), before.len()), (before.clone(), 1));
    record.dead_ends[1].action = "Run pip install twice".to_owned();
    assert_ne!(fingerprints(&record), before);
}

#[test]
fn a_span_lies_within_the_text_of_its_field() {
    for (code, set) in each() {
        for finding in findings(&set, code) {
            let (Some(span), Some(field)) = (finding.span.clone(), finding.field) else { continue };
            let revision = set.iter().find(|revision| revision.record.id == finding.record).unwrap();
            let text = field_text(revision, field);
            assert!(text.get(span).is_some_and(|part| !part.is_empty()), "{finding:?}");
        }
    }
}

fn field_text(revision: &Revision, field: Field) -> String {
    let fields = canonry::record::Fields::of(revision);
    fields.get(field).unwrap().as_str().unwrap().into_owned()
}
