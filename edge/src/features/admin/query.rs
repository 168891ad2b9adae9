//! What the query of a list asks for.

use shared::code::Code;
use shared::failure::Failure;
use shared::value::agency_code::AgencyCode;

/// The members of a query, each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the text behind `?`. Refuses members that the endpoint does not take, and doubled ones.
    pub fn parse(text: &str, takes: &[&str]) -> Result<Self, Failure> {
        let mut members: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if !takes.contains(&name.as_ref()) {
                return Err(malformed(format!("the query takes {}", takes.join(", "))));
            }
            if members.iter().any(|(known, _)| *known == name) {
                return Err(malformed(format!("{name} stands twice in the query")));
            }
            members.push((name.into_owned(), value.into_owned()));
        }
        members.retain(|(_, value)| !value.is_empty());
        Ok(Self(members))
    }

    /// The value of a member; an empty one is none.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a member as `read` reads it; what it cannot read is refused as not being `what`.
    pub fn read<T>(
        &self,
        name: &str,
        what: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        let Some(text) = self.text(name) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| malformed(format!("{name} is not {what}")))
    }

    /// The member `agency`.
    pub fn agency(&self) -> Result<Option<AgencyCode>, Failure> {
        self.read("agency", "an agency code", AgencyCode::parse)
    }
}

/// The refusal of a request that says something wrong.
pub fn malformed(detail: impl Into<String>) -> Failure {
    Failure::with_detail(Code::MalformedRequest, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_and_read() {
        let query =
            Query::parse("agency=12036&search=a%40b+c&state=", &["agency", "search", "state"]).unwrap();
        assert_eq!(query.agency().unwrap(), AgencyCode::parse("12036"));
        assert_eq!((query.text("search"), query.text("state")), (Some("a@b c"), None));
        assert_eq!(Query::parse("", &[]).unwrap(), Query::default());
    }

    #[test]
    fn what_an_endpoint_does_not_take_is_refused() {
        for wrong in ["agency=1&agency=1", "agencies=1"] {
            assert!(Query::parse(wrong, &["agency"]).is_err(), "{wrong}");
        }
        assert!(Query::parse("agency=x", &["agency"]).unwrap().agency().is_err());
    }
}
