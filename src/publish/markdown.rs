//! The Markdown pages, in English and in Chinese.
//!
//! Text is written raw: nothing is escaped, and lines after the first are not indented. This is the published form,
//! byte for byte, even if a Markdown reader misreads it.

use std::fmt::{self, Write};

use crate::record::{DeadEnd, Record, Version};

/// The replacement for a missing value of a version.
const DASH: &str = "—";

/// The words that differ between the two pages.
struct Words {
    domain: &'static str,
    category: &'static str,
    error_code: &'static str,
    verification: &'static str,
    fix_rate: &'static str,
    root_cause: &'static str,
    versions: &'static str,
    table_head: &'static str,
    workarounds: &'static str,
    dead_ends: &'static str,
    fail: &'static str,
}

const ENGLISH: Words = Words {
    domain: "Domain",
    category: "Category",
    error_code: "Error Code",
    verification: "Verification",
    fix_rate: "Fix Rate",
    root_cause: "Root Cause",
    versions: "Version Compatibility",
    table_head: "| Version | Status | Introduced | Deprecated |\n|---------|--------|------------|------------|\n",
    workarounds: "Workarounds",
    dead_ends: "Dead Ends",
    fail: "fail",
};

const CHINESE: Words = Words {
    domain: "领域",
    category: "类别",
    error_code: "错误码",
    verification: "验证级别",
    fix_rate: "修复率",
    root_cause: "根因",
    versions: "版本兼容性",
    table_head: "| 版本 | 状态 | 引入 | 弃用 |\n|------|------|------|------|\n",
    workarounds: "解决方案",
    dead_ends: "无效尝试",
    fail: "失败率",
};

/// The English page.
pub(super) fn english(record: &Record) -> String {
    page(record, &ENGLISH, &record.signature, &record.root_cause, |out| {
        section(out, ENGLISH.workarounds, "", &record.workarounds, |out, number, item| {
            let percent = item.success_rate.percent();
            write!(out, "{number}. **{}** ({percent}% success)\n   ```\n   {}\n   ```\n", item.action, item.how)
        })
    })
}

/// The Chinese page, if the record has a Chinese signature and cause. Its dead ends stay English.
pub(super) fn chinese(record: &Record) -> Option<String> {
    let (signature, root_cause) = chinese_texts(record)?;
    Some(page(record, &CHINESE, signature, root_cause, |out| {
        section(out, CHINESE.workarounds, "", &record.workarounds_zh, |out, number, step| {
            write!(out, "{number}. ```\n   {step}\n   ```\n")
        })
    }))
}

/// The Chinese signature and cause of a record, without which it has no Chinese page.
pub(super) fn chinese_texts(record: &Record) -> Option<(&str, &str)> {
    Some((record.signature_zh.as_deref()?, record.root_cause_zh.as_deref()?))
}

#[expect(clippy::expect_used, reason = "a String can always be written to, and what is displayed does not fail")]
fn page(
    record: &Record,
    words: &Words,
    title: &str,
    root_cause: &str,
    workarounds: impl Fn(&mut String) -> fmt::Result,
) -> String {
    let mut out = String::with_capacity(4 * 1024);
    head(&mut out, record, words, title)
        .and_then(|()| write!(out, "\n## {}\n\n{root_cause}\n", words.root_cause))
        .and_then(|()| section(&mut out, words.versions, words.table_head, &record.versions, version))
        .and_then(|()| workarounds(&mut out))
        .and_then(|()| {
            section(&mut out, words.dead_ends, "", &record.dead_ends, |out, _, item| dead_end(out, item, words.fail))
        })
        .expect("writing to a string does not fail");
    out
}

fn head(out: &mut String, record: &Record, words: &Words, title: &str) -> fmt::Result {
    write!(out, "# {title}\n\n- **ID:** `{}`\n", record.id)?;
    writeln!(out, "- **{}:** {}", words.domain, record.domain)?;
    writeln!(out, "- **{}:** {}", words.category, record.category)?;
    if let Some(code) = &record.error_code {
        writeln!(out, "- **{}:** `{code}`", words.error_code)?;
    }
    writeln!(out, "- **{}:** {}", words.verification, record.verification_tier)?;
    writeln!(out, "- **{}:** {}%", words.fix_rate, record.fix_success_rate.percent())
}

/// A heading with its items, numbered from 1; nothing if there are no items.
fn section<T>(
    out: &mut String,
    heading: &str,
    lead: &str,
    items: &[T],
    item: impl Fn(&mut String, usize, &T) -> fmt::Result,
) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    write!(out, "\n## {heading}\n\n{lead}")?;
    (1..).zip(items).try_for_each(|(number, one)| item(out, number, one))
}

fn version(out: &mut String, _number: usize, version: &Version) -> fmt::Result {
    let introduced = version.introduced.as_deref().unwrap_or(DASH);
    let deprecated = version.deprecated.as_deref().unwrap_or(DASH);
    writeln!(out, "| {} | {} | {introduced} | {deprecated} |", version.version, version.status)
}

fn dead_end(out: &mut String, item: &DeadEnd, fail: &str) -> fmt::Result {
    writeln!(out, "- **{}** {DASH} {} ({}% {fail})", item.action, item.why_fails, item.fail_rate.percent())
}
