use std::fmt;

use serde::de::{Error, Expected, Unexpected};

/// Why a value is not what its type wants. Says what would be right, never what stands there.
#[derive(Debug)]
pub struct Fault {
    /// The path of the value; `None` until the value that is read at the time fills it in.
    path: Option<String>,
    /// The member that is missing there.
    missing: Option<&'static str>,
    pub(crate) text: String,
}

impl Fault {
    fn new(text: impl Into<String>) -> Self {
        Self { path: None, missing: None, text: text.into() }
    }

    /// The same, known to lie at or within the value with this path.
    pub(crate) fn at(mut self, path: &str) -> Self {
        self.path.get_or_insert_with(|| path.to_owned());
        self
    }

    /// The path of the value that is wrong or missing.
    pub(crate) fn path(&self) -> String {
        let path = self.path.as_deref().unwrap_or_default();
        match self.missing {
            None => path.to_owned(),
            Some(key) if path.is_empty() => key.to_owned(),
            Some(key) => format!("{path}.{key}"),
        }
    }
}

/// A type's own words are made for programmers.
fn expected(by: &dyn Expected) -> String {
    let text = by.to_string();
    let plain = match text.as_str() {
        "a string" => "a text",
        "a boolean" => "true or false",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not negative and not too large",
        "i64" => "a whole number",
        "a sequence" => "a list",
        text if text.starts_with("struct ") => "a section",
        text => text,
    };
    format!("expected {plain}")
}

impl Error for Fault {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self::new(text.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, by: &dyn Expected) -> Self {
        Self::new(expected(by))
    }

    fn invalid_value(_: Unexpected<'_>, by: &dyn Expected) -> Self {
        Self::new(expected(by))
    }

    fn invalid_length(_: usize, by: &dyn Expected) -> Self {
        Self::new(expected(by))
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::new(format!("expected {}", known.join(" or ")))
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let near = known.iter().map(|known| (strsim::osa_distance(key, known), known)).min();
        match near {
            Some((distance, known)) if distance <= 2 || known.starts_with(key) => {
                Self::new(format!("there is no such key; did you mean {known}?"))
            }
            _ => Self::new(format!("there is no such key; known here: {}", known.join(", "))),
        }
    }

    fn missing_field(key: &'static str) -> Self {
        Self { path: None, missing: Some(key), text: "missing".to_owned() }
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
