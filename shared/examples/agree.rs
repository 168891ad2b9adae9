//! Compares three verdicts on generated documents: of the reader, of the project's schemas, and of the schemas in
//! another folder. `cargo run -p shared --example agree -- FOLDER [COUNT] [SEED]`; needs `xmllint` or `npm ci`.

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "shared with the tests, which may stop")]
#[path = "../tests/envelope/generated/mod.rs"]
mod generated;
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "shared with the tests, which may stop")]
#[path = "../tests/envelope/xmllint.rs"]
mod xmllint;

use std::collections::BTreeMap;
use std::env;
use std::path::Path;

use shared::envelope::auth::parse_request;

/// Documents for one run of xmllint.
const BATCH: usize = 500;

#[expect(clippy::print_stdout, reason = "a report for a person")]
fn main() {
    let mut arguments = env::args().skip(1);
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("xsd");
    let theirs = arguments.next().map_or_else(|| ours.clone(), Into::into);
    let mut number = |otherwise: u64| arguments.next().and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let (count, seed) = (number(2_000), number(1));
    let mut tally: BTreeMap<[bool; 3], u64> = BTreeMap::new();
    let mut documents = generated::documents(seed);
    let mut left = count;
    while left > 0 {
        let batch: Vec<String> =
            documents.by_ref().take(BATCH.min(usize::try_from(left).unwrap_or(BATCH))).collect();
        left -= batch.len() as u64;
        let verdicts = xmllint::verdicts(&ours, &batch).into_iter().zip(xmllint::verdicts(&theirs, &batch));
        for (document, (by_ours, by_theirs)) in batch.iter().zip(verdicts) {
            let read = parse_request(document.as_bytes());
            let verdict = [read.is_ok(), by_ours, by_theirs];
            *tally.entry(verdict).or_default() += 1;
            if verdict != [read.is_ok(); 3] {
                let detail = read.err().and_then(|rejection| rejection.failure.detail).unwrap_or_default();
                println!("{verdict:?} {detail}\n{document}\n----");
            }
        }
    }
    for ([read, by_ours, by_theirs], count) in tally {
        println!("{count:6}  reader {read}, project's schemas {by_ours}, other schemas {by_theirs}");
    }
}
