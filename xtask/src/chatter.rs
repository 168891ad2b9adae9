//! Takes out of wrangler's messages one that misleads here and surplus blank lines; everything else passes.

/// First and last line of the note that nobody calls scheduled work locally: `dev` does.
const LEFT_OUT: (&str, &str) =
    ("Scheduled Workers are not automatically triggered", "test-cron-triggers-locally");

/// Remembers whether the note is under way, and whether a blank line would follow a message.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    in_note: bool,
    after_message: bool,
}

impl Filter {
    /// Whether this line is to be shown.
    pub(crate) fn shows(&mut self, line: &str) -> bool {
        let (first, last) = LEFT_OUT;
        if self.in_note || line.contains(first) {
            self.in_note = !line.contains(last);
            return false;
        }
        let blank = line.trim().is_empty();
        let shows = self.after_message || !blank;
        self.after_message = !blank;
        shows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_on_scheduled_workers_is_left_out() {
        let text = "\nbefore\n\n\n[WARNING] Scheduled Workers are not automatically triggered in development.\n\n  \
                    To manually trigger a scheduled event, run:\n  https://x/#test-cron-triggers-locally\n\nafter";
        let mut filter = Filter::default();
        let shown: Vec<_> = text.lines().filter(|line| filter.shows(line)).collect();
        assert_eq!(shown, ["before", "", "after"]);
    }
}
