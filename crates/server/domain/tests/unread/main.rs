//! What is unread, and what mentions somebody, over random histories: everything the server keeps up to date must be what
//! a slow model finds by reading the whole history each time.

mod history;
mod model;
mod town;

use proptest::{prelude::*, test_runner::TestRunner};

use history::{Step, steps};
use model::Model;
use town::Town;

/// How many histories are tried with each setting.
const HISTORIES: u32 = 96;

fn check(mode: &str, collapses: bool) {
    let config = ProptestConfig { cases: HISTORIES, failure_persistence: None, ..ProptestConfig::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let outcome = TestRunner::new(config).run(&steps(), |steps| runtime.block_on(follow(mode, collapses, &steps)));
    outcome.unwrap_or_else(|failure| panic!("{mode}: {failure}"));
}

/// Does the steps, and compares after each.
async fn follow(mode: &str, collapses: bool, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut town = Town::new(mode).await;
    let mut model = Model::new(collapses, mode != "disabled");
    for (at, step) in steps.iter().enumerate() {
        let Some(event) = model.possible(step) else { continue };
        town.happen(&event).await;
        model.happened(event);
        for user in 0..town::PEOPLE {
            let (ours, expected) = (town.seen(user).await, model.seen(user));
            prop_assert_eq!(ours, expected, "user {} after step {}: {:?}", user, at, step);
        }
    }
    Ok(())
}

#[test]
fn without_collapsed_threads() {
    check("disabled", false);
}

#[test]
fn where_people_may_collapse_threads_and_do_not() {
    check("default_off", false);
}

#[test]
fn where_people_collapse_threads_by_default() {
    check("default_on", true);
}

#[test]
fn where_everybody_collapses_threads() {
    check("always_on", true);
}
