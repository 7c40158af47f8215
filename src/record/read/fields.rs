//! Taking the fields of an object one by one, and keeping what is left.

use std::fmt::Display;
use std::str::FromStr;

use super::fault::{Faults, Rule};
use super::free_form;
use super::limits::{Excess, wide};
use super::value::{Member, Path, Value};
use crate::record::{Date, FreeForm, Rate};

/// The fields of one object while it is being read. Each getter takes its field; [`rest`](Self::rest) closes.
///
/// A getter whose field is at fault notes that and returns a neutral value, so that reading goes on.
pub(super) struct Fields<'f, 't, 'p> {
    faults: &'f mut Faults<'t>,
    path: &'p Path<'p>,
    object: Value<'t>,
    members: Vec<Option<Member<'t>>>,
    /// Where the next field is found if the keys are in canonical order.
    expected: usize,
    asked: Vec<&'static str>,
}

impl<'f, 't, 'p> Fields<'f, 't, 'p> {
    /// Opens an object; notes a fault and returns `None` where the value is none.
    pub(super) fn open(faults: &'f mut Faults<'t>, object: Value<'t>, path: &'p Path<'p>) -> Option<Self> {
        let Some(raw) = object.members() else {
            faults.add(Rule::Type, object.part(), path, format!("expected an object, found {}", object.kind()));
            return None;
        };
        let mut members = Vec::with_capacity(32);
        for member in raw {
            members.push(Some(Member::of(member, faults, path)));
        }
        Some(Fields { faults, path, object, members, expected: 0, asked: Vec::with_capacity(32) })
    }

