//! The file `.dev.vars`, from which wrangler takes the secrets of the local environment: one `NAME='value'` a line.
//!
//! wrangler reads it with dotenv, which returns text in single quotes as it stands.

use super::refusal::Refusal;

/// The file's text. Lines that are not asked about stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DevVars(String);

impl DevVars {
    /// The variables in this text.
    pub(crate) fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The text for the file.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of a variable; the last one counts when a name stands twice, as for dotenv. Values over several
    /// lines are not read.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.0.lines().rev().find_map(|line| assigned(line, name)).map(unquoted)
    }

    /// The same variables with this one set. A value with a quote, a backslash or a line end has no form that
    /// dotenv is sure to give back, so it is refused.
    pub(crate) fn with(&self, name: &str, value: &str) -> Result<Self, Refusal> {
        if value.contains(['\'', '\\', '\n', '\r']) {
            return Err(Refusal::new("secrets", format!("the value of {name} cannot be kept in .dev.vars")));
        }
        let kept = self.0.lines().filter(|line| assigned(line, name).is_none());
        let mut text: String = kept.flat_map(|line| [line, "\n"]).collect();
        text.extend([name, "='", value, "'\n"]);
        Ok(Self(text))
    }
}

/// What stands behind `name =` on this line.
fn assigned<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    Some(line.strip_prefix(name)?.trim_start().strip_prefix('=')?.trim())
}

fn unquoted(value: &str) -> &str {
    let inner = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('\'').or_else(|| inner('"')).or_else(|| inner('`')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_as_it_was_set_and_other_lines_stay() {
        let before = DevVars::from_text("# mine\nUPSTREAM_URL=http://x # here\nA='old'".to_owned());
        let after = before.with("A", r#"[{"k":"v"}]"#).unwrap();
        assert_eq!(after.as_str(), "# mine\nUPSTREAM_URL=http://x # here\nA='[{\"k\":\"v\"}]'\n");
        assert_eq!(after.find("A"), Some(r#"[{"k":"v"}]"#));
    }

    #[test]
    fn a_value_is_found_however_it_is_quoted_and_a_longer_name_is_another() {
        let vars = DevVars::from_text("AB=1\n A = \"2\"\nexport C=`3`\nD='4\nE=first\nE=last\n".to_owned());
        assert_eq!(vars.find("A"), Some("2"));
        assert_eq!(vars.find("C"), Some("3"));
        assert_eq!(vars.find("D"), Some("'4"));
        assert_eq!(vars.find("E"), Some("last"));
        assert_eq!(vars.find("B"), None);
    }

    #[test]
    fn a_value_that_dotenv_may_change_is_refused() {
        for bad in ["it's", "a\\", "a\nb"] {
            assert!(DevVars::default().with("A", bad).is_err(), "{bad:?}");
        }
    }
}
