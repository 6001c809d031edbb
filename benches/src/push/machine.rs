//! Cores, CPU time and memory, as the kernel tells them.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context, Result};

pub(super) struct Machine {
    cores: usize,
}

impl Machine {
    pub(super) fn look() -> Self {
        Self { cores: std::thread::available_parallelism().map_or(1, usize::from) }
    }

    /// Leaves the first core to what is measured. Without `taskset`, or with one core, everything shares.
    pub(super) fn stay_off_the_first_core(&self) {
        if self.cores > 1 {
            pin("-acp", &format!("1-{}", self.cores - 1), std::process::id());
        }
    }

    /// Takes the calling thread to the first core.
    pub(super) fn take_the_first_core(&self) {
        if self.cores > 1
            && let Ok(thread) = this_thread()
        {
            pin("-cp", "0", thread);
        }
    }

    /// The command that runs a program on the first core.
    pub(super) fn on_the_first_core(&self, program: &std::path::Path) -> Command {
        if self.cores == 1 || Command::new("taskset").arg("--version").output().is_err() {
            return Command::new(program);
        }
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(program);
        command
    }
}

/// With `-a` all threads of the process are meant, also when the number is that of one thread.
fn pin(options: &str, cores: &str, id: u32) {
    let pinned = Command::new("taskset").args([options, cores, &id.to_string()]).output();
    if !pinned.is_ok_and(|output| output.status.success()) {
        tracing::warn!("taskset does not work here: what is measured shares its core with the load");
    }
}

/// The calling thread's number.
pub(super) fn this_thread() -> Result<u32> {
    let link = fs::read_link("/proc/thread-self").context("/proc is not there")?;
    link.file_name().and_then(|name| name.to_str()?.parse().ok()).context("/proc/thread-self is no thread")
}

/// CPU time a thread of this process has used.
pub(super) fn thread_cpu(thread: u32) -> Result<Duration> {
    cpu(&format!("/proc/self/task/{thread}/stat"))
}

/// CPU time a process has used: all its threads, also those that have ended.
pub(super) fn process_cpu(process: u32) -> Result<Duration> {
    cpu(&format!("/proc/{process}/stat"))
}

/// In hundredths of a second, which is near enough for seconds; finer accounts are not kept by every kernel.
fn cpu(path: &str) -> Result<Duration> {
    let text = fs::read_to_string(path).with_context(|| format!("{path} cannot be read"))?;
    ticks(&text).map(|ticks| Duration::from_millis(ticks * 10)).with_context(|| format!("{path} is odd"))
}

/// User and system time. The name before them may hold blanks and brackets.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// Memory of a process in MB: what it holds now (`VmRSS`) or held at most (`VmHWM`).
pub(super) fn memory_mb(process: u32, name: &str) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).context("the process is gone")?;
    let line = text.lines().find(|line| line.starts_with(name)).context("no such line in the process's status")?;
    let kib: f64 = line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).context("status is odd")?;
    Ok(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_found_behind_any_name() {
        let stat = "7 (a) R (b) 1) S 1 7 7 0 -1 4194304 101 0 0 0 12 30 0 0 20 0 4 0 2449074 3133440 410";
        assert_eq!(ticks(stat), Some(42));
        assert_eq!(ticks("7 (a) S 1"), None);
    }

    #[test]
    fn a_thread_is_taken_to_the_first_core_alone() {
        let allowed = |thread: u32| {
            let status = fs::read_to_string(format!("/proc/self/task/{thread}/status")).unwrap();
            status.lines().find(|line| line.starts_with("Cpus_allowed_list")).unwrap().to_owned()
        };
        let before = allowed(this_thread().unwrap());
        let taken = std::thread::spawn(|| {
            Machine { cores: 2 }.take_the_first_core();
            this_thread().unwrap()
        });
        taken.join().unwrap();
        assert_eq!(allowed(this_thread().unwrap()), before);
    }

    #[test]
    fn this_thread_and_process_can_be_looked_at() {
        let thread = thread_cpu(this_thread().unwrap()).unwrap();
        assert!(thread <= process_cpu(std::process::id()).unwrap());
    }
}
