use std::{collections::HashSet, sync::Arc};

use parking_lot::Mutex;

use crate::model::TextMap;

/// How many different maps are kept at most; more stay with their owners.
const MOST: usize = 4096;

/// Maps that many people have in common, such as the settings nobody changes: each kept once.
#[derive(Default)]
pub(crate) struct SameTexts(Mutex<HashSet<TextMap>>);

impl SameTexts {
    /// Puts the map that is kept in the place of an equal one.
    pub(crate) fn share(&self, map: &mut TextMap) {
        let mut kept = self.0.lock();
        if let Some(same) = kept.get(map) {
            *map = Arc::clone(same);
            return;
        }
        if kept.len() >= MOST {
            kept.retain(|map| Arc::strong_count(map) > 1);
        }
        if kept.len() < MOST {
            kept.insert(Arc::clone(map));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(number: usize) -> TextMap {
        Arc::new([("push".to_owned(), number.to_string())].into())
    }

    #[test]
    fn equal_maps_are_one_and_those_nobody_has_are_forgotten() {
        let same = SameTexts::default();
        let (mut one, mut two, mut other) = (map(1), map(1), map(2));
        for map in [&mut one, &mut two, &mut other] {
            same.share(map);
        }
        assert!(Arc::ptr_eq(&one, &two));
        assert_eq!((one, other), (map(1), map(2)));
        for number in 0..2 * MOST {
            same.share(&mut map(number));
        }
        assert!(same.0.lock().len() <= MOST);
    }
}
