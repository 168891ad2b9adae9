//! The reader and the schemas that the service publishes must agree on every document.

use std::path::Path;

use shared::envelope::auth::{Rejection, parse_request};

use crate::{generated, xmllint};

#[test]
fn reader_and_schemas_agree_on_generated_documents() {
    let documents: Vec<String> = generated::documents(2025).take(400).collect();
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("xsd");
    let valid = xmllint::verdicts(&schemas, &documents);
    let disagreements: Vec<_> = documents
        .iter()
        .zip(&valid)
        .filter_map(|(document, valid)| match parse_request(document.as_bytes()) {
            Ok(_) if !valid => Some(format!("only the reader accepts: {document}")),
            Err(rejection) if *valid && !is_beyond_schema(&rejection) => {
                Some(format!("only the reader refuses: {}\n{document}", rejection.failure))
            }
            _ => None,
        })
        .collect();
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n\n"));
    let accepted = valid.iter().filter(|valid| **valid).count();
    assert!((100..300).contains(&accepted), "{accepted} of 400 are valid; the mix should be even");
}

/// Whether a refusal is for a rule that no schema holds: the message must be `Auth`, and the form of a unit.
fn is_beyond_schema(rejection: &Rejection) -> bool {
    let detail = rejection.failure.detail.as_deref().unwrap_or_default();
    [
        "was expected here, in <AppData>",
        "<Auth> must be in the namespace",
        "<StructureUnitID> must hold an agency code",
    ]
    .iter()
    .any(|rule| detail.contains(rule))
}
