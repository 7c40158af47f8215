//! What flaws mean, and what to do next.

use crate::store::Inspection;

/// What the flaws of an inspection mean for the user.
pub(super) fn meaning(check: Inspection) -> &'static str {
    match check {
        Inspection::File => "SQLite can no longer rely on the file; what it reads may be incomplete",
        Inspection::Texts => "commands that print them cannot run, such as `log`, `blame`, `why` and `evidence list`",
        Inspection::References => "rows are missing, or refer to the wrong ones",
        Inspection::Records => "content changed without canonry; such a record is not exported, merged or edited",
        Inspection::Lists => "items may be in another order, or be lost at the next edit of their list",
        Inspection::Index => "`search` may not find these records; the records themselves are not affected",
        Inspection::Literals => {
            "regexes may not be tried on texts in which they find something; the records themselves are not affected"
        }
        Inspection::Ledger => "rates and counts may be based on wrong evidence",
        Inspection::Journal => "`log`, `blame`, `show --at` and `undo` fail, or show or write wrong values",
        Inspection::Bases => "an import from there cannot tell who changed what, and fails",
    }
}

/// What to do next.
pub(super) fn remedy(check: Inspection) -> &'static str {
    match check {
        Inspection::File | Inspection::References | Inspection::Lists | Inspection::Ledger => {
            "restore a copy that `canonry backup` made, and import what was published since"
        }
        Inspection::Texts => "restore a copy that `canonry backup` made; the records themselves can still be exported",
        Inspection::Records => {
            "if the published index.json is intact: `canonry verify --repair FILE`; else restore a copy that \
             `canonry backup` made"
        }
        Inspection::Index | Inspection::Literals => {
            "`canonry verify --repair` rebuilds both; repair damaged records first"
        }
        Inspection::Journal | Inspection::Bases => {
            "restore a copy that `canonry backup` made; the records themselves are sound, so you can export them"
        }
    }
}
