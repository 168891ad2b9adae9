//! The identifier of a structure unit.

use std::fmt;

use super::agency_code::AgencyCode;

/// `StructureUnitID`: agency code, underscore, and 1 to 16 Latin capitals other than O, as in `12345_MNPQR`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StructureUnitId {
    agency: AgencyCode,
    unit: String,
}

impl StructureUnitId {
    /// Most letters of the unit's own part.
    pub const MAX_LETTERS: usize = 16;

    /// Reads the whole identifier.
    pub fn parse(text: &str) -> Option<Self> {
        let (agency, unit) = text.split_once('_')?;
        let letters = unit.bytes().all(|b| b.is_ascii_uppercase() && b != b'O');
        let agency = AgencyCode::parse(agency)?;
        (letters && (1..=Self::MAX_LETTERS).contains(&unit.len()))
            .then(|| Self { agency, unit: unit.to_owned() })
    }

    /// The agency that the unit belongs to.
    pub fn agency(&self) -> AgencyCode {
        self.agency
    }

    /// The unit's own letters, unique within its agency.
    pub fn unit(&self) -> &str {
        &self.unit
    }
}

impl fmt::Display for StructureUnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.agency, self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_code_and_letters_without_o_are_accepted() {
        for good in ["12345_MNPQR", "1_A", "99999_ABCDEFGHIJKLMNPQ", "12036_ALPHA"] {
            assert_eq!(StructureUnitId::parse(good).unwrap().to_string(), good);
        }
    }

    #[test]
    fn every_other_shape_is_refused() {
        for bad in [
            "",
            "_",
            "12345",
            "12345_",
            "_ABC",
            "0_A",
            "012_A",
            "100000_A",
            "1_a",
            "1_O",
            "1_AB1",
            "1_A_B",
            "1_А",
            "1_ABCDEFGHIJKLMNPQR",
            " 1_A",
            "1_A ",
        ] {
            assert_eq!(StructureUnitId::parse(bad), None, "{bad:?}");
        }
    }
}
