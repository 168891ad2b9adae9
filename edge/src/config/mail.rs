//! How mails leave, and from whom.

use std::fmt;
use std::str::FromStr as _;

use email_address::EmailAddress;

use super::Texts;
use crate::error::Internal;

/// How mails leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTransport {
    /// They stay in the outbox, to be looked at.
    Local,
    /// The platform sends them: the binding `MAIL`.
    SendEmail,
    /// A mail server takes them.
    Smtp(SmtpServer),
    /// They wait.
    None,
}

/// A server that takes mails of ours over (RFC 6409).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpServer {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// When the connection becomes secret.
    pub security: Security,
    /// Who we are to it.
    pub credentials: SmtpCredentials,
}

/// When a connection to a mail server becomes secret; credentials and mails never leave before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// After the command of this name, which the server must offer.
    StartTls,
    /// From its first byte.
    Tls,
}

/// Name and password at a mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpCredentials {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for SmtpCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpCredentials(..)")
    }
}

/// Reads the transport. Whatever sends mails needs a sender, and a mail server its address and credentials.
pub(super) fn transport(texts: &Texts) -> Result<MailTransport, Internal> {
    let transport = match texts.mail_transport.as_str() {
        "" => return Ok(MailTransport::None),
        "local" if cfg!(any(feature = "local", test)) => MailTransport::Local,
        "send_email" => MailTransport::SendEmail,
        "smtp" => MailTransport::Smtp(server(texts)?),
        _ => return Err(setting("MAIL_TRANSPORT", "is not one that this build has")),
    };
    match EmailAddress::from_str(&texts.mail_from) {
        Ok(mailbox) if mailbox.email().is_ascii() => Ok(transport),
        Ok(_) => Err(setting("MAIL_FROM", "has an address that is not ASCII")),
        Err(_) => Err(setting("MAIL_FROM", "is no mailbox as in `Name <name@example.com>`")),
    }
}

fn server(texts: &Texts) -> Result<SmtpServer, Internal> {
    let url = texts.smtp_url.as_str();
    let (security, usual, rest) = match (url.strip_prefix("smtp://"), url.strip_prefix("smtps://")) {
        (Some(rest), _) => (Security::StartTls, 587, rest),
        (_, Some(rest)) => (Security::Tls, 465, rest),
        (None, None) => return Err(setting("SMTP_URL", "does not begin with `smtp://` or `smtps://`")),
    };
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => {
            (host, port.parse().map_err(|_| setting("SMTP_URL", "has no port behind `:`"))?)
        }
        None => (rest, usual),
    };
    let named = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    if host.is_empty() || !host.chars().all(named) {
        return Err(setting("SMTP_URL", "is not `smtp://host:port`; credentials are a secret of their own"));
    }
    if port == 25 {
        return Err(setting(
            "SMTP_URL",
            "has port 25, which the platform closes; servers take mails at 587 or 465",
        ));
    }
    Ok(SmtpServer {
        host: host.to_owned(),
        port,
        security,
        credentials: credentials(&texts.smtp_credentials)?,
    })
}

fn credentials(text: &str) -> Result<SmtpCredentials, Internal> {
    let wrong = |why: &str| setting("SMTP_CREDENTIALS", why);
    if text.is_empty() {
        return Err(wrong("is missing"));
    }
    // NUL parts the two on their way to the server (RFC 4616).
    match text.split_once(':') {
        Some((user, password)) if !user.is_empty() && !password.is_empty() && !text.contains('\0') => {
            Ok(SmtpCredentials { user: user.to_owned(), password: password.to_owned() })
        }
        _ => Err(wrong("is not `user:password`")),
    }
}

fn setting(name: &str, why: &str) -> Internal {
    Internal::fault(format!("setting {name}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "mixvel:hunter2";

    fn texts(url: &str) -> Texts {
        Texts {
            mail_transport: "smtp".to_owned(),
            mail_from: "MixVel <no-reply@mixvel.com>".to_owned(),
            smtp_url: url.to_owned(),
            smtp_credentials: SECRET.to_owned(),
            ..Texts::default()
        }
    }

    #[track_caller]
    fn refused(texts: &Texts) -> String {
        transport(texts).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_mail_server_is_reached_at_the_port_of_its_security() {
        for (url, host, port, security) in [
            ("smtp://mail.example.com", "mail.example.com", 587, Security::StartTls),
            ("smtps://mail.example.com", "mail.example.com", 465, Security::Tls),
            ("smtp://127.0.0.1:2587", "127.0.0.1", 2587, Security::StartTls),
        ] {
            let Ok(MailTransport::Smtp(server)) = transport(&texts(url)) else { panic!("{url}") };
            assert_eq!((server.host.as_str(), server.port, server.security), (host, port, security));
            assert_eq!(server.credentials.password, "hunter2");
            assert!(!format!("{server:?}").contains("hunter2"));
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused_and_told_apart_from_a_secret() {
        for url in [
            "",
            "mail.example.com:587",
            "http://mail.example.com",
            "smtp://",
            "smtp://:587",
            "smtp://mail.example.com:x",
            "smtp://mail.example.com:70000",
            "smtp://mail.example.com/",
            "smtp://mixvel:hunter2@mail.example.com",
            "smtp://hunter2@mail.example.com",
            "smtp://mail.example.com:25",
        ] {
            let told = refused(&texts(url));
            assert!(told.starts_with("setting SMTP_URL: ") && !told.contains("hunter2"), "{url}: {told}");
        }
    }

    #[test]
    fn credentials_that_are_none_are_refused_without_telling_them() {
        for secret in ["", "hunter2", ":hunter2", "mixvel:", "mix\0vel:hunter2", "mixvel:hunter\02"] {
            let texts = Texts { smtp_credentials: secret.to_owned(), ..texts("smtp://mail.example.com") };
            let told = refused(&texts);
            assert!(told.starts_with("setting SMTP_CREDENTIALS: ") && !told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn whatever_sends_mails_needs_a_sender() {
        for transport in ["local", "send_email", "smtp"] {
            for from in ["", "MixVel", "no-reply@mixvel.com\r\nBcc: a@b", "a@почта.рф"] {
                let texts = Texts {
                    mail_transport: transport.to_owned(),
                    mail_from: from.to_owned(),
                    ..texts("smtp://mail.example.com")
                };
                assert!(refused(&texts).starts_with("setting MAIL_FROM: "), "{transport} {from:?}");
            }
        }
        assert_eq!(transport(&Texts::default()).ok(), Some(MailTransport::None));
    }
}
