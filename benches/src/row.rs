use std::fmt::Write;

use serde::Serialize;

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// The figure.
    pub value: f64,
    /// Its unit: `us`, `ms`, `MB`, `/s`, or empty for ratios and counts.
    pub unit: String,
    /// What it should be, such as `<= 20`; empty when it is there to be compared with.
    pub goal: String,
    /// Whether it is.
    pub met: bool,
    /// What a reader must know of it; empty when there is nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Row {
    /// A figure without a goal.
    pub fn plain(name: impl Into<String>, value: f64, unit: &str) -> Self {
        Self { name: name.into(), value, unit: unit.to_owned(), goal: String::new(), met: true, note: String::new() }
    }

    /// A figure that should be no more than this.
    pub fn at_most(name: impl Into<String>, value: f64, unit: &str, most: f64) -> Self {
        Self { goal: format!("<= {most}"), met: value <= most, ..Self::plain(name, value, unit) }
    }

    /// The same figure, for which another one answers when it misses its goal, and why.
    #[must_use]
    pub fn or_else(self, decides: &Self, why: &str) -> Self {
        if self.met {
            return self;
        }
        let note = format!("{why}: \"{}\" decides, which is {}", decides.name, if decides.met { "met" } else { "not" });
        Self { met: decides.met, note, ..self }
    }

    /// A figure that should be no less than this.
    pub fn at_least(name: impl Into<String>, value: f64, unit: &str, least: f64) -> Self {
        Self { goal: format!(">= {least}"), met: value >= least, ..Self::plain(name, value, unit) }
    }
}

/// The rows as a table for people.
pub fn text(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for row in rows {
        let digits = usize::from(row.value.abs() < 100.0) + usize::from(row.value.abs() < 2.0);
        let figure = format!("{:.*} {}", digits, row.value, row.unit);
        let verdict = match (row.goal.is_empty(), row.met) {
            (true, _) => String::new(),
            (false, _) if !row.note.is_empty() => format!("goal {}: {}", row.goal, row.note),
            (false, true) => format!("goal {}: met", row.goal),
            (false, false) => format!("goal {}: NOT MET", row.goal),
        };
        let _ = writeln!(out, "{:width$}  {figure:>14}  {verdict}", row.name);
    }
    out
}

/// The rows as one JSON array: `[{"name","value","unit","goal","met"}]`, with a `"note"` where there is one.
pub fn json(rows: &[Row]) -> String {
    serde_json::to_string_pretty(rows).unwrap_or_default()
}

/// Whether every goal is met.
pub fn all_met(rows: &[Row]) -> bool {
    rows.iter().all(|row| row.met)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_or_it_is_said() {
        let rows = [Row::at_most("a", 5.0, "us", 4.0), Row::at_least("b", 5.0, "/s", 4.0), Row::plain("c", 1.0, "")];
        assert_eq!(rows.iter().map(|row| row.met).collect::<Vec<_>>(), [false, true, true]);
        assert!(!all_met(&rows) && all_met(&rows[1..]));
        assert!(text(&rows).contains("goal <= 4: NOT MET"), "{}", text(&rows));
        assert!(json(&rows).contains(r#""goal": ">= 4""#));
    }

    #[test]
    fn another_figure_answers_only_for_one_that_is_missed() {
        let (good, bad) = (Row::at_most("good", 1.0, "us", 4.0), Row::at_most("bad", 5.0, "us", 4.0));
        assert!(bad.clone().or_else(&good, "the load was at its end").met);
        assert!(!bad.clone().or_else(&bad, "the load was at its end").met);
        assert_eq!(good.clone().or_else(&bad, "the load was at its end"), good);
        let told = text(&[bad.clone().or_else(&good, "the load was at its end")]);
        assert!(told.contains(r#"goal <= 4: the load was at its end: "good" decides, which is met"#), "{told}");
    }
}
