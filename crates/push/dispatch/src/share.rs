/// How many times the free room one caller may hold.
const SHARE: u64 = 8;

/// Whether somebody who holds so much may take more of a room of which so much is free: up to eight times what is
/// free. Alone one gets eight ninths of everything; the more callers want room, the less each gets; and there is
/// always some left for a caller who has nothing yet.
///
/// Source: A. K. Choudhury and E. L. Hahne, "Dynamic queue length thresholds for shared-memory packet switches", 1998.
pub fn has_share(held: u64, free: u64) -> bool {
    free > 0 && held <= free.saturating_mul(SHARE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets callers take one after the other until nobody may.
    fn fill(room: u64, callers: usize) -> Vec<u64> {
        let mut held = vec![0; callers];
        loop {
            let mut took = false;
            for caller in 0..callers {
                if has_share(held[caller], room - held.iter().sum::<u64>()) {
                    held[caller] += 1;
                    took = true;
                }
            }
            if !took {
                return held;
            }
        }
    }

    #[test]
    fn one_alone_gets_most_and_leaves_some() {
        let held = fill(9000, 1)[0];
        assert!((7900..=8010).contains(&held), "{held}");
    }

    #[test]
    fn several_get_the_same() {
        let held = fill(10_000, 4);
        assert!(held.iter().max().unwrap() - held.iter().min().unwrap() <= 1, "{held:?}");
    }

    #[test]
    fn who_comes_last_still_finds_room() {
        let greedy = fill(9000, 1)[0];
        let mut late = 0;
        while has_share(late, 9000 - greedy - late) {
            late += 1;
        }
        assert!(late > 800, "{late}");
    }

    #[test]
    fn nothing_is_taken_of_nothing() {
        assert!(!has_share(0, 0));
    }
}
