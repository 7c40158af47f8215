//! Records that want to be more than text: whatever they hold, a page has no element, attribute or script of theirs.

use std::collections::BTreeSet;

use scraper::Node;
use serde_json::{Value, json};

use super::page::Page;
use crate::support::{Sandbox, changed, files, record};

/// What browsers have run, loaded or been misled by.
const PAYLOADS: [&str; 62] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//x.example>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=//x.example>",
    "<base href=//x.example/>",
    "<link rel=stylesheet href=//x.example/x.css>",
    "<link rel=prefetch href=//x.example/x>",
    "<meta http-equiv=refresh content='0;url=//x.example'>",
    "<meta http-equiv=Content-Security-Policy content=\"script-src *\">",
    "<style>*{background:url(//x.example/x)}</style>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</noscript><script>alert(1)</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "</pre></code></li></ol><h1>taken over</h1>",
    "</main></body></html><script>alert(1)</script>",
    "<!--<script>alert(1)</script>-->",
    "--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><?php echo 1 ?>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "` onerror=alert(1) x=`",
    "x\" style=\"position:fixed;inset:0",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "//x.example/x",
    "https:x.example\" onclick=alert(1)",
    "https://x.example/\"><script>alert(1)</script>",
    "https://x.example/' onclick='alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "{{ 7 * 7 }}{% include 'base.html' %}{# x #}",
    "{% raw %}{{ site }}",
    "${alert(1)}#{alert(1)}<%= alert(1) %>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u{202e}txet desrever\u{2066}",
    "\u{feff}\u{200b}\u{2028}\u{2029}\u{85}\u{7f}",
    "<a href=\"https://x.example\" ping=//x.example/ping>",
    "<form action=//x.example><button formaction=javascript:alert(1)>",
];

/// A record that holds a payload in every text.
fn hostile(id: &str, payload: &str) -> String {
    let mut tree: Value = serde_json::from_str(&record(id)).unwrap();
    let item = |rate: &str| json!({ "action": payload, "why_fails": payload, "how": payload, rate: 0.5, "condition": payload, "sources": [payload] });
    let edge = json!({ "error_id": payload, "probability": 0.5, "condition": payload, "distinction": payload });
    let texts = json!({
        "signature": payload, "signature_zh": payload, "regex": "E", "category": payload, "subcategory": payload,
        "root_cause": payload, "root_cause_type": payload, "root_cause_zh": payload, "official_doc_url": payload,
        "official_doc_section": payload, "error_code": payload, "locale": payload, "tags": [payload],
        "aliases": [payload], "workarounds_zh": [payload], "os_specific": { payload: payload },
        "verification_tier": payload.replace(char::is_control, "c"),
        "versions": [{ "version": payload, "introduced": payload, "deprecated": payload, "removed": payload,
            "behavior_change": payload, "status": payload }],
        "workarounds": [item("success_rate")], "dead_ends": [item("fail_rate")],
        "transition_graph": { "leads_to": [edge], "preceded_by": [edge], "frequently_confused_with": [edge] },
        "x-custom": payload,
    });
    let Value::Object(texts) = texts else { unreachable!() };
    tree.as_object_mut().unwrap().extend(texts);
    tree.to_string()
}

/// The elements of a page with their attributes, without the values that records decide, and what could act among
/// them.
fn skeleton(page: &Page) -> (Vec<String>, Vec<String>) {
    let (mut elements, mut acting) = (Vec::new(), Vec::new());
    for node in page.0.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        let mut attributes: Vec<&str> = element.attrs().map(|(name, _)| name).collect();
        attributes.sort_unstable();
        elements.push(format!("{} {attributes:?}", element.name()));
        for (name, value) in element.attrs() {
            let is_own = !value.contains(':') || value.starts_with("https://") || value == "data:,";
            let is_link =
                ["href", "src", "xlink:href", "action", "formaction", "data", "srcdoc", "ping"].contains(&name);
            if name.starts_with("on") || name == "style" || (is_link && !is_own) {
                acting.push(format!("{} {name}={value}", element.name()));
            }
        }
        let is_data = element.attr("type") == Some("application/ld+json");
        if element.name() == "script" && !is_data && element.attr("src").is_none() {
            acting.push("a script of its own".to_owned());
        }
    }
    (elements, acting)
}

/// The kinds of elements and attributes of pages.
fn kinds(elements: &[String]) -> BTreeSet<&String> {
    elements.iter().collect()
}

