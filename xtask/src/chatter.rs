//! Takes out of wrangler's messages the two that mislead here and surplus blank lines; everything else passes.

/// First and last line of each message that is left out.
const LEFT_OUT: [(&str, &str); 2] = [
    // `dev` does call them.
    ("Scheduled Workers are not automatically triggered", "test-cron-triggers-locally"),
    // A dump of Node objects about a failed build, which has said why by itself.
    ("[Error]: Process exited with non-zero status", "\n}"),
];

/// Remembers whether a left-out message is under way, and whether a blank line would follow a message.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    until: Option<&'static str>,
    after_message: bool,
}

impl Filter {
    /// Whether this line is to be shown.
    pub(crate) fn shows(&mut self, line: &str) -> bool {
        if let Some(last) = self.until {
            let ends = match last.strip_prefix('\n') {
                Some(start) => line.starts_with(start),
                None => line.contains(last),
            };
            if ends {
                self.until = None;
            }
            return false;
        }
        self.until = LEFT_OUT.iter().find(|(first, _)| line.contains(first)).map(|(_, last)| *last);
        let blank = line.trim().is_empty();
        let shows = self.until.is_none() && (self.after_message || !blank);
        self.after_message = shows && !blank;
        shows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<&str> {
        let mut filter = Filter::default();
        text.lines().filter(|line| filter.shows(line)).collect()
    }

    #[test]
    fn the_note_on_scheduled_workers_is_left_out() {
        let text = "before\n\n\n[WARNING] Scheduled Workers are not automatically triggered during local development.\n\n  \
                    To manually trigger a scheduled event, run:\n  https://x/#test-cron-triggers-locally\n\nafter";
        assert_eq!(shown(text), ["before", "", "after"]);
    }

    #[test]
    fn the_dump_of_a_failed_build_is_left_out_and_its_summary_stays() {
        let text = "[ERROR] k [Error]: Process exited with non-zero status (1)\n    at x\n  result: {\n  }\n}\n\
                    [ERROR] Running custom build failed.";
        assert_eq!(shown(text), ["[ERROR] Running custom build failed."]);
    }
}
