//! The notation of docs/json.md: like JSON, with a type instead of each value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The expected form of a value.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A type, by its name, or another shape.
    Named(String),
    /// This string.
    Word(String),
    List(Box<Shape>),
    Object(Vec<Member>),
    Either(Vec<Shape>),
}

#[derive(Debug, Clone)]
pub enum Member {
    /// A key with its value; whether it may be missing.
    Key(String, bool, Shape),
    /// The keys of another shape.
    All(String),
}

/// The key that means any other.
const ANY_KEY: &str = "*";

/// Shapes by their names.
pub type Shapes = BTreeMap<String, Shape>;

/// Reads a shape from its whole text.
pub fn parse(text: &str) -> Shape {
    let spaced = text.chars().fold(String::new(), |mut all, c| {
        all.push_str(&if "{}[],:|?".contains(c) { format!(" {c} ") } else { c.to_string() });
        all
    });
    // A quoted word may hold blanks; no other one does.
    let mut tokens: Vec<String> = Vec::new();
    for word in spaced.split_whitespace() {
        match tokens.last_mut().filter(|last| last.starts_with('"') && (last.len() == 1 || !last.ends_with('"'))) {
            Some(open) => *open = format!("{open} {word}"),
            None => tokens.push(word.to_owned()),
        }
    }
    let mut rest = tokens.iter().map(String::as_str).peekable();
    let shape = either(&mut rest);
    assert_eq!(rest.next(), None, "{text}");
    shape
}

fn either<'a>(rest: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> Shape {
    let mut shapes = vec![single(rest)];
    while rest.next_if_eq(&"|").is_some() {
        shapes.push(single(rest));
    }
    if shapes.len() == 1 { shapes.remove(0) } else { Shape::Either(shapes) }
}

fn single<'a>(rest: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> Shape {
    match rest.next().unwrap() {
        "[" => {
            let element = either(rest);
            assert_eq!(rest.next(), Some("]"));
            Shape::List(Box::new(element))
        }
        "{" => {
            let mut members = Vec::new();
            while rest.next_if_eq(&"}").is_none() {
                let key = rest.next().unwrap();
                members.push(match key.strip_prefix("...") {
                    Some(name) => Member::All(name.to_owned()),
                    None => {
                        let is_optional = rest.next_if_eq(&"?").is_some();
                        assert_eq!(rest.next(), Some(":"), "after {key}");
                        Member::Key(key.to_owned(), is_optional, either(rest))
                    }
                });
                let _ = rest.next_if_eq(&",");
            }
            Shape::Object(members)
        }
        word => match word.strip_prefix('"') {
            Some(quoted) => Shape::Word(quoted.trim_end_matches('"').to_owned()),
            None => Shape::Named(word.to_owned()),
        },
    }
}

/// A key of an object: the path of the shape in which it stands, its name, whether it may be missing, and its value.
type Key = (String, String, bool, Shape);

/// The keys of an object at a path, with those of the shapes that it includes.
fn keys(all: &[Member], path: &str, shapes: &Shapes) -> Vec<Key> {
    let of = |member: &Member| match member {
        Member::Key(key, is_optional, shape) => vec![(path.to_owned(), key.clone(), *is_optional, shape.clone())],
        Member::All(name) => match &shapes[name] {
            Shape::Object(inner) => keys(inner, name, shapes),
            other => panic!("{name} is no object: {other:?}"),
        },
    };
    all.iter().flat_map(of).collect()
}

impl Shape {
    /// Whether a value is as the shape says; notes in `seen` which keys and elements there were.
    pub fn fits(&self, value: &Value, path: &str, shapes: &Shapes, seen: &mut BTreeSet<String>) -> Result<(), String> {
        let wrong = || Err(format!("{path}: {value} is not {self:?}"));
        let check = |is: bool| if is { Ok(()) } else { wrong() };
        match self {
            Shape::Word(word) => check(value == word.as_str()),
            Shape::Named(name) => match (name.as_str(), value) {
                ("any", _) | ("null", Value::Null) | ("flag", Value::Bool(_)) | ("number", Value::Number(_)) => Ok(()),
                ("count", value) => check(value.as_u64().is_some()),
                ("text", value) => check(value.is_string()),
                ("day", Value::String(day)) => check(day.len() == 10 && day.parse::<canonry::record::Date>().is_ok()),
                _ => shapes.get(name).map_or_else(wrong, |shape| shape.fits(value, name, shapes, seen)),
            },
            Shape::List(element) => {
                let Value::Array(list) = value else { return wrong() };
                let inner = format!("{path}[]");
                list.iter().try_for_each(|one| {
                    seen.insert(inner.clone());
                    element.fits(one, &inner, shapes, seen)
                })
            }
            Shape::Object(all) => {
                let Value::Object(object) = value else { return wrong() };
                let all = keys(all, path, shapes);
                let is_missing =
                    |(_, key, is_optional, _): &&Key| key != ANY_KEY && !is_optional && !object.contains_key(key);
                if let Some((_, key, ..)) = all.iter().find(is_missing) {
                    return Err(format!("{path}: there is no {key} in {value}"));
                }
                object.iter().try_for_each(|(key, value)| {
                    let known = all.iter().find(|(_, name, ..)| name == key || name == ANY_KEY);
                    let Some((path, name, _, shape)) = known else {
                        return Err(format!("{path}: {key} is not in the docs"));
                    };
                    let inner = format!("{path}.{name}");
                    seen.insert(inner.clone());
                    shape.fits(value, &inner, shapes, seen)
                })
            }
            Shape::Either(one_of) => {
                let mut reasons = Vec::new();
                for shape in one_of {
                    let mut found = seen.clone();
                    match shape.fits(value, path, shapes, &mut found) {
                        Ok(()) => {
                            *seen = found;
                            return Ok(());
                        }
                        Err(reason) => reasons.push(reason),
                    }
                }
                Err(reasons.join("; "))
            }
        }
    }

    /// Every key and list that a value of the shape may have, but for those of other shapes.
    pub fn paths(&self, path: &str, all: &mut BTreeSet<String>) {
        match self {
            Shape::Word(_) | Shape::Named(_) => {}
            Shape::List(element) => {
                all.insert(format!("{path}[]"));
                element.paths(&format!("{path}[]"), all);
            }
            Shape::Object(inner) => inner.iter().for_each(|member| {
                if let Member::Key(key, _, shape) = member {
                    all.insert(format!("{path}.{key}"));
                    shape.paths(&format!("{path}.{key}"), all);
                }
            }),
            Shape::Either(one_of) => one_of.iter().for_each(|shape| shape.paths(path, all)),
        }
    }
}
