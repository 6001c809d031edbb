use std::{fmt::Write, path::Path};

use countersign_stack::StackAddresses;

/// What a person needs to know once everything runs.
pub(super) fn text(addresses: &StackAddresses, data: &Path) -> String {
    let mut text = String::from("\nCountersign is up. Open this first, two phones side by side:\n\n");
    line(&mut text, "Phones", &addresses.overview);
    text.push('\n');
    for phone in &addresses.phones {
        line(&mut text, &format!("{}'s phone", phone.name), &phone.url);
    }
    line(&mut text, "Console", &addresses.console);
    line(&mut text, "Server", &addresses.server);
    line(&mut text, "Push gateway", &addresses.gateway);
    line(&mut text, "Simulated Apple", &addresses.simulators.apple);
    line(&mut text, "Simulated Google", &addresses.simulators.google);
    line(&mut text, "Simulator control", &addresses.simulators.control);
    text.push_str("\nAccounts (user name, password):\n\n");
    for person in &addresses.people {
        line(&mut text, &person.username, &person.password);
    }
    let _ = write!(text, "\nEverything is kept in {}; `--fresh` starts over. Ctrl-C stops it.\n", data.display());
    text
}

fn line(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "  {name:<18} {value}");
}
