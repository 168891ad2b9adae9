//! Every document of the fuzzing corpus, in the normal run.

use std::fs;
use std::path::Path;

use shared::envelope::auth::parse_request;

#[test]
fn the_corpus_is_read_without_a_panic_and_as_its_names_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/parse_request");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let read = parse_request(&fs::read(&path).unwrap());
        assert_eq!(read.is_ok(), name.starts_with("good-"), "{name}: {:?}", read.err());
        count += 1;
    }
    assert!(count >= 50, "{count} documents");
}
