//! The normal form of a text where no platform has its own: in tests and for the command line (NFKC; Unicode Standard
//! Annex 15). Its tables would be a tenth of the worker, whose platform knows the form as well.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The text in NFKC.
pub fn nfkc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
}
