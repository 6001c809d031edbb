/// A slash command as lists show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// What stands behind the slash.
    pub trigger: &'static str,
    /// What may follow; empty for nothing.
    pub hint: &'static str,
    /// What it does.
    pub description: &'static str,
}
