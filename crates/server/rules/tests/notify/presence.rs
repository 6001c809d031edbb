//! Presence against `push_status`, each cell.

use countersign_server_rules::{
    notify::Decision,
    notify_props::PushWhen::{self, Away, Never, Offline, Online},
    status::StatusKind,
};

use crate::stage::{Stage, bob};

#[test]
fn every_cell_of_the_table() {
    use StatusKind as S;
    let rows: [(S, Option<i64>, [bool; 4]); 8] = [
        (S::Online, Some(20_000), [false, false, false, false]),
        (S::Online, Some(20_001), [true, false, false, false]),
        (S::Online, None, [true, false, false, false]),
        (S::Away, None, [true, true, false, false]),
        (S::Away, Some(1), [false, true, false, false]),
        (S::Offline, None, [true, true, true, false]),
        (S::Dnd, None, [false, false, false, false]),
        (S::OutOfOffice, None, [false, false, false, false]),
    ];
    for (status, open, expected) in rows {
        for (when, pushes) in [Online, Away, Offline, Never].into_iter().zip(expected) {
            let outcome = stage(when).at(status, open).says("hi @bob");
            assert_eq!(matches!(outcome.decision, Decision::Push(_)), pushes, "{status:?} {open:?} {when:?}");
            let follower = stage(when).reply(bob(), "root", Some(true)).at(status, open).says("a reply");
            let looks = open.is_some() && when == Online && !matches!(status, S::Dnd | S::OutOfOffice);
            let follower_pushes = pushes || looks;
            assert_eq!(matches!(follower.decision, Decision::Push(_)), follower_pushes, "{status:?} {open:?} {when:?}");
        }
    }
}

#[test]
fn without_presence_only_the_default_is_met() {
    for (when, pushes) in [(Online, true), (Away, false), (Offline, false), (Never, false)] {
        let outcome = stage(when).with(|stage| stage.presence = None).says("hi @bob");
        assert_eq!(matches!(outcome.decision, Decision::Push(_)), pushes, "{when:?}");
    }
}

fn stage(when: PushWhen) -> Stage {
    Stage::default().with(|stage| stage.user.push_status = when)
}
