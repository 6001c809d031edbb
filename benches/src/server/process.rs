//! CPU time and memory of processes with their children, as the kernel tells them.

use std::{collections::HashMap, fs};

/// How many of the kernel's ticks are a second, and how large a page of memory is.
const TICKS_PER_SEC: f64 = 100.0;

/// Processes that are looked at: name and number.
#[derive(Clone, Debug, Default)]
pub(super) struct Watched(pub(super) Vec<(String, u32)>);

/// What processes have used.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    pub(super) cpu_secs: f64,
    /// Memory that goes away with the processes: pages shared with others count in part.
    pub(super) memory_kib: u64,
}

impl Watched {
    /// What all of them have used together; `None` when none is watched.
    pub(super) fn usage(&self) -> Option<Usage> {
        let (first, rest) = self.0.split_first()?;
        let all = rest.iter().map(|(_, process)| tree(*process));
        Some(all.fold(tree(first.1), |sum, one| Usage {
            cpu_secs: sum.cpu_secs + one.cpu_secs,
            memory_kib: sum.memory_kib + one.memory_kib,
        }))
    }

    /// What the first of them uses, which is the server.
    pub(super) fn server(&self) -> Option<Usage> {
        Some(tree(self.0.first()?.1))
    }
}

struct Stat {
    parent: u32,
    ticks: u64,
    ended_children_ticks: u64,
}

fn tree(root: u32) -> Usage {
    let stats = stats();
    let mut usage = Usage::default();
    for (&process, stat) in &stats {
        if !belongs(&stats, process, root) {
            continue;
        }
        let ended = if process == root { stat.ended_children_ticks } else { 0 };
        usage.cpu_secs += f64::from(u32::try_from(stat.ticks + ended).unwrap_or(u32::MAX)) / TICKS_PER_SEC;
        usage.memory_kib += memory_kib(process).unwrap_or_default();
    }
    usage
}

fn stats() -> HashMap<u32, Stat> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|process| Some((process, stat(process)?)))
        .collect()
}

/// Source: proc(5), `/proc/pid/stat`; the name in parentheses may contain anything.
fn stat(process: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        ticks: number(11)? + number(12)?,
        ended_children_ticks: number(13)? + number(14)?,
    })
}

fn belongs(stats: &HashMap<u32, Stat>, mut process: u32, root: u32) -> bool {
    loop {
        if process == root {
            return true;
        }
        match stats.get(&process) {
            Some(stat) if stat.parent != 0 => process = stat.parent,
            _ => return false,
        }
    }
}

fn memory_kib(process: u32) -> Option<u64> {
    let line = |file: &str, name: &str| -> Option<u64> {
        let text = fs::read_to_string(format!("/proc/{process}/{file}")).ok()?;
        text.lines().find(|line| line.starts_with(name))?.split_whitespace().nth(1)?.parse().ok()
    };
    line("smaps_rollup", "Pss:").or_else(|| line("status", "VmRSS:"))
}

/// The process on this machine that started another: the one to watch where a worker is known.
pub(super) fn parent(process: u32) -> Option<u32> {
    stat(process).map(|stat| stat.parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_running_process_uses_something() {
        let watched = Watched(vec![("own".to_owned(), std::process::id())]);
        assert!(watched.usage().unwrap().memory_kib > 100);
        assert!(Watched::default().usage().is_none());
        assert!(parent(std::process::id()).is_some());
    }
}
