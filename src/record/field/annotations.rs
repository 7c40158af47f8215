//! What is kept with a record, as fields of the record.

use super::{Field, Fields};
use crate::record::{Annotations, Fault, FaultPath, Json, Rule, Start, Waiver};

impl Fields {
    /// Adds the annotations of a record.
    pub(super) fn annotate(&mut self, annotations: &Annotations) {
        let texts = |texts: &[String]| if texts.is_empty() { Json::canonical("[]") } else { Json::of(texts) };
        let Annotations { match_samples, no_match_samples, waivers } = annotations;
        self.set(Field::MATCH_SAMPLES, Some(texts(match_samples)));
        self.set(Field::NO_MATCH_SAMPLES, Some(texts(no_match_samples)));
        self.set(Field::WAIVERS, Some(waivers.iter().map(Waiver::json).collect()));
    }

    /// The annotations of the record. Empty for those that have no field.
    ///
    /// # Errors
    /// A field that is not a list of samples or of waivers, which a damaged journal may have.
    pub(super) fn annotations(&self) -> Result<Annotations, Vec<Fault>> {
        let text = |element: &Json| Some(element.as_str()?.into_owned());
        Ok(Annotations {
            match_samples: self.list(Field::MATCH_SAMPLES, text)?,
            no_match_samples: self.list(Field::NO_MATCH_SAMPLES, text)?,
            waivers: self.list(Field::WAIVERS, Waiver::from_json)?,
        })
    }

    fn list<T>(&self, field: Field, read: impl Fn(&Json) -> Option<T>) -> Result<Vec<T>, Vec<Fault>> {
        let Some(list) = self.get(field) else { return Ok(Vec::new()) };
        let elements: Option<Vec<T>> = list.elements().map(|element| read(&element)).collect();
        elements.filter(|_| list.is_list()).ok_or_else(|| {
            let Start { line, column } = Start::default();
            let text: String = list.text().chars().take(40).collect();
            let reason = format!("expected a list of what is kept with a record, found {text}");
            vec![Fault { line, column, path: FaultPath::of(field.name()), rule: Rule::Type, reason }]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::fixture::revision;
    use crate::record::{FindingKey, canonical, compare};

    fn annotations() -> Annotations {
        let samples = |text: &str| vec![text.to_owned(), "b\n".to_owned()];
        let finding = FindingKey::new([0xab; 32]);
        let waiver = Waiver { code: "W004".to_owned(), finding, field: String::new(), item: None, until: None };
        Annotations { match_samples: samples("a"), no_match_samples: samples("c"), waivers: vec![waiver] }
    }

    #[test]
    fn annotations_are_fields_of_the_record_and_not_part_of_what_is_published() {
        let before = revision(|_| {});
        let mut after = before.clone();
        after.annotations = annotations();
        assert_eq!(canonical(&before.record), canonical(&after.record));
        assert_eq!(Fields::of(&after).assemble(false).unwrap(), after);
        let changes = compare(&before, &after);
        assert_eq!(changes.len(), 3, "{changes:?}");
    }

    #[test]
    fn a_field_that_is_not_an_annotation_is_not_part_of_a_revision() {
        let mut fields = Fields::of(&revision(|_| {}));
        for (field, text) in [(Field::MATCH_SAMPLES, "[1]"), (Field::NO_MATCH_SAMPLES, "{}"), (Field::WAIVERS, "[{}]")]
        {
            let sound = fields.get(field).cloned();
            fields.set(field, Some(Json::canonical(text)));
            let faults = fields.assemble(false).unwrap_err();
            assert_eq!(faults.first().map(|fault| fault.path.clone()), Some(FaultPath::of(field.name())));
            fields.set(field, sound);
        }
        Field::ANNOTATIONS.into_iter().for_each(|field| fields.set(field, None));
        assert!(fields.assemble(false).unwrap().annotations.is_empty());
    }
}
