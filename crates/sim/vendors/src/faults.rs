//! Which script a push gets: the one in its token, or the first rule that fits.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::{script::Script, service::ServiceKind};

/// Beyond this many tokens with a `times` script the oldest counts are forgotten all at once.
const MAX_COUNTED_TOKENS: usize = 1 << 20;

/// A scripted outcome for pushes that carry no script of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Where; left out: everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceKind>,
    /// For device tokens that begin with this; empty: for all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub token_prefix: String,
    /// What happens. Its `times` counts all pushes the rule fits together.
    pub script: Script,
}

/// Rules in force and counts of those that end by themselves.
#[derive(Default)]
pub(crate) struct Faults {
    any_rules: AtomicBool,
    rules: Mutex<Vec<Active>>,
    token_uses: Mutex<HashMap<String, u32>>,
}

struct Active {
    rule: FaultRule,
    used: u32,
}

/// What [`Faults::find`] found.
#[derive(Default)]
pub(crate) struct Found {
    /// What to do with the push; `None`: behave.
    pub(crate) script: Option<Script>,
    /// Whether the token itself is a script: then nobody needs to have registered it.
    pub(crate) token_is_script: bool,
}

impl Faults {
    /// What to do with a push to `token`. Counts as one use.
    pub(crate) fn find(&self, service: ServiceKind, token: &str) -> Found {
        if let Some(script) = Script::in_token(token) {
            let script = self.take_token_use(token, &script).then_some(script);
            return Found { script, token_is_script: true };
        }
        if !self.any_rules.load(Ordering::Acquire) {
            return Found::default();
        }
        let mut rules = self.rules.lock();
        let script = rules.iter_mut().find(|active| active.fits(service, token)).map(|active| {
            active.used = active.used.saturating_add(1);
            active.rule.script.clone()
        });
        Found { script, token_is_script: false }
    }

    /// Adds a rule behind the others: the first one that fits counts.
    pub(crate) fn add(&self, rule: FaultRule) {
        self.rules.lock().push(Active { rule, used: 0 });
        self.any_rules.store(true, Ordering::Release);
    }

    /// The rules that are in force.
    pub(crate) fn list(&self) -> Vec<FaultRule> {
        self.rules.lock().iter().filter(|active| !active.is_used_up()).map(|active| active.rule.clone()).collect()
    }

    /// Removes all rules and forgets how often scripts were used.
    pub(crate) fn clear(&self) {
        self.rules.lock().clear();
        self.any_rules.store(false, Ordering::Release);
        self.token_uses.lock().clear();
    }

    fn take_token_use(&self, token: &str, script: &Script) -> bool {
        let Some(limit) = script.times else { return true };
        let mut uses = self.token_uses.lock();
        if uses.len() >= MAX_COUNTED_TOKENS {
            uses.clear();
        }
        let count = uses.entry(token.to_owned()).or_insert(0);
        *count = count.saturating_add(1);
        *count <= limit
    }
}

impl Active {
    fn is_used_up(&self) -> bool {
        self.rule.script.times.is_some_and(|limit| self.used >= limit)
    }

    fn fits(&self, service: ServiceKind, token: &str) -> bool {
        !self.is_used_up()
            && self.rule.service.is_none_or(|wanted| wanted == service)
            && token.starts_with(&self.rule.token_prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(service: Option<ServiceKind>, token_prefix: &str, script: &str) -> FaultRule {
        FaultRule { service, token_prefix: token_prefix.to_owned(), script: script.parse().unwrap() }
    }

    #[test]
    fn a_script_in_the_token_ends_after_its_times() {
        let faults = Faults::default();
        let statuses: Vec<_> = (0..3)
            .map(|_| faults.find(ServiceKind::Google, "st-503:times-2:x").script.and_then(|script| script.status))
            .collect();
        assert_eq!(statuses, [Some(503), Some(503), None]);
        assert!(faults.find(ServiceKind::Google, "st-503:times-2:y").script.is_some());
    }

    #[test]
    fn the_first_rule_that_fits_counts_until_it_is_used_up() {
        let faults = Faults::default();
        faults.add(rule(Some(ServiceKind::Google), "", "st-500.times-1"));
        faults.add(rule(None, "ab", "st-503"));
        let status = |service, token| faults.find(service, token).script.and_then(|script| script.status);
        assert_eq!(status(ServiceKind::AppleProduction, "cd"), None);
        assert_eq!(status(ServiceKind::Google, "ab"), Some(500));
        assert_eq!(status(ServiceKind::Google, "ab"), Some(503));
        assert_eq!(faults.list().len(), 1);
        faults.clear();
        assert_eq!(status(ServiceKind::Google, "ab"), None);
    }
}
