use std::collections::VecDeque;

/// How many streams at once a connection allows. A lowered limit binds the peer only once it has taken it over, so
/// until then the larger of the two counts; before the first `SETTINGS` arrived the first limit counts.
#[derive(Debug)]
pub(super) struct StreamLimit {
    /// The limit in force, then those announced since.
    announced: VecDeque<u32>,
    /// How many of all announcements were taken over.
    acknowledged: usize,
}

impl StreamLimit {
    pub(super) fn new(first: u32) -> Self {
        Self { announced: VecDeque::from([first]), acknowledged: 0 }
    }

    /// Whether `streams` differs from what was announced last, and so has to be announced.
    pub(super) fn announce(&mut self, streams: u32) -> bool {
        let changed = self.announced.back() != Some(&streams);
        if changed {
            self.announced.push_back(streams);
        }
        changed
    }

    /// The peer has taken over this many announcements, the first one included.
    pub(super) fn acknowledge(&mut self, acknowledged: usize) {
        while self.acknowledged < acknowledged {
            self.acknowledged += 1;
            if self.acknowledged > 1 && self.announced.len() > 1 {
                self.announced.pop_front();
            }
        }
    }

    /// How many streams the peer may have open.
    pub(super) fn allowed(&self) -> u32 {
        self.announced.iter().copied().max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_limit_binds_once_it_is_taken_over() {
        let mut limit = StreamLimit::new(1);
        assert_eq!(limit.allowed(), 1);
        limit.acknowledge(1);
        assert!(limit.announce(500));
        assert!(!limit.announce(500));
        assert_eq!(limit.allowed(), 500);
        assert!(limit.announce(1));
        limit.acknowledge(2);
        assert_eq!(limit.allowed(), 500);
        limit.acknowledge(3);
        assert_eq!(limit.allowed(), 1);
    }
}
