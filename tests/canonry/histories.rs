//! Random sequences of commands: every change can be shown, replayed and undone.

use canonry::check::Code;
use canonry::curate::Step;
use canonry::ledger::{EvidenceKind, Outcome};
use canonry::record::{ItemNumber, SampleKind};
use proptest::prelude::*;

use crate::properties::record;
use crate::test_database::{Command, TestDatabase, shown_and_undone};

/// Records that the sequences begin with.
const IDS: [&str; 3] = ["x/a", "x/b", "y/c"];

pub fn command() -> impl Strategy<Value = Command> {
    let which = 0_usize..8;
    let number = |item: Option<String>| item.as_deref().and_then(ItemNumber::parse);
    let item = prop_oneof!["[wdv][1-3]".prop_map(Some), Just(None)];
    let kind = prop::sample::select(EvidenceKind::ALL);
    let id = prop::sample::select(IDS.to_vec());
    let set = |field: &'static str, value: &'static str| Just(Step::Set(field.to_owned(), value.to_owned()));
    let step = prop_oneof![
        set("root_cause", "Another cause."),
        set("regex", "Error: (TS2345|令牌)|oom"),
        set("regex", "(open"),
        set("w1.success_rate", "0.25"),
        set("d1.why_fails", "It never did."),
        set("extra.note", "{\"a\": [1.50, null]}"),
        Just(Step::Add("w".to_owned(), "{\"action\": \"Added\", \"success_rate\": 0.5, \"how\": \"\"}".to_owned())),
        Just(Step::Add("tags".to_owned(), "new".to_owned())),
        "[wdv][1-3]".prop_map(|item| Step::Remove(item, None)),
        ("[wdv][1-3]", 1_usize..4).prop_map(|(item, place)| Step::Move(item, place)),
    ];
    let outcome = prop::sample::select(Outcome::ALL);
    let sample = prop::sample::select(SampleKind::ALL);
    let code = prop::sample::select(vec![Code::E010, Code::E011, Code::E014, Code::P013]);
    let report = (which.clone(), item.clone(), outcome, 1_u32..9);
    prop_oneof![
        2 => id.prop_flat_map(record).prop_map(Command::Import),
        1 => record("z/new").prop_map(Command::New),
        2 => (which.clone(), record("x/any")).prop_map(|(at, text)| Command::Rewrite(at, text)),
        4 => (which.clone(), step).prop_map(|(at, step)| Command::Step(at, step)),
        1 => (which.clone(), 0_usize..3).prop_map(|(at, name)| Command::Rename(at, name)),
        1 => (which.clone(), any::<bool>()).prop_map(|(at, restore)| Command::Withdraw(at, restore)),
        1 => (which.clone(), which.clone()).prop_map(|(at, into)| Command::MergeInto(at, into)),
        3 => (which.clone(), item.clone(), 1_u32..4, kind)
            .prop_map(|(at, item, count, kind)| Command::Add(at, item, count, kind)),
        1 => (1_i64..6).prop_map(Command::WithdrawEvidence),
        2 => (1_i64..6, which.clone(), item.clone()).prop_map(|(e, at, item)| Command::MoveEvidence(e, at, item)),
        3 => (which.clone(), sample.clone(), "[ab]").prop_map(|(at, kind, text)| Command::Sample(at, kind, text)),
        1 => (which.clone(), sample, 1_usize..3)
            .prop_map(|(at, kind, number)| Command::WithdrawSample(at, kind, number)),
        3 => (which.clone(), code.clone(), item.clone(), prop::option::of(1_u32..4))
            .prop_map(move |(at, code, item, days)| Command::Waive(at, code, number(item), days)),
        1 => (which.clone(), code, item)
            .prop_map(move |(at, code, item)| Command::WithdrawWaivers(at, code, number(item))),
        1 => which.clone().prop_map(Command::Confirm),
        1 => which.clone().prop_map(Command::Promote),
        1 => which.prop_map(Command::Demote),
        1 => prop::collection::vec(report, 1..4).prop_map(Command::Feedback),
        1 => (1_u32..4).prop_map(|reports| Command::Rates(reports.into())),
        3 => (1_i64..12, any::<bool>()).prop_map(|(back, partly)| Command::Undo(back, partly)),
    ]
}

pub fn texts() -> impl Strategy<Value = Vec<String>> {
    (record(IDS[0]), record(IDS[1]), record(IDS[2])).prop_map(|(a, b, c)| vec![a, b, c])
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default()
    })]

    #[test]
    fn everything_that_was_done_can_be_shown_replayed_and_undone(
        texts in texts(), commands in prop::collection::vec(command(), 1..14),
    ) {
        let end = shown_and_undone(&texts, &commands);
        let mut again = TestDatabase::new(&texts);
        commands.iter().for_each(|command| drop(again.run(command)));
        prop_assert_eq!(again.published(), end);
    }
}
