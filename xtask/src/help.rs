//! The one screen that lists every command.

use crate::operator;

/// Longest part of a line.
const WIDTH: usize = 112;

const SOURCE: &str = "\
cargo xtask COMMAND

Work on the source
  dev [--fresh] [--port N]     build, set up and serve http://127.0.0.1:8787; --fresh empties the database first
      [--log-level LEVEL]      show more of what the server says: info, debug (default: warn)
  test [FILTER]                all tests, or those whose name contains FILTER; installs what they need
  check                        format, lints, documentation, licences, unused dependencies
  bench [loading|growth]       measure the local server, a full database, and how fast the login window loads
  screens [STATE]              pictures of every window and error state, for people to look at
  build [--local|--deploy]     the edge alone, as wrangler's build command; --local sets up keys and database too

Operate the local installation while it runs, or a deployed one: --env demo|production [--operator FILE]; --json
";

/// What `cargo xtask` says when it is asked for nothing it knows.
pub(crate) fn text() -> String {
    let operate = operator::usage().iter().map(|line| folded(line)).collect::<Vec<_>>().join("\n  ");
    format!("{SOURCE}  {operate}\n")
}

/// The line, broken before an option where it is too long.
fn folded(line: &str) -> String {
    let fits = |(place, _): &(usize, &str)| *place <= WIDTH;
    let breaks = line.match_indices(" --").chain(line.match_indices(" ["));
    match breaks.filter(fits).map(|(place, _)| place).max().filter(|_| line.len() > WIDTH) {
        Some(place) => {
            let (first, rest) = line.split_at(place);
            format!("{first}\n     {}", folded(rest))
        }
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_fits_a_screen() {
        assert!(text().lines().count() <= 60 && text().lines().all(|line| line.chars().count() <= 120));
    }
}
