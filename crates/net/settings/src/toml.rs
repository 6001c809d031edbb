use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::mistake::Mistake;
use crate::node::{Node, Place, Value};

/// Reads TOML.
///
/// # Errors
/// Every place where it is none.
pub fn from_toml(text: &str) -> Result<Node, Vec<Mistake>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(Node::new(table(text, document.get_ref(), &Place::default()), Place::default()));
    }
    let mistake = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let column = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1) + 1;
        let place = format!("line {}, column {column}", line_of(text, &(at..at)));
        Mistake { place, text: error.message().to_owned() }
    };
    Err(errors.into_iter().map(mistake).collect())
}

fn table(text: &str, table: &DeTable<'_>, place: &Place) -> Value {
    let members = table.iter().map(|(key, value)| {
        let place = place.member(key.get_ref(), Some(line_of(text, &key.span())));
        (key.get_ref().to_string(), node(text, value, place))
    });
    Value::Table(members.collect())
}

fn node(text: &str, value: &Spanned<DeValue<'_>>, place: Place) -> Node {
    let value = match value.get_ref() {
        DeValue::String(string) => Value::Text(string.to_string()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or_else(|_| Value::Text(integer.as_str().to_owned()), Value::Int),
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(time) => Value::Text(time.to_string()),
        DeValue::Array(items) => {
            let each = items.iter().enumerate();
            let each = each.map(|(number, item)| {
                let line = line_of(text, &item.span());
                node(text, item, place.item(number, Some(line)))
            });
            Value::List(each.collect())
        }
        DeValue::Table(members) => table(text, members, &place),
    };
    Node::new(value, place)
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    text[..span.start.min(text.len())].matches('\n').count() + 1
}
