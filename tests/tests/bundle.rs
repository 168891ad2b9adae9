//! The size of what is uploaded.

use tests::bundle::{BUDGET, gzipped_bytes};

#[test]
fn the_worker_stays_within_its_budget_of_bytes() {
    let bytes = gzipped_bytes();
    assert!(bytes <= BUDGET, "{bytes} bytes after gzip -9 are more than {BUDGET}");
}
