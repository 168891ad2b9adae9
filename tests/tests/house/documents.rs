//! What documents say of the code, held to the code.

use shared::code::Code;

use crate::sources;

#[test]
fn the_table_of_errors_for_agents_says_what_the_code_answers() {
    let guide = sources::text("docs/agents.md");
    let rows: Vec<&str> =
        guide.lines().filter(|line| line.starts_with("| ") && line.contains(" | ")).collect();
    // What only browsers are told stands in the OpenAPI document.
    for code in Code::ALL.into_iter().filter(|code| !Code::BROWSER.contains(code)) {
        let spec = code.spec();
        let status = format!("| {}", code.envelope_status());
        let bold = format!("| **{}**", code.envelope_status());
        let told = |row: &&&str| row.contains(spec.advice) && (row.contains(&status) || row.contains(&bold));
        let row =
            rows.iter().find(told).unwrap_or_else(|| panic!("{code:?}: no row with its status and advice"));
        // A gateway is answered with a problem document, which has no place for these.
        if code != Code::ClientRefused {
            let parts = [spec.error_type.as_str(), spec.xml_code, spec.word];
            let retry = format!("| {}", spec.can_retry);
            assert!(parts.iter().all(|part| row.contains(part)) && row.contains(&retry), "{code:?}: {row}");
        }
    }
}

#[test]
fn every_link_of_the_documents_leads_to_a_file() {
    for page in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/agents.md",
        "docs/applications.md",
        "docs/broken-door.md",
        "docs/deploy.md",
        "docs/locks.md",
        "docs/mail.md",
        "docs/operations.md",
    ] {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in sources::text(page).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            let local = !file.is_empty() && !file.contains("://") && !file.starts_with("mailto:");
            assert!(!local || sources::exists(&format!("{folder}/{file}")), "{page} links to {link}");
        }
    }
}
