//! Differences that are meant, each with its reason.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{
    events::UNHEARD,
    replay::{Outcome, Verdict},
};

/// `accepted.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accepted {
    differences: Vec<Rule>,
}

/// One kind of difference.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// In which recording; everywhere when left out.
    #[serde(default)]
    flow: String,
    /// In which lines; in all when left out.
    #[serde(default)]
    steps: Vec<u64>,
    /// How the difference begins.
    difference: String,
    /// Why it is meant. The same sentence may stand for several.
    why: String,
}

impl Accepted {
    pub(crate) fn read() -> Self {
        toml::from_str(include_str!("accepted.toml")).expect("accepted.toml is as Accepted describes it")
    }

    /// The reasons, when every difference of a line is meant.
    pub(crate) fn reasons(&self, flow: &str, outcome: &Outcome) -> Option<Vec<&str>> {
        let Verdict::Differs(differences) = &outcome.verdict else { return None };
        differences.iter().map(|difference| self.reason(flow, outcome.step, difference)).collect()
    }

    /// The lines of a flow that are not heard here, and need not be waited for.
    pub(crate) fn never_heard(&self, flow: &str) -> BTreeSet<u64> {
        let is_silent = |rule: &&Rule| rule.flow == flow && rule.difference == UNHEARD;
        self.differences.iter().filter(is_silent).flat_map(|rule| rule.steps.iter().copied()).collect()
    }

    fn reason(&self, flow: &str, step: u64, difference: &str) -> Option<&str> {
        let applies = |rule: &&Rule| {
            (rule.flow.is_empty() || rule.flow == flow)
                && (rule.steps.is_empty() || rule.steps.contains(&step))
                && difference.starts_with(&rule.difference)
        };
        self.differences.iter().find(applies).map(|rule| rule.why.as_str())
    }

    /// Rules that no line needs any more.
    pub(crate) fn idle<'a>(&'a self, all: &(impl Iterator<Item = (&'a str, &'a Outcome)> + Clone)) -> Vec<String> {
        let is_idle = |rule: &&Rule| {
            !all.clone().any(|(flow, outcome)| {
                let Verdict::Differs(differences) = &outcome.verdict else { return false };
                (rule.flow.is_empty() || rule.flow == flow)
                    && (rule.steps.is_empty() || rule.steps.contains(&outcome.step))
                    && differences.iter().any(|difference| difference.starts_with(&rule.difference))
            })
        };
        let named = |rule: &Rule| format!("{} {:?} {}", rule.flow, rule.steps, rule.difference);
        self.differences.iter().filter(is_idle).map(named).collect()
    }
}
