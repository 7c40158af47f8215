//! Parts of a schema that canonry did not make.

/// A part of the schema that canonry did not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// `trigger` or `view`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

impl Stranger {
    /// The statement that removes it.
    pub fn removal(&self) -> String {
        format!("DROP {} \"{}\";", self.kind.to_uppercase(), self.name.replace('"', "\"\""))
    }
}
