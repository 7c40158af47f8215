//! Reading a page as a browser does.

use std::path::Path;

use scraper::{Html, Selector};

/// A page of a site.
pub struct Page(pub Html);

impl Page {
    pub fn read(path: &Path) -> Self {
        Page::of(&std::fs::read_to_string(path).unwrap())
    }

    pub fn of(text: &str) -> Self {
        Page(Html::parse_document(text))
    }

    /// The texts of its main part, each without the blanks around it, in their order.
    pub fn texts(&self) -> Vec<String> {
        let main = self.0.select(&selector("main")).next().unwrap();
        main.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }

    /// An attribute of each element that a selector finds and that has it.
    pub fn attributes(&self, of: &str, name: &str) -> Vec<String> {
        let selector = selector(of);
        let found = self.0.select(&selector);
        found.filter_map(|element| element.value().attr(name)).map(str::to_owned).collect()
    }

    /// The text of the first element that a selector finds.
    pub fn text(&self, of: &str) -> String {
        let found = self.0.select(&selector(of)).next().unwrap_or_else(|| panic!("there is no {of}"));
        found.text().collect()
    }
}

pub fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}
