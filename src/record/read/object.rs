//! Reading the fields of an object one by one, and keeping the rest.

use std::fmt::Display;
use std::str::FromStr;

use super::fault::{Faults, Rule};
use super::free_form;
use super::limits::{Excess, wide};
use super::path::Path;
use super::value::{ObjectMember, Value};
use crate::record::{Date, FreeForm, Rate};

/// An object while it is being read. Each getter removes its field; [`rest`](Self::rest) ends the reading.
///
/// If a field has a fault, its getter notes it and returns `None`, and the others go on.
pub(in crate::record) struct ObjectReader<'f, 't, 'p> {
    faults: &'f mut Faults<'t>,
    path: &'p Path<'p>,
    object: Value<'t>,
    members: Vec<Option<ObjectMember<'t>>>,
    /// The index of the next field if the keys are in canonical order.
    expected: usize,
    asked: Vec<&'static str>,
}

impl<'f, 't, 'p> ObjectReader<'f, 't, 'p> {
    /// Begins to read an object; notes a fault and returns `None` if the value is not an object.
    pub(in crate::record) fn open(faults: &'f mut Faults<'t>, object: Value<'t>, path: &'p Path<'p>) -> Option<Self> {
        let Some(raw) = object.members() else {
            faults.add(Rule::Type, object.part(), path, format!("expected an object, found {}", object.kind()));
            return None;
        };
        let mut members = Vec::with_capacity(32);
        for member in raw {
            members.push(Some(ObjectMember::of(member, faults, path)));
        }
        Some(ObjectReader { faults, path, object, members, expected: 0, asked: Vec::with_capacity(32) })
    }