#[test]
fn whatever_a_record_holds_nothing_on_its_pages_acts_and_nothing_leaves_its_element() {
    let sandbox = Sandbox::new();
    let plain = hostile("h/plain", "https://example.org/plain");
    let records = (10..).zip(PAYLOADS).map(|(number, payload)| hostile(&format!("h/p{number}"), payload));
    let lines: Vec<String> = std::iter::once(plain).chain(records).collect();
    sandbox.write("hostile.ndjson", lines.join("\n").replace("\n\n", "\n"));
    sandbox.ok("import hostile.ndjson --yes");
    let title = "<script>alert(1)</script>\"' onload=x";
    let address = ["--base-url", "https://example.org/'onload='x"];
    let words = ["site", "--out", "site", "--title", title, address[0], address[1]];
    let ran = sandbox.run(&words);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let site = files(&sandbox.path("site"));
    let page = |path: &str| Page::of(std::str::from_utf8(&site[path]).unwrap());
    for name in ["index.html", "zh.html"] {
        let (expected, _) = skeleton(&page(&format!("errors/h/plain/{name}")));
        for (number, payload) in (10..).zip(PAYLOADS) {
            let (elements, acting) = skeleton(&page(&format!("errors/h/p{number}/{name}")));
            assert!(acting.is_empty(), "{payload}: {acting:#?}");
            let (known, found) = (kinds(&expected), kinds(&elements));
            let foreign: Vec<_> = found.difference(&known).filter(|kind| !kind.starts_with("span [\"dir\"]")).collect();
            assert!(foreign.is_empty(), "{payload}: {foreign:?}");
        }
    }
    let feed = std::str::from_utf8(&site["feed.xml"]).unwrap();
    assert_eq!(names_of_elements(feed), known_in_feed());
    assert!(!feed.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "XML cannot hold it");
    for path in ["index.html", "404.html", "errors/h/index.html", "dashboard/index.html"] {
        assert_eq!(skeleton(&page(path)).1, [""; 0], "{path}");
    }
}

#[test]
fn the_reason_of_a_withdrawal_is_a_text_of_its_page_and_of_the_feed() {
    let sandbox = Sandbox::new();
    let reasons: Vec<(usize, &str)> =
        (10..).zip(PAYLOADS).filter(|(_, payload)| !payload.contains(char::is_control)).collect();
    let lines: Vec<String> = reasons.iter().map(|(number, _)| hostile(&format!("h/p{number}"), "plain")).collect();
    sandbox.write("records.ndjson", lines.join("\n"));
    sandbox.ok("import records.ndjson --yes");
    for (number, payload) in &reasons {
        let ran = sandbox.run(&["withdraw", &format!("h/p{number}"), &format!("--reason={payload}")]);
        assert_eq!(ran.code, Some(0), "{payload}: {}", ran.err);
    }
    sandbox.ok("site --out site --base-url https://example.org");
    let mut skeletons = BTreeSet::new();
    for (number, payload) in &reasons {
        let page = Page::read(&sandbox.path(&format!("site/errors/h/p{number}/index.html")));
        assert!(page.texts().iter().any(|text| text == payload.trim()), "{payload}: {:?}", page.texts());
        let (elements, acting) = skeleton(&page);
        assert_eq!(acting, [""; 0], "{payload}");
        skeletons.insert(elements);
    }
    assert_eq!(skeletons.len(), 1, "each page has the same elements");
    let feed = std::fs::read_to_string(sandbox.path("site/feed.xml")).unwrap();
    assert!(names_of_elements(&feed).is_subset(&known_in_feed()), "{:?}", names_of_elements(&feed));
    assert!(feed.contains("withdrawn)</title>") && feed.contains("&lt;script&gt;"), "{feed}");
}

fn names_of_elements(feed: &str) -> BTreeSet<&str> {
    let tags = feed.split('<').skip(1);
    tags.map(|tag| tag.split([' ', '>', '/']).find(|name| !name.is_empty()).unwrap()).collect()
}

fn known_in_feed() -> BTreeSet<&'static str> {
    "?xml feed title id link updated author name entry content div ul li code bdi".split(' ').collect()
}

#[test]
fn every_payload_is_read_on_its_page_as_it_is() {
    let sandbox = Sandbox::new();
    let payloads = PAYLOADS.iter().filter(|payload| !payload.contains(char::is_control));
    let lines: Vec<String> = (10..).zip(payloads.clone()).map(|(n, text)| hostile(&format!("h/p{n}"), text)).collect();
    sandbox.write("hostile.ndjson", lines.join("\n"));
    sandbox.ok("import hostile.ndjson --yes");
    sandbox.ok("site --out site");
    for (number, payload) in (10..).zip(payloads) {
        let page = Page::read(&sandbox.path(&format!("site/errors/h/p{number}/index.html")));
        assert!(page.texts().iter().filter(|text| text.as_str() == payload.trim()).count() > 5, "{payload}");
        let article = page.text("script[type='application/ld+json']");
        let article: Value = serde_json::from_str(&article).unwrap();
        assert_eq!((&article["headline"], &article["keywords"]), (&json!(payload), &json!([payload])));
    }
}

#[test]
fn a_tier_does_not_turn_the_numbers_beside_it_around() {
    let sandbox = Sandbox::new();
    sandbox.write("record.json", changed(&record("h/x"), |tree| tree["verification_tier"] = json!("\u{202e}reit")));
    sandbox.ok("import record.json --yes");
    sandbox.ok("evidence add h/x --kind outcome --outcome fail --count 9 --reporter ci");
    sandbox.ok("site --out site");
    let page = Page::read(&sandbox.path("site/errors/h/x/index.html"));
    assert_eq!(page.text(".receipt dd bdi"), "\u{202e}reit");
}

#[test]
fn a_line_of_a_megabyte_is_one_text_of_a_page() {
    let sandbox = Sandbox::new();
    let long = "<b>".repeat(333_000);
    let mut tree: Value = serde_json::from_str(&record("h/long")).unwrap();
    tree["signature"] = json!(long);
    sandbox.write("long.json", tree.to_string());
    sandbox.ok("import long.json --yes");
    sandbox.ok("site --out site");
    let page = Page::read(&sandbox.path("site/errors/h/long/index.html"));
    assert_eq!(page.text("h1"), long);
    assert!(page.attributes("meta[property='og:title']", "content")[0].len() < 1000);
}
