//! The closed set of failures that anybody outside may see, and the one table that says how each is told.

mod spec;
mod table;

pub use self::spec::{EnvelopePart, ErrorType, Spec};

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The request is not what its endpoint takes: not XML, a schema violation, a bad form.
    MalformedRequest,
    /// Unknown login or wrong password; the two are never told apart (norm L3).
    InvalidCredentials,
    /// The password is right, but the application, its agency or its structure unit may not get in.
    AccessRefused,
    /// Wrong tries have earned a wait, or the address has used up its hashed checks.
    TooManyRequests,
    /// The bearer token is missing, malformed, forged, expired or revoked.
    TokenRefused,
    /// Nobody is signed in to the product whose application is asked for.
    NotSignedIn,
    /// The caller of an endpoint for gateways did not prove who it is.
    ClientRefused,
    /// The login name of an employee is locked; its password was not looked at.
    LoginLocked,
    /// As many tries as could still be wrong are in flight.
    Busy,
    /// The password is right, but its owner has nothing to sign in to here.
    NoAccess,
    /// The account is locked by wrong authentication codes.
    CodeLocked,
    /// The authentication code is wrong.
    InvalidCode,
    /// The authentication code was accepted before; it is not counted as wrong.
    CodeReplayed,
    /// The browser stands at another step than the request is for.
    StepMismatch,
    /// The point of sale or the seance is not one of those to choose from now.
    ChoiceUnavailable,
    /// The request does not come from a page of ours.
    CrossSite,
    /// The link was opened before, replaced or has expired, or there never was one.
    LinkInvalid,
    /// The new password breaks a rule; `rule` says which (norm P2).
    WeakPassword,
    /// Whoever creates the first password has to consent.
    ConsentMissing,
    /// The QR code is issued again by the agency's administrator alone, or there is none yet.
    ReissueUnavailable,
    /// Whoever asks has no right to it at all.
    NotAllowed,
    /// The change asks for a code, and the last one of this session is too old.
    StepUpRequired,
    /// Nobody blocks, demotes or resets himself.
    OwnAccount,
    /// The change would leave the agency without an active administrator.
    LastAdministrator,
    /// Somebody else has changed it since it was read.
    Overtaken,
    /// What is to be created is there already.
    AlreadyExists,
    /// Nothing lives at this address.
    NotFound,
    /// The address exists, the method does not.
    MethodNotAllowed,
    /// The body is over its limit.
    PayloadTooLarge,
    /// The media type, charset or content encoding is not one this endpoint reads.
    UnsupportedMediaType,
    /// The web service behind the guard did not answer.
    UpstreamUnavailable,
    /// The web service behind the guard did not answer in time.
    UpstreamTimeout,
    /// Storage did not answer; nothing was written.
    StorageUnavailable,
    /// Our fault; the log has the cause under the request id.
    Internal,
}

impl Code {
    /// Every code, for tests and generated tables.
    pub const ALL: [Self; 34] = [
        Self::MalformedRequest,
        Self::InvalidCredentials,
        Self::AccessRefused,
        Self::TooManyRequests,
        Self::TokenRefused,
        Self::NotSignedIn,
        Self::ClientRefused,
        Self::LoginLocked,
        Self::Busy,
        Self::NoAccess,
        Self::CodeLocked,
        Self::InvalidCode,
        Self::CodeReplayed,
        Self::StepMismatch,
        Self::ChoiceUnavailable,
        Self::CrossSite,
        Self::LinkInvalid,
        Self::WeakPassword,
        Self::ConsentMissing,
        Self::ReissueUnavailable,
        Self::NotAllowed,
        Self::StepUpRequired,
        Self::OwnAccount,
        Self::LastAdministrator,
        Self::Overtaken,
        Self::AlreadyExists,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::UpstreamUnavailable,
        Self::UpstreamTimeout,
        Self::StorageUnavailable,
        Self::Internal,
    ];

    /// The codes that only the browser's API answers with; agents never see them.
    pub const BROWSER: [Self; 20] = [
        Self::NotSignedIn,
        Self::LoginLocked,
        Self::Busy,
        Self::NoAccess,
        Self::CodeLocked,
        Self::InvalidCode,
        Self::CodeReplayed,
        Self::StepMismatch,
        Self::ChoiceUnavailable,
        Self::CrossSite,
        Self::LinkInvalid,
        Self::WeakPassword,
        Self::ConsentMissing,
        Self::ReissueUnavailable,
        Self::NotAllowed,
        Self::StepUpRequired,
        Self::OwnAccount,
        Self::LastAdministrator,
        Self::Overtaken,
        Self::AlreadyExists,
    ];

    /// HTTP status of the answer in the envelope.
    pub const fn envelope_status(self) -> u16 {
        match self.spec().place {
            EnvelopePart::Body => self.spec().status,
            EnvelopePart::AuthResponse => 200,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_an_error_status_and_a_slug_of_its_own() {
        let mut slugs = BTreeSet::new();
        for code in Code::ALL {
            let spec = code.spec();
            assert!((400..=599).contains(&spec.status), "{code:?}");
            assert!(slugs.insert(spec.slug), "{code:?} shares its slug");
            assert!(!spec.advice.is_empty() && !spec.word.contains(' '), "{code:?}");
        }
    }

    #[test]
    fn a_refused_login_answers_200_and_everything_else_its_status() {
        assert_eq!(Code::InvalidCredentials.envelope_status(), 200);
        assert_eq!(Code::AccessRefused.envelope_status(), 200);
        assert_eq!(Code::TokenRefused.envelope_status(), 401);
        assert_eq!(Code::StorageUnavailable.envelope_status(), 503);
    }
}