    /// Where the value of a field stands, while it is not yet taken.
    pub(super) fn position(&self, key: &str) -> Option<&'t str> {
        let named = self.members.iter().flatten().find(|member| member.key == key);
        named.map(|member| member.value.part())
    }

    fn take(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        let is_it = |member: &Option<Member<'t>>| member.as_ref().is_some_and(|member| member.key == key);
        let at = match self.members.get(self.expected) {
            Some(member) if is_it(member) => self.expected,
            _ => self.members.iter().position(is_it)?,
        };
        self.expected = at + 1;
        self.members.get_mut(at)?.take().map(|member| member.value)
    }

    fn require(&mut self, key: &'static str) -> Option<Value<'t>> {
        let value = self.take(key);
        if value.is_none() {
            let path = Path::Key(self.path, key);
            self.faults.add(Rule::Missing, self.object.part(), &path, "missing, and required");
        }
        value
    }

    /// Text that must be there and not be empty.
    pub(super) fn non_empty_text(&mut self, key: &'static str) -> String {
        let path = Path::Key(self.path, key);
        let Some(value) = self.require(key) else { return String::new() };
        let text = value.text(self.faults, &path);
        if text.as_deref() == Some("") {
            self.faults.add(Rule::Empty, value.part(), &path, "empty, and required");
        }
        text.map(Into::into).unwrap_or_default()
    }

    /// Text that must be there and may be empty.
    pub(super) fn required_text(&mut self, key: &'static str) -> String {
        let path = Path::Key(self.path, key);
        self.require(key).and_then(|value| value.text(self.faults, &path)).map(Into::into).unwrap_or_default()
    }

    /// Text; empty where the key is missing.
    pub(super) fn text(&mut self, key: &'static str) -> String {
        let path = Path::Key(self.path, key);
        self.take(key).and_then(|value| value.text(self.faults, &path)).map(Into::into).unwrap_or_default()
    }

    /// Text or null; null where the key is missing.
    pub(super) fn optional_text(&mut self, key: &'static str) -> Option<String> {
        let path = Path::Key(self.path, key);
        let value = self.take(key).filter(|value| !value.is_null())?;
        value.text(self.faults, &path).map(Into::into)
    }

    /// Text that must be there and be of a certain form.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&mut self, key: &'static str, rule: Rule) -> Option<T> {
        let path = Path::Key(self.path, key);
        let value = self.require(key)?;
        let text = value.text(self.faults, &path)?;
        text.parse().map_err(|error: T::Err| self.faults.add(rule, value.part(), &path, error.to_string())).ok()
    }

    /// A day, not after the latest that may be.
    pub(super) fn day(&mut self, key: &'static str, latest: Option<Date>) -> Option<Date> {
        let part = self.position(key);
        let day: Date = self.parsed(key, Rule::Date)?;
        match (part, latest) {
            (Some(part), Some(latest)) if day > latest => {
                let reason = format!("{day} lies in the future; no day after {latest} is imported");
                self.faults.add(Rule::Date, part, &Path::Key(self.path, key), reason);
                None
            }
            _ => Some(day),
        }
    }

    /// A rate that must be there.
    pub(super) fn required_rate(&mut self, key: &'static str) -> Option<Rate> {
        let value = self.require(key)?;
        self.rate(key, value)
    }

    /// A rate or null; null where the key is missing.
    pub(super) fn optional_rate(&mut self, key: &'static str) -> Option<Rate> {
        let value = self.take(key).filter(|value| !value.is_null())?;
        self.rate(key, value)
    }

    fn rate(&mut self, key: &str, value: Value<'t>) -> Option<Rate> {
        let path = Path::Key(self.path, key);
        let Some(number) = value.number() else {
            let reason = format!("expected a number from 0 to 1, found {}", value.kind());
            self.faults.add(Rule::Type, value.part(), &path, reason);
            return None;
        };
        number
            .parse()
            .map_err(|error: <Rate as FromStr>::Err| {
                self.faults.add(Rule::Rate, value.part(), &path, error.to_string())
            })
            .ok()
    }

    /// A whole number from 0 to the largest that SQLite holds; 0 where the key is missing.
    pub(super) fn count(&mut self, key: &'static str) -> u64 {
        let path = Path::Key(self.path, key);
        let Some(value) = self.take(key) else { return 0 };
        let Some(number) = value.number() else {
            self.faults.add(
                Rule::Type,
                value.part(),
                &path,
                format!("expected a whole number, found {}", value.kind()),
            );
            return 0;
        };
        let count = whole(number).filter(|count| i64::try_from(*count).is_ok());
        if count.is_none() {
            let reason = format!("a count is a whole number from 0 to {}, not {number}", i64::MAX);
            self.faults.add(Rule::Count, value.part(), &path, reason);
        }
        count.unwrap_or_default()
    }

    /// A list of texts; empty where the key is missing.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<String> {
        self.list(key, |faults, value, path| value.text(faults, path).map(Into::into))
    }

    /// A list; empty where the key is missing. Elements at fault are noted and left out.
    pub(super) fn list<T>(
        &mut self,
        key: &'static str,
        element: impl Fn(&mut Faults<'t>, Value<'t>, &Path<'_>) -> Option<T>,
    ) -> Vec<T> {
        let path = Path::Key(self.path, key);
        let Some(value) = self.take(key) else { return Vec::new() };
        let Some(elements) = value.elements() else {
            self.faults.add(Rule::Type, value.part(), &path, format!("expected a list, found {}", value.kind()));
            return Vec::new();
        };
        let limits = self.faults.limits();
        // An element takes two bytes or more, so most lists need not be counted.
        let is_sure = wide(value.part().len()) / 2 <= limits.items;
        if let Some(excess) = Excess::of_list(if is_sure { 0 } else { elements.clone().count() }, limits) {
            self.faults.add(Rule::Size, value.part(), &path, excess.to_string());
            return Vec::new();
        }
        let mut list = Vec::new();
        for (index, value) in elements.enumerate() {
            list.extend(element(self.faults, value, &Path::Index(&path, index)));
        }
        list
    }

    /// An object of the format; `None` where the key is missing.
    pub(super) fn object<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Faults<'t>, Value<'t>, &Path<'_>) -> Option<T>,
    ) -> Option<T> {
        let path = Path::Key(self.path, key);
        let value = self.take(key)?;
        read(self.faults, value, &path)
    }

    /// An object without a schema; empty where the key is missing.
    pub(super) fn free_form(&mut self, key: &'static str) -> FreeForm {
        self.object(key, free_form::object).unwrap_or_default()
    }

    /// What no getter asked for: the unknown keys, in their order. A known key that is left stands twice.
    pub(super) fn rest(self) -> FreeForm {
        let mut extra = free_form::Object::default();
        for member in self.members.into_iter().flatten() {
            if self.asked.contains(&member.key.as_ref()) {
                free_form::duplicate(self.faults, &member, self.path);
            } else {
                extra.insert(self.faults, member, self.path);
            }
        }
        extra.finish()
    }
}

/// A whole number in any spelling, `3`, `3.0` or `3e0`; `None` where it has a fraction, a sign or no end.
fn whole(number: &str) -> Option<u64> {
    number.parse().ok().or_else(|| {
        let value: f64 = number.parse().ok()?;
        // Up to 2^53 a double holds whole numbers exactly; beyond, only the plain spelling is sure.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = (value.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&value)).then_some(value as u64);
        whole
    })
}
