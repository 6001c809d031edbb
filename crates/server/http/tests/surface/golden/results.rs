//! How every line went, as it is kept: `results.txt` beside this file holds the lines that are not as recorded,
//! `docs/compat-report.md` counts them by page.

use std::{
    collections::BTreeMap,
    fmt::Write,
    path::{Path, PathBuf},
};

use super::{
    accepted::Accepted,
    replay::{Outcome, Verdict},
};

/// By flow.
#[derive(Default)]
pub(crate) struct Results(BTreeMap<&'static str, Vec<Outcome>>);

/// How often a page went how.
#[derive(Clone, Copy, Default)]
struct Count {
    equal: usize,
    meant: usize,
    differing: usize,
    not_built: usize,
    blocked: usize,
}

impl Results {
    pub(crate) fn insert(&mut self, flow: &'static str, outcomes: Vec<Outcome>) {
        self.0.insert(flow, outcomes);
    }

    /// Compares with what is kept, or keeps it when `COMPAT_KEEP` says so.
    pub(crate) fn check(&self) {
        let accepted = Accepted::read();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join(crate::stores::TO_HTTP);
        let places = [
            (here.join("tests/surface/golden/results.txt"), self.print(&accepted)),
            (here.join("../../../docs/compat-report.md"), self.report(&accepted)),
        ];
        let keeps = crate::stores::KEEPS && std::env::var_os("COMPAT_KEEP").is_some();
        for (place, ours) in places {
            if keeps {
                std::fs::write(&place, &ours).expect("the results can be kept");
            } else {
                compare(&place, &ours);
            }
        }
        let idle = accepted.idle(&self.all());
        assert!(idle.is_empty(), "accepted.toml accepts what is not there: {idle:#?}");
    }

    fn all(&self) -> impl Iterator<Item = (&str, &Outcome)> + Clone {
        self.0.iter().flat_map(|(flow, outcomes)| outcomes.iter().map(|outcome| (*flow, outcome)))
    }

    /// Every line that is not as recorded.
    fn print(&self, accepted: &Accepted) -> String {
        let mut text = String::new();
        for (flow, outcomes) in &self.0 {
            let count = count(flow, outcomes, accepted);
            let _ = writeln!(text, "{flow}: {} of {} equal, {} meant", count.equal, outcomes.len(), count.meant);
            for outcome in outcomes {
                let how = match &outcome.verdict {
                    Verdict::Equal => continue,
                    Verdict::NotBuilt => "is not built".to_owned(),
                    Verdict::Blocked(why) => format!("cannot be tried: {why}"),
                    Verdict::Differs(differences) => match accepted.reasons(flow, outcome) {
                        Some(reasons) => format!("meant: {}", unique(reasons).join("; ")),
                        None => format!("differs: {}", differences.join("; ")),
                    },
                };
                let _ = writeln!(text, "  {} {}: {how}", outcome.step, outcome.page);
            }
        }
        text
    }

    /// The report: pages and events, and how often each was as recorded.
    fn report(&self, accepted: &Accepted) -> String {
        let mut pages: BTreeMap<&str, Count> = BTreeMap::new();
        for (flow, outcomes) in &self.0 {
            for outcome in outcomes {
                pages.entry(&outcome.page).or_default().add(flow, outcome, accepted);
            }
        }
        let whole = pages.values().fold(Count::default(), |sum, count| sum.plus(*count));
        let built = pages.values().filter(|count| count.not_built == 0).count();
        let mut text = format!(
            "# Compatibility report\n\n\
             Written by `cargo xtask compat`: every call and event recorded from a running Mattermost 11.6.0\n\
             (`tests/golden/server-api/`), replayed against this server and compared: status, refusal, fields, types,\n\
             headers, order of events. *Meant* differences have their reason in `accepted.toml` beside the test and in\n\
             `compatibility.md`. *Blocked* lines need something that is not built or was not recorded.\n\n\
             {} lines: {} equal, {} meant, {} differing, {} of pages that are not built, {} blocked. Of {} pages and\n\
             events {built} are there.\n\n\
             | Page or event | Equal | Meant | Differing | Not built | Blocked |\n|---|---|---|---|---|---|\n",
            whole.total(),
            whole.equal,
            whole.meant,
            whole.differing,
            whole.not_built,
            whole.blocked,
            pages.len(),
        );
        for (page, count) in pages {
            let number = |count: usize| if count == 0 { String::new() } else { count.to_string() };
            let numbers = [count.equal, count.meant, count.differing, count.not_built, count.blocked].map(number);
            let _ = writeln!(text, "| `{page}` | {} |", numbers.join(" | "));
        }
        text
    }
}

impl Count {
    fn add(&mut self, flow: &str, outcome: &Outcome, accepted: &Accepted) {
        let counter = match &outcome.verdict {
            Verdict::Equal => &mut self.equal,
            Verdict::NotBuilt => &mut self.not_built,
            Verdict::Blocked(_) => &mut self.blocked,
            Verdict::Differs(_) if accepted.reasons(flow, outcome).is_some() => &mut self.meant,
            Verdict::Differs(_) => &mut self.differing,
        };
        *counter += 1;
    }

    fn plus(self, other: Self) -> Self {
        Self {
            equal: self.equal + other.equal,
            meant: self.meant + other.meant,
            differing: self.differing + other.differing,
            not_built: self.not_built + other.not_built,
            blocked: self.blocked + other.blocked,
        }
    }

    fn total(self) -> usize {
        self.equal + self.meant + self.differing + self.not_built + self.blocked
    }
}

fn count(flow: &str, outcomes: &[Outcome], accepted: &Accepted) -> Count {
    let mut count = Count::default();
    for outcome in outcomes {
        count.add(flow, outcome, accepted);
    }
    count
}

fn unique(mut reasons: Vec<&str>) -> Vec<&str> {
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}

fn compare(place: &PathBuf, ours: &str) {
    let kept = std::fs::read_to_string(place).unwrap_or_default();
    let only_in = |text: &str, other: &str, sign: &str| -> Vec<String> {
        text.lines()
            .filter(|line| !other.lines().any(|same| same == *line))
            .map(|line| format!("{sign} {line}"))
            .collect()
    };
    let changed = [only_in(&kept, ours, "-"), only_in(ours, &kept, "+")].concat();
    assert!(changed.is_empty(), "{}:\n{}\nrun `cargo xtask compat`", place.display(), changed.join("\n"));
}
