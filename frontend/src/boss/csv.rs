//! Tables as CSV (RFC 4180), whose cells no spreadsheet runs.

/// The lines of a table.
pub fn table(lines: impl Iterator<Item = Vec<String>>) -> String {
    lines.map(|cells| line(&cells)).collect()
}

fn line(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| quoted(cell)).collect();
    [&cells.join(","), "\r\n"].concat()
}

/// A cell in quotes. What a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    ["\"", guard, &cell.replace('"', "\"\""), "\""].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_are_made_harmless() {
        let cells = ["a,\"b\"", "=1+1", "@x", "-5"].map(str::to_owned).to_vec();
        assert_eq!(table([cells].into_iter()), "\"a,\"\"b\"\"\",\"'=1+1\",\"'@x\",\"'-5\"\r\n");
    }
}
