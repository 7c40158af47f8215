//! The pages of a record.

use minijinja::Value;
use serde::Serialize;

use super::age::age;
use super::figure::{FigureOf, RateFigure, ShownFigure};
use super::head::{Alternate, PageHead};
use super::layout::{CHINESE_PAGE, PAGE, folder_of_domain};
use super::record_items::{ShownItem, ShownSystem, ShownVersion, dead_ends, systems, versions, workarounds};
use super::shown_link::{ShownLink, link};
use super::web_link::WebLink;
use super::{Site, SiteFile, structured};
use crate::publish::Form;
use crate::publish::layout::folder_of;
use crate::publish::markdown::chinese_texts;
use crate::record::{Date, Edge, Rate, Record};

/// What the templates of a record show.
#[derive(Serialize)]
struct RecordPage<'a> {
    page: PageHead<'a>,
    id: &'a str,
    code: Option<&'a str>,
    domain: &'a str,
    domain_page: String,
    category: &'a str,
    subcategory: Option<&'a str>,
    tier: &'a str,
    resolvable: &'static str,
    signature: &'a str,
    signature_zh: Option<&'a str>,
    fix_rate: u8,
    confidence: u8,
    evidence: u64,
    first_seen: String,
    last_confirmed: String,
    age: Option<String>,
    versions: Vec<ShownVersion<'a>>,
    cause: &'a str,
    cause_type: &'a str,
    cause_zh: Option<&'a str>,
    documentation: Option<WebLink<'a>>,
    documentation_section: Option<&'a str>,
    workarounds: Vec<ShownItem<'a>>,
    workarounds_zh: &'a [String],
    dead_ends: Vec<ShownItem<'a>>,
    systems: Vec<ShownSystem>,
    figure: Option<ShownFigure<'a>>,
    figures: Vec<ShownFigure<'a>>,
    leads_to: Vec<ShownEdge<'a>>,
    preceded_by: Vec<ShownEdge<'a>>,
    confused_with: Vec<ShownEdge<'a>>,
    tags: &'a [String],
    aliases: &'a [String],
    is_translated: bool,
    previous: Option<ShownLink<'a>>,
    next: Option<ShownLink<'a>>,
    article: Value,
}

/// An edge to another record: a link if the site has it.
#[derive(Serialize)]
struct ShownEdge<'a> {
    id: &'a str,
    link: Option<ShownLink<'a>>,
    /// How often this step is taken, in percent.
    percent: Option<u8>,
    /// The condition of the step, or how to tell the two apart.
    note: &'a str,
}

impl Site {
    /// The pages of a record with what its reports say: the English one and, if it is translated, the Chinese one.
    pub fn record_files(&self, record: &Record, figures: &[RateFigure]) -> Vec<SiteFile> {
        let folder = folder_of(&record.id);
        let mut files = vec![SiteFile::page(folder.clone(), self.english(record, figures))];
        if let Some((signature, cause)) = chinese_texts(record) {
            let mut page = self.record_page(record, figures, (signature, cause));
            page.page.lang = "zh";
            page.page.canonical = self.address(&format!("{folder}/{CHINESE_PAGE}"));
            let text = self.templates.render("record_zh.html", page.in_language(record, self.settings.today));
            files.push(SiteFile { folder: Some(folder), name: CHINESE_PAGE.to_owned(), text });
        }
        files
    }

    fn english(&self, record: &Record, figures: &[RateFigure]) -> String {
        let page = self.record_page(record, figures, (&record.signature, &record.root_cause));
        self.templates.render("record.html", page.in_language(record, self.settings.today))
    }

