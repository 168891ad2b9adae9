//! Reads from the usage line of a command which options it takes, so that they stand in one place.

/// The options of a command, with their dashes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// Options without a value.
    pub(super) switches: Vec<&'static str>,
    /// Options with one value.
    pub(super) options: Vec<&'static str>,
    /// Options that may be given more than once.
    pub(super) lists: Vec<&'static str>,
}

impl Usage {
    /// The options of this line: `--switch`, `--option VALUE`, `--option VALUE ...`.
    pub(super) fn of(usage: &'static str) -> Self {
        let mut found = Self::default();
        // An option ends where the next begins; brackets and bars stand between them.
        for (start, _) in usage.match_indices("--") {
            let rest = usage.get(start..).unwrap_or_default();
            let end = rest.find([' ', '[', ']', '|']).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            let value = behind.strip_prefix(' ').is_some_and(|value| value.starts_with(char::is_alphabetic));
            let own = behind.split("--").next().unwrap_or_default();
            let kind = match (value, own.contains("...")) {
                _ if found.lists.contains(&name) => continue,
                (_, true) => &mut found.lists,
                (true, false) => &mut found.options,
                (false, false) => &mut found.switches,
            };
            kind.push(name);
        }
        let Self { options, lists, .. } = &mut found;
        options.retain(|name| !lists.contains(name));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_values_and_lists_are_told_apart() {
        let usage = "--login L --product cashier|boss [--product ...] [--unit U ...] [--invite|--password P] [--consent]";
        let expected = Usage {
            switches: vec!["--invite", "--consent"],
            options: vec!["--login", "--password"],
            lists: vec!["--product", "--unit"],
        };
        assert_eq!(Usage::of(usage), expected);
        assert_eq!(Usage::of("--jti J | --login L").options, ["--jti", "--login"]);
        assert_eq!(Usage::of("--login L [--password|--code]").switches, ["--password", "--code"]);
        assert_eq!(Usage::of(""), Usage::default());
    }
}
