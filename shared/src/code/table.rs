//! The one table that says how each failure is told.

use super::{Code, EnvelopePart, ErrorType, Spec};

impl Code {
    /// How this failure is told.
    #[expect(clippy::too_many_lines, reason = "one table, a row for each failure")]
    pub const fn spec(self) -> Spec {
        const BODY: Spec = Spec {
            status: 400,
            slug: "malformed-request",
            place: EnvelopePart::Body,
            error_type: ErrorType::BadRequest,
            xml_code: "MIX-100000",
            word: "InvalidRequest",
            advice: "The request is not what this address takes; correct what is named and send it again.",
            can_retry: false,
        };
        const FAULT: Spec = Spec {
            status: 500,
            slug: "internal",
            place: EnvelopePart::Body,
            error_type: ErrorType::InternalServerError,
            xml_code: "MIX-200002",
            word: "InternalError",
            advice: "The service failed; send the ticket id to support@mixvel.com.",
            can_retry: false,
        };
        match self {
            Self::MalformedRequest => BODY,
            Self::InvalidCredentials => Spec {
                status: 401,
                slug: "invalid-credentials",
                place: EnvelopePart::AuthResponse,
                xml_code: "MIX-100100001",
                word: "InvalidUsernameOrPassword",
                advice: "The login or the password is wrong; check both in the settings of the application.",
                ..BODY
            },
            Self::AccessRefused => Spec {
                status: 403,
                slug: "access-refused",
                place: EnvelopePart::AuthResponse,
                xml_code: "MIX-100100002",
                word: "AuthenticationFailed",
                advice: "The application, its agency or the structure unit is blocked, or the unit is unknown or not \
                         allowed for this application; check StructureUnitID, then ask the agency's administrator.",
                ..BODY
            },
            Self::TooManyRequests => Spec {
                status: 429,
                slug: "too-many-requests",
                xml_code: "MIX-100100900",
                word: "TooManyRequests",
                advice: "Too many wrong passwords or checks from this address; wait as long as RetryAfter says.",
                can_retry: true,
                ..BODY
            },
            Self::TokenRefused => Spec {
                status: 401,
                slug: "token-refused",
                xml_code: "MIX-100100002",
                word: "AuthenticationFailed",
                advice: "Send `Authorization: Bearer` with a token that counts; /api/Accounts/login gives one.",
                ..BODY
            },
            Self::NotSignedIn => Spec {
                status: 401,
                slug: "not-signed-in",
                word: "NotSignedIn",
                advice: "Nobody is signed in; open the sign-in page of this host.",
                ..BODY
            },
            Self::ClientRefused => Spec {
                status: 401,
                slug: "client-refused",
                xml_code: "MIX-100100002",
                word: "AuthenticationFailed",
                advice: "The caller is unknown; send the client id and secret with HTTP Basic.",
                ..BODY
            },
            Self::LoginLocked => Spec {
                status: 403,
                slug: "login-locked",
                word: "LoginLocked",
                advice: "Too many wrong passwords have locked this login; reset the password or ask who administers it.",
                ..BODY
            },
            Self::Busy => Spec {
                status: 429,
                slug: "busy",
                word: "Busy",
                advice: "Other tries for the same account are being looked at; send the same request again.",
                can_retry: true,
                ..BODY
            },
            Self::NoAccess => Spec {
                status: 403,
                slug: "no-access",
                word: "NoAccess",
                advice: "The password is right, but its owner may not sign in here; ask the agency's administrator.",
                ..BODY
            },
            Self::CodeLocked => Spec {
                status: 403,
                slug: "code-locked",
                word: "CodeLocked",
                advice: "Too many wrong authentication codes have locked the account; write to support@mixvel.com.",
                ..BODY
            },
            Self::InvalidCode => Spec {
                status: 403,
                slug: "invalid-code",
                word: "InvalidCode",
                advice: "The authentication code is wrong; it changes every 30 seconds.",
                ..BODY
            },
            Self::CodeReplayed => Spec {
                status: 403,
                slug: "code-replayed",
                word: "CodeReplayed",
                advice: "The authentication code has been used already; wait for the next one.",
                ..BODY
            },
            Self::StepMismatch => Spec {
                status: 409,
                slug: "step-mismatch",
                word: "StepMismatch",
                advice: "The sign-in stands at another step; ask for its state and go on from there.",
                ..BODY
            },
            Self::ChoiceUnavailable => Spec {
                status: 409,
                slug: "choice-unavailable",
                word: "ChoiceUnavailable",
                advice: "The choice is not available any more; ask for the state and choose again.",
                ..BODY
            },
            Self::CrossSite => Spec {
                status: 403,
                slug: "cross-site",
                word: "CrossSite",
                advice: "The request does not come from a page of this host; open the page and try again.",
                ..BODY
            },
            Self::LinkInvalid => Spec {
                status: 410,
                slug: "link-invalid",
                word: "LinkInvalid",
                advice: "The link has been used, replaced or has expired; ask for a new one.",
                ..BODY
            },
            Self::WeakPassword => Spec {
                status: 422,
                slug: "weak-password",
                word: "WeakPassword",
                advice: "The new password breaks a rule; choose another one of 8 to 128 characters.",
                ..BODY
            },
            Self::ConsentMissing => Spec {
                status: 422,
                slug: "consent-missing",
                word: "ConsentMissing",
                advice: "The first password needs the consent to the current text; read it and consent.",
                ..BODY
            },
            Self::ReissueUnavailable => Spec {
                status: 403,
                slug: "reissue-unavailable",
                word: "ReissueUnavailable",
                advice: "The QR code cannot be issued again here; ask the agency's administrator.",
                ..BODY
            },
            Self::NotAllowed => Spec {
                status: 403,
                slug: "not-allowed",
                word: "NotAllowed",
                advice: "This is nothing that the caller may do; ask whoever administers it.",
                ..BODY
            },
            Self::StepUpRequired => Spec {
                status: 403,
                slug: "step-up-required",
                word: "StepUpRequired",
                advice: "The change asks for a current code; send one to /api/admin/step-up or /api/auth/account/step-up, then the change again.",
                ..BODY
            },
            Self::OwnAccount => Spec {
                status: 403,
                slug: "own-account",
                word: "OwnAccount",
                advice: "Nobody blocks, demotes or resets the own account; ask somebody else who may.",
                ..BODY
            },
            Self::LastAdministrator => Spec {
                status: 409,
                slug: "last-administrator",
                word: "LastAdministrator",
                advice: "The agency would be without an active administrator; make somebody else one first.",
                ..BODY
            },
            Self::Overtaken => Spec {
                status: 409,
                slug: "overtaken",
                word: "Overtaken",
                advice: "Somebody else has changed it since it was read; read it again and repeat the change.",
                ..BODY
            },
            Self::AlreadyExists => Spec {
                status: 409,
                slug: "already-exists",
                word: "AlreadyExists",
                advice: "There is one of this name already; change that one or choose another name.",
                ..BODY
            },
            Self::NotFound => Spec {
                status: 404,
                slug: "not-found",
                word: "NotFound",
                advice: "Nothing lives at this address; check the host and the path.",
                ..BODY
            },
            Self::MethodNotAllowed => Spec {
                status: 405,
                slug: "method-not-allowed",
                word: "MethodNotAllowed",
                advice: "The address takes other methods; the Allow header lists them.",
                ..BODY
            },
            Self::PayloadTooLarge => Spec {
                status: 413,
                slug: "payload-too-large",
                word: "PayloadTooLarge",
                advice: "The body is over 64 KiB, the most that this address takes.",
                ..BODY
            },
            Self::UnsupportedMediaType => Spec {
                status: 415,
                slug: "unsupported-media-type",
                word: "UnsupportedMediaType",
                advice: "Send the body with the media type that the address takes, in UTF-8 and not compressed.",
                ..BODY
            },
            Self::UpstreamUnavailable => Spec {
                status: 502,
                slug: "upstream-unavailable",
                word: "UpstreamUnavailable",
                advice: "The web service did not answer; before you repeat, find out whether it acted.",
                ..FAULT
            },
            Self::UpstreamTimeout => Spec {
                status: 504,
                slug: "upstream-timeout",
                word: "UpstreamTimeout",
                advice: "The web service did not answer in time; before you repeat, find out whether it acted.",
                ..FAULT
            },
            Self::StorageUnavailable => Spec {
                status: 503,
                slug: "storage-unavailable",
                word: "StorageUnavailable",
                advice: "Storage did not answer and nothing was changed; try again in a moment.",
                can_retry: true,
                ..FAULT
            },
            Self::Internal => FAULT,
        }
    }
}
