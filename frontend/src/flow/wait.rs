//! Waits that the edge counts and the browser shows.

/// The edge's clock and the browser's at one moment: whatever the browser's says, the difference stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The edge's, in milliseconds since 1970.
    pub edge_ms: i64,
    /// The browser's, in milliseconds since 1970.
    pub device_ms: i64,
}

impl Clock {
    /// Whole seconds until a moment of the edge's clock, rounded up; 0 once it has come.
    pub fn seconds_until(self, at_ms: i64, device_now_ms: i64) -> u32 {
        let left_ms = self.to_device(at_ms).saturating_sub(device_now_ms);
        u32::try_from(left_ms.max(0).saturating_add(999) / 1000).unwrap_or(u32::MAX)
    }

    /// A moment of the edge's clock on the browser's.
    pub fn to_device(self, at_ms: i64) -> i64 {
        at_ms.saturating_sub(self.edge_ms).saturating_add(self.device_ms)
    }
}

/// A wait as `0:42`.
pub fn minutes_and_seconds(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_the_edges_whatever_the_browsers_clock_says() {
        let clock = Clock { edge_ms: 1_000_000, device_ms: 55_000 };
        assert_eq!(clock.seconds_until(1_060_000, 55_000), 60);
        assert_eq!(clock.seconds_until(1_060_000, 114_001), 1);
        assert_eq!(clock.seconds_until(1_060_000, 115_000), 0);
        assert_eq!(clock.seconds_until(1_060_000, 999_000), 0);
    }

    #[test]
    fn waits_are_written_as_on_a_clock() {
        assert_eq!([minutes_and_seconds(60), minutes_and_seconds(9)], ["1:00", "0:09"]);
    }
}
