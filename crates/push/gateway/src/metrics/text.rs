use std::fmt::Write;

/// Writes a family. One without samples is written too, so that a page names every metric there is.
pub(crate) fn family(out: &mut String, name: &str, kind: &str, help: &str, lines: &str) {
    let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{lines}");
}

/// A label's value.
pub(crate) fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
