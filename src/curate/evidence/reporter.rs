//! The reporter of evidence by hand.

use crate::curate::Context;
use crate::ledger::{Reporter, ReporterKind};

/// The name and the kind of the reporter of evidence that is recorded by hand: the named reporter, as a user; else the
/// user of the command, as a maintainer. A given kind overrides both. A blank name counts as no name.
pub fn reporter(context: &Context, name: Option<&str>, kind: Option<ReporterKind>) -> (Reporter, ReporterKind) {
    let (name, usual) = match name {
        Some(name) if !name.trim().is_empty() => (name, ReporterKind::User),
        Some(_) | None => (context.actor.as_str(), ReporterKind::Maintainer),
    };
    (name.to_owned().into(), kind.unwrap_or(usual))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::context;

    #[test]
    fn without_a_name_the_reporter_is_a_maintainer() {
        let of = |name, kind| reporter(&context(), name, kind);
        assert_eq!(of(None, None), (Reporter::named("mei"), ReporterKind::Maintainer));
        assert_eq!(of(Some(" "), None), (Reporter::named("mei"), ReporterKind::Maintainer));
        assert_eq!(of(Some("lena"), None), (Reporter::named("lena"), ReporterKind::User));
        assert_eq!(of(Some("lena"), Some(ReporterKind::Ci)), (Reporter::named("lena"), ReporterKind::Ci));
    }
}
