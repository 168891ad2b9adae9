//! The ways out for mails: the platform's own, and a mail server over a socket.

use std::time::Duration;

use worker::{EmailMessage, SendEmail};

use super::runtime::within;
use super::{Platform, smtp_socket};
use crate::config::MailTransport;
use crate::ports::carrier::{Carrier, CarryError, Letter};

impl Carrier for Platform {
    async fn carry(
        &self,
        transport: &MailTransport,
        letter: &Letter<'_>,
        limit_ms: u32,
    ) -> Result<(), CarryError> {
        let limit = Duration::from_millis(limit_ms.into());
        match (transport, &self.mail) {
            (MailTransport::Smtp(server), _) => smtp_socket::send(server, letter, limit).await,
            (MailTransport::SendEmail, Some(binding)) => {
                let late = CarryError::Unknown("send_email: no answer".to_owned());
                within(limit, send_email(binding, letter)).await.unwrap_or(Err(late))
            }
            (MailTransport::SendEmail | MailTransport::Local | MailTransport::None, _) => {
                Err(CarryError::Failed("nothing is there that sends mails".to_owned()))
            }
        }
    }
}

/// The platform does not say which of its refusals are for good, so none of them is.
async fn send_email(binding: &SendEmail, letter: &Letter<'_>) -> Result<(), CarryError> {
    let failed = |why: String| CarryError::Failed(format!("send_email: {why}"));
    let raw = std::str::from_utf8(letter.raw).map_err(|_| failed("the mail is not UTF-8".to_owned()))?;
    let message = EmailMessage::new(letter.from, letter.to, raw)
        .map_err(|error| failed(String::from(error.message())))?;
    match binding.send(&message).await {
        Ok(_) => Ok(()),
        Err(error) => Err(failed(String::from(error.message()))),
    }
}