    fn record_page<'a>(
        &'a self,
        record: &'a Record,
        figures: &'a [RateFigure],
        (signature, cause): (&'a str, &'a str),
    ) -> RecordPage<'a> {
        let folder = folder_of(&record.id);
        let mut page = self.head((Some(&folder), PAGE), signature, cause);
        page.kind = "article";
        page.alternates = alternates(record);
        let root = page.root.clone();
        let figure = |of: FigureOf| figures.iter().find(|figure| figure.of == of).map(ShownFigure::from);
        let edges = |edges: &'a [Edge]| -> Vec<ShownEdge<'a>> {
            let shown = edges.iter().map(|edge| {
                let percent = edge.probability.map(Rate::percent);
                ShownEdge { percent, note: &edge.condition, ..self.edge(&edge.error_id, &root) }
            });
            shown.collect()
        };
        let graph = &record.transition_graph;
        let confused = graph.frequently_confused_with.iter();
        let confused =
            confused.map(|other| ShownEdge { note: &other.distinction, ..self.edge(&other.error_id, &root) });
        let [previous, next] = self.index.neighbours(&record.id).map(|entry| Some(link(entry?, &root)));
        RecordPage {
            id: record.id.as_str(),
            code: record.error_code.as_deref(),
            domain: &record.domain,
            domain_page: format!("{root}{}/{PAGE}", folder_of_domain(record.id.domain())),
            category: &record.category,
            subcategory: record.subcategory.as_deref(),
            tier: record.verification_tier.as_str(),
            resolvable: record.resolvable.as_str(),
            signature,
            signature_zh: record.signature_zh.as_deref(),
            fix_rate: record.fix_success_rate.percent(),
            confidence: record.confidence.percent(),
            evidence: record.evidence_count,
            first_seen: record.first_seen.to_string(),
            last_confirmed: record.last_confirmed.to_string(),
            age: None,
            versions: versions(record),
            cause: &record.root_cause,
            cause_type: &record.root_cause_type,
            cause_zh: record.root_cause_zh.as_deref(),
            documentation: record.official_doc_url.as_deref().map(WebLink::of),
            documentation_section: record.official_doc_section.as_deref(),
            workarounds: workarounds(record, figure),
            workarounds_zh: &record.workarounds_zh,
            dead_ends: dead_ends(record, figure),
            systems: systems(record),
            figure: figure(FigureOf::Record),
            figures: figures.iter().map(ShownFigure::from).collect(),
            leads_to: edges(&graph.leads_to),
            preceded_by: edges(&graph.preceded_by),
            confused_with: confused.collect(),
            tags: &record.tags,
            aliases: &record.aliases,
            is_translated: chinese_texts(record).is_some(),
            previous,
            next,
            article: Value::UNDEFINED,
            page,
        }
    }

    /// An edge to the record with an id, without what the edge says.
    fn edge<'a>(&'a self, id: &'a str, root: &str) -> ShownEdge<'a> {
        ShownEdge { id, link: self.index.find(id).map(|entry| link(entry, root)), percent: None, note: "" }
    }
}

impl RecordPage<'_> {
    /// The page with its age, and with the same for search engines, in the language of the page.
    fn in_language(mut self, record: &Record, today: Date) -> Self {
        let texts = match (self.page.lang, self.cause_zh) {
            ("zh", Some(cause)) => (self.signature, cause),
            _ => (self.signature, self.cause),
        };
        let age = age(today, record.last_confirmed);
        self.age = age.map(|age| if self.page.lang == "zh" { age.in_chinese() } else { age.to_string() });
        self.article = structured::article(record, self.page.lang, texts, self.page.canonical.as_deref());
        self
    }
}

/// The other forms of the page of a record.
fn alternates(record: &Record) -> Vec<Alternate> {
    let form = |form: Form, media| Alternate { href: form.file_name().to_owned(), media: Some(media), lang: None };
    let page = |href: &str, lang| Alternate { href: href.to_owned(), media: None, lang: Some(lang) };
    let mut forms = vec![form(Form::Json, "application/json"), form(Form::Markdown, "text/markdown")];
    if chinese_texts(record).is_some() {
        forms.extend([page(PAGE, "en"), page(CHINESE_PAGE, "zh")]);
    }
    forms
}
