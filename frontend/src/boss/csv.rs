//! Tables as CSV (RFC 4180), whose cells no spreadsheet runs.

/// The lines of a table.
pub fn table(lines: impl Iterator<Item = Vec<String>>) -> String {
    lines.map(|cells| line(&cells)).collect()
}

fn line(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| quoted(cell)).collect();
    [&cells.join(","), "\r\n"].concat()
}

/// A cell in quotes. What a spreadsheet would take for a formula is led by an apostrophe, and so is what stands behind
/// whatever might end a cell: one made for Russia ends it at a semicolon, and takes the quotes of all cells but the first
/// for letters.
fn quoted(cell: &str) -> String {
    let mut quoted = "\"".to_owned();
    for part in cell.split_inclusive([',', ';', '\t', '\r', '\n']) {
        let begins = part.trim_start_matches(|letter: char| letter == '"' || letter.is_whitespace());
        if begins.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
            quoted.push('\'');
        }
        quoted += &part.replace('"', "\"\"");
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_are_made_harmless() {
        let cells = ["a,\"b\"", "=1+1", "@x", "-5"].map(str::to_owned).to_vec();
        assert_eq!(table([cells].into_iter()), "\"a,\"\"b\"\"\",\"'=1+1\",\"'@x\",\"'-5\"\r\n");
    }

    #[test]
    fn a_spreadsheet_that_ends_cells_elsewhere_finds_no_formula_either() {
        for (cell, harmless) in [
            ("x;=1+1;y", "x;'=1+1;y"),
            ("x; \"=A1&\";y", "x;' \"\"=A1&\"\";y"),
            ("x\t+1", "x\t'+1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("a=1; b-2", "a=1; b-2"),
        ] {
            assert_eq!(table([vec![cell.to_owned()]].into_iter()), format!("\"{harmless}\"\r\n"));
        }
    }
}
