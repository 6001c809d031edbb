use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;

/// What to leave out.
#[derive(Args)]
pub struct Options {
    /// Only what needs no browser and no package of the operating system.
    #[arg(long)]
    quick: bool,
}

/// Runs the steps in order and stops at the first that fails.
pub fn run(options: &Options) -> Result<()> {
    let mut steps = vec![
        Step::cargo("format", &["fmt", "--all", "--check"]),
        Step::cargo("floors", &["xtask", "check-floors"]),
        Step::cargo("threats", &["xtask", "check-threats"]),
        Step::cargo("lints", &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]),
    ];
    if options.quick {
        steps.push(Step::cargo("tests", &["test", "--workspace", "--locked", "--no-fail-fast"]));
    } else {
        steps.extend([
            Step::script(
                "tests",
                "scripts/services",
                &["run", "--", "cargo", "test", "--workspace", "--locked", "--no-fail-fast"],
            ),
            Step::script("web build", "scripts/web", &[]),
            Step::script("web tests", "npm", &["--prefix", "web", "run", "--silent", "check"]),
            Step::script("clients", "scripts/client-tests", &[]),
            Step::script("browser", "scripts/browser-tests", &[]),
        ]);
    }
    let mut took = Vec::new();
    for step in &steps {
        took.push((step.name, step.run()?));
    }
    report(&took);
    Ok(())
}

struct Step {
    name: &'static str,
    program: &'static str,
    arguments: Vec<&'static str>,
}

impl Step {
    fn cargo(name: &'static str, arguments: &[&'static str]) -> Self {
        Self { name, program: "cargo", arguments: arguments.to_vec() }
    }

    /// A program that is started from the project's folder.
    fn script(name: &'static str, program: &'static str, arguments: &[&'static str]) -> Self {
        Self { name, program, arguments: arguments.to_vec() }
    }

    fn run(&self) -> Result<Duration> {
        eprintln!("\n== {}: {} {}", self.name, self.program, self.arguments.join(" "));
        let started = Instant::now();
        let status = Command::new(self.program)
            .args(&self.arguments)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .with_context(|| format!("cannot run {}: is it installed?", self.program))?;
        if !status.success() {
            bail!("{} failed: run `{} {}` to see it again", self.name, self.program, self.arguments.join(" "));
        }
        Ok(started.elapsed())
    }
}

fn report(took: &[(&str, Duration)]) {
    eprintln!("\nAll steps passed:");
    for (name, time) in took {
        eprintln!("  {name:<12} {:>6.1} s", time.as_secs_f64());
    }
}