    /// The position of a field's value, as long as no getter has removed it.
    pub(in crate::record) fn position(&self, key: &str) -> Option<&'t str> {
        let named = self.members.iter().flatten().find(|member| member.key == key);
        named.map(|member| member.value.part())
    }

    fn member(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        let is_it = |member: &Option<ObjectMember<'t>>| member.as_ref().is_some_and(|member| member.key == key);
        let at = match self.members.get(self.expected) {
            Some(member) if is_it(member) => self.expected,
            _ => self.members.iter().position(is_it)?,
        };
        self.expected = at + 1;
        self.members.get_mut(at)?.take().map(|member| member.value)
    }

    fn require(&mut self, key: &'static str) -> Option<Value<'t>> {
        let value = self.member(key);
        if value.is_none() {
            let path = Path::Key(self.path, key);
            self.faults.add(Rule::Missing, self.object.part(), &path, "missing, and required");
        }
        value
    }

    /// Text that must be there and not be empty.
    pub(in crate::record) fn non_empty_text(&mut self, key: &'static str) -> Option<String> {
        let path = Path::Key(self.path, key);
        let value = self.require(key)?;
        let text = value.text(self.faults, &path)?;
        if text.is_empty() {
            self.faults.add(Rule::Empty, value.part(), &path, "empty, and required");
            return None;
        }
        Some(text.into())
    }

    /// Text that must be there and may be empty.
    pub(in crate::record) fn required_text(&mut self, key: &'static str) -> Option<String> {
        let path = Path::Key(self.path, key);
        self.require(key)?.text(self.faults, &path).map(Into::into)
    }

    /// Text; empty if the key is missing.
    pub(in crate::record) fn text(&mut self, key: &'static str) -> Option<String> {
        let path = Path::Key(self.path, key);
        let Some(value) = self.member(key) else { return Some(String::new()) };
        value.text(self.faults, &path).map(Into::into)
    }

    /// Text or null; null if the key is missing.
    pub(in crate::record) fn optional_text(&mut self, key: &'static str) -> Option<Option<String>> {
        let path = Path::Key(self.path, key);
        let Some(value) = self.member(key).filter(|value| !value.is_null()) else { return Some(None) };
        value.text(self.faults, &path).map(|text| Some(text.into()))
    }

    /// Text that must be there and be of a certain form.
    pub(in crate::record) fn parsed<T: FromStr<Err: Display>>(&mut self, key: &'static str, rule: Rule) -> Option<T> {
        let path = Path::Key(self.path, key);
        let value = self.require(key)?;
        let text = value.text(self.faults, &path)?;
        text.parse().map_err(|error: T::Err| self.faults.add(rule, value.part(), &path, error.to_string())).ok()
    }

    /// A day that is not after the latest allowed day.
    pub(in crate::record) fn day(&mut self, key: &'static str) -> Option<Date> {
        let part = self.position(key);
        let day: Date = self.parsed(key, Rule::Date)?;
        match (part, self.faults.latest()) {
            (Some(part), Some(latest)) if day > latest => {
                let reason = format!("{day} is in the future; no day after {latest} is imported");
                self.faults.add(Rule::Date, part, &Path::Key(self.path, key), reason);
                None
            }
            _ => Some(day),
        }
    }

    /// A rate that must be there.
    pub(in crate::record) fn required_rate(&mut self, key: &'static str) -> Option<Rate> {
        let value = self.require(key)?;
        self.rate(key, value)
    }

    /// A rate or null; null if the key is missing.
    pub(in crate::record) fn optional_rate(&mut self, key: &'static str) -> Option<Option<Rate>> {
        let Some(value) = self.member(key).filter(|value| !value.is_null()) else { return Some(None) };
        self.rate(key, value).map(Some)
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

    /// A whole number from 0 to the largest that SQLite holds; 0 if the key is missing.
    pub(in crate::record) fn count(&mut self, key: &'static str) -> Option<u64> {
        let path = Path::Key(self.path, key);
        let Some(value) = self.member(key) else { return Some(0) };
        let Some(number) = value.number() else {
            let reason = format!("expected a whole number, found {}", value.kind());
            self.faults.add(Rule::Type, value.part(), &path, reason);
            return None;
        };
        let count = whole(number).filter(|count| i64::try_from(*count).is_ok());
        if count.is_none() {
            let reason = format!("a count is a whole number from 0 to {}, not {number}", i64::MAX);
            self.faults.add(Rule::Count, value.part(), &path, reason);
        }
        count
    }

    /// A list of texts; empty if the key is missing.
    pub(in crate::record) fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        self.list(key, |faults, value, path| value.text(faults, path).map(Into::into))
    }

    /// A list; empty if the key is missing. Faulty elements are noted and left out.
    pub(in crate::record) fn list<T>(
        &mut self,
        key: &'static str,
        element: impl Fn(&mut Faults<'t>, Value<'t>, &Path<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let path = Path::Key(self.path, key);
        let Some(value) = self.member(key) else { return Some(Vec::new()) };
        let Some(elements) = value.elements() else {
            self.faults.add(Rule::Type, value.part(), &path, format!("expected a list, found {}", value.kind()));
            return None;
        };
        let limits = self.faults.limits();
        // An element takes two bytes or more, so most lists need not be counted.
        let is_sure = wide(value.part().len()) / 2 <= limits.items;
        if let Some(excess) = Excess::of_list(if is_sure { 0 } else { elements.clone().count() }, limits) {
            self.faults.add(Rule::Size, value.part(), &path, excess.to_string());
            return None;
        }
        let mut list = Vec::new();
        for (index, value) in elements.enumerate() {
            list.extend(element(self.faults, value, &Path::Index(&path, index)));
        }
        Some(list)
    }

    /// An object of the format; an empty one if the key is missing.
    pub(in crate::record) fn object<T: Default>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Faults<'t>, Value<'t>, &Path<'_>) -> Option<T>,
    ) -> Option<T> {
        let path = Path::Key(self.path, key);
        let Some(value) = self.member(key) else { return Some(T::default()) };
        read(self.faults, value, &path)
    }

    /// An object without a schema; empty if the key is missing.
    pub(in crate::record) fn free_form(&mut self, key: &'static str) -> Option<FreeForm> {
        self.object(key, free_form::object)
    }

    /// The fields without a getter: the unknown keys, in their order. If a known key is left, it occurs twice.
    pub(in crate::record) fn rest(self) -> FreeForm {
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

/// A whole number in any spelling, `3`, `3.0` or `3e0`; `None` if it has a fraction or a sign, or is infinite.
fn whole(number: &str) -> Option<u64> {
    number.parse().ok().or_else(|| {
        let value: f64 = number.parse().ok()?;
        // Up to 2^53 a double holds whole numbers exactly; beyond, only the plain spelling is exact.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = (value.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&value)).then_some(value as u64);
        whole
    })
}
