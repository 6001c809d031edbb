use std::{collections::BTreeMap, fmt};

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Node {
    /// What was written.
    pub value: Value,
    /// Where.
    pub place: Place,
    /// Its path in our own spelling, such as `apns[0].key_file`; set by [`Node::number`].
    pub(crate) path: String,
}

/// What was written.
#[derive(Clone, Debug)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// Out of the environment: a text that may stand for a number, a flag or a list.
    Loose(String),
    /// A list.
    List(Vec<Node>),
    /// A section, by key.
    Table(BTreeMap<String, Node>),
}

/// Where something was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// From 1; `None` when it is not in the file.
    pub line: Option<usize>,
    /// The key's path as it is spelt there, or the variable's name; empty for the whole file.
    pub name: String,
}

impl Place {
    /// A member of what stands here.
    #[must_use]
    pub fn member(&self, key: &str, line: Option<usize>) -> Self {
        let dot = if self.name.is_empty() || key.starts_with('[') { "" } else { "." };
        let name = format!("{}{dot}{key}", self.name);
        Self { line, name }
    }

    /// An item of the list that stands here.
    pub(crate) fn item(&self, number: usize, line: Option<usize>) -> Self {
        Self { line, name: format!("{}[{number}]", self.name) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.name.as_str()) {
            (Some(line), "") => write!(f, "line {line}"),
            (Some(line), name) => write!(f, "line {line}, {name}"),
            (None, "") => f.write_str("the file"),
            (None, name) => f.write_str(name),
        }
    }
}

impl Node {
    /// A value at a place.
    pub fn new(value: Value, place: Place) -> Self {
        Self { value, place, path: String::new() }
    }

    /// An empty table at a place.
    pub fn table(place: Place) -> Self {
        Self::new(Value::Table(BTreeMap::new()), place)
    }

    /// Its members; `None` when it is no table.
    pub fn members(&mut self) -> Option<&mut BTreeMap<String, Node>> {
        match &mut self.value {
            Value::Table(members) => Some(members),
            _ => None,
        }
    }

    /// Tells every value its path, from the root.
    pub fn number(&mut self) {
        let path = self.path.clone();
        match &mut self.value {
            Value::List(items) => {
                for (number, item) in items.iter_mut().enumerate() {
                    item.path = format!("{path}[{number}]");
                    item.number();
                }
            }
            Value::Table(members) => {
                for (key, member) in members {
                    member.path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    member.number();
                }
            }
            _ => {}
        }
    }

    /// Where the value with this path was written. When there is none: where the innermost section is that should hold
    /// it, and what is left of the path.
    pub fn place_of<'a>(&self, path: &'a str) -> (&Place, &'a str) {
        let inner = match &self.value {
            Value::List(items) => items.iter().find(|item| holds(&item.path, path)),
            Value::Table(members) => members.values().find(|member| holds(&member.path, path)),
            _ => None,
        };
        match inner {
            Some(inner) => inner.place_of(path),
            None => (&self.place, path.strip_prefix(&self.path).unwrap_or(path).trim_start_matches('.')),
        }
    }

    /// Takes out the value with this path; whether there was one.
    pub(crate) fn remove(&mut self, path: &str) -> bool {
        let items: Vec<&mut Node> = match &mut self.value {
            Value::List(items) => items.iter_mut().collect(),
            Value::Table(members) => {
                if let Some(key) = members.iter().find(|(_, member)| member.path == path).map(|(key, _)| key.clone()) {
                    return members.remove(&key).is_some();
                }
                members.values_mut().collect()
            }
            _ => Vec::new(),
        };
        items.into_iter().any(|item| holds(&item.path, path) && item.remove(path))
    }
}

/// Whether `inner` is `outer` or within it.
fn holds(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
