//! Where one is in Boss's administration: its pages by their addresses, for the edge that serves them and the browser that
//! draws them. What stands behind `?` is the business of a page.

use crate::percent::{decoded, encoded};
use crate::value::agency_code::AgencyCode;

/// A kind of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Employees, and one of them.
    Employees,
    /// Structure units, and one of them.
    StructureUnits,
    /// Applications, and one of them.
    Applications,
    /// The agency itself.
    Agency,
    /// The audit log.
    Audit,
    /// All agencies.
    Agencies,
    /// Mails that wait or were given up.
    Mail,
    /// Texts with versions, and notices.
    Texts,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The agency that support has chosen; absent for an administrator, who has one alone.
    pub agency: Option<u32>,
    /// Which page.
    pub kind: Kind,
    /// Whose page: a login or a `StructureUnitID`; empty for a list.
    pub name: String,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Employees,
        Self::StructureUnits,
        Self::Applications,
        Self::Agency,
        Self::Audit,
        Self::Agencies,
        Self::Mail,
        Self::Texts,
    ];

    /// Its segment of an address.
    pub fn segment(self) -> &'static str {
        match self {
            Self::Employees => "employees",
            Self::StructureUnits => "structure-units",
            Self::Applications => "applications",
            Self::Agency => "agency",
            Self::Audit => "audit",
            Self::Agencies => "agencies",
            Self::Mail => "mail",
            Self::Texts => "texts",
        }
    }

    /// Whether it is a page of one agency, rather than of the installation.
    pub fn is_of_agency(self) -> bool {
        !self.is_of_support()
    }

    /// Whether support alone works there: such pages are a document of their own, which brings its own module.
    pub fn is_of_support(self) -> bool {
        matches!(self, Self::Agencies | Self::Mail | Self::Texts)
    }

    /// Whether it has pages of single ones.
    fn has_names(self) -> bool {
        matches!(self, Self::Employees | Self::StructureUnits | Self::Applications)
    }

    fn parse(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.segment() == segment)
    }
}

impl Place {
    /// Reads a path; `None` for what is no page of administration.
    pub fn parse(path: &str) -> Option<Self> {
        let mut segments = path.strip_prefix('/')?.split('/');
        let first = Kind::parse(segments.next()?)?;
        let (agency, kind) = match (first, segments.next()) {
            (Kind::Agencies, Some(code)) => {
                let agency = AgencyCode::parse(code)?.as_number();
                (Some(agency), Kind::parse(segments.next()?).filter(|kind| kind.is_of_agency())?)
            }
            (kind, name) => {
                let place = Self { agency: None, kind, name: read(kind, name)? };
                return segments.next().is_none().then_some(place);
            }
        };
        let name = read(kind, segments.next())?;
        segments.next().is_none().then_some(Self { agency, kind, name })
    }

    /// Its path.
    pub fn path(&self) -> String {
        let mut path = String::new();
        if let Some(code) = self.agency {
            path += "/agencies/";
            path += &code.to_string();
        }
        path.push('/');
        path += self.kind.segment();
        if !self.name.is_empty() {
            path.push('/');
            path += &encoded(&self.name);
        }
        path
    }
}

/// The name in a segment, if the kind has pages of single ones.
fn read(kind: Kind, segment: Option<&str>) -> Option<String> {
    match segment {
        None => Some(String::new()),
        Some(segment) if kind.has_names() => decoded(segment).filter(|name| !name.is_empty()),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, agency: Option<u32>, kind: Kind, name: &str) {
        let place = Place { agency, kind, name: name.to_owned() };
        assert_eq!(Place::parse(path).as_ref(), Some(&place));
        assert_eq!(place.path(), path);
    }

    #[test]
    fn a_place_is_read_from_its_path_and_written_back() {
        check("/employees", None, Kind::Employees, "");
        check("/employees/a%40b.c", None, Kind::Employees, "a@b.c");
        check("/structure-units/12036_ALPHA", None, Kind::StructureUnits, "12036_ALPHA");
        check("/agency", None, Kind::Agency, "");
        check("/agencies", None, Kind::Agencies, "");
        check("/mail", None, Kind::Mail, "");
        check("/texts", None, Kind::Texts, "");
        check("/agencies/12036/audit", Some(12036), Kind::Audit, "");
        check("/agencies/12036/applications/a%40b.c", Some(12036), Kind::Applications, "a@b.c");
    }

    #[test]
    fn whatever_is_no_page_leads_nowhere() {
        for path in [
            "",
            "/",
            "/Employees",
            "/employees/",
            "/employees/a/b",
            "/employees/%zz",
            "/agency/x",
            "/audit/x",
            "/mail/x",
            "/texts/",
            "/agencies/",
            "/agencies/0/employees",
            "/agencies/012/employees",
            "/agencies/12036",
            "/agencies/12036/mail",
            "/agencies/12036/employees/a/b",
        ] {
            assert_eq!(Place::parse(path), None, "{path}");
        }
    }
}
