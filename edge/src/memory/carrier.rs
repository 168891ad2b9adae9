//! A carrier in memory: it keeps what it takes over, and fails as a test says.

use std::collections::VecDeque;

use super::Memory;
use crate::config::MailTransport;
use crate::ports::carrier::{Carrier, CarryError, Letter};

/// What was carried away, and what is to become of the next mails.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Sender, recipient and bytes of every mail that was taken over.
    pub(crate) mails: Vec<(String, String, Vec<u8>)>,
    /// How the next mails fare; those after them are taken over.
    pub(crate) next: VecDeque<Fate>,
}

/// What becomes of a mail.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// It is not taken over.
    Turned(CarryError),
    /// It is taken over, but nobody says so.
    Unanswered,
}

impl Carrier for Memory {
    async fn carry(
        &self,
        _transport: &MailTransport,
        letter: &Letter<'_>,
        _limit_ms: u32,
    ) -> Result<(), CarryError> {
        let carried = &mut self.0.borrow_mut().carried;
        let fate = carried.next.pop_front();
        if let Some(Fate::Turned(error)) = fate {
            return Err(error);
        }
        carried.mails.push((letter.from.to_owned(), letter.to.to_owned(), letter.raw.to_vec()));
        match fate {
            None => Ok(()),
            _ => Err(CarryError::Failed("no answer".to_owned())),
        }
    }
}
