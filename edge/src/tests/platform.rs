//! The platform of the tests: `SQLite` with the real migrations, and small fakes of what is no storage.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::poll_fn;
use std::task::Poll;

use shared::nfkc::nfkc;
use shared::password_hash::{Cost, HashError, Peppers, Verdict, verify};
use shared::value::password::NormalPassword;

use super::copies::Copies;
use crate::config::MailTransport;
use crate::error::Internal;
use crate::http::page_face;
use crate::ports::carrier::{Carrier, CarryError, Letter};
use crate::ports::counters::{Counters, Happened};
use crate::ports::database_size::DatabaseSize;
use crate::ports::failures::Failures;
use crate::ports::operator_keys::OperatorKeys;
use crate::ports::queue::Queue;
use crate::ports::{AddressLimit, Breaches, Hasher, Log, Pages, Random, Shield};
use crate::secrets::secret::SecretHash;
use crate::storage::audit;
use crate::storage::database::{Database, Rows};
use crate::storage::sqlite::Sqlite;
use crate::storage::statement::Statement;

/// Everything that an application under test stands on, open to the tests.
pub(super) struct Platform {
    pub(super) db: Sqlite,
    pub(super) copies: Copies,
    /// Names of the batches that were begun.
    pub(super) batches: RefCell<Vec<&'static str>>,
    pub(super) address_is_over_its_limit: Cell<bool>,
    /// How many passwords were compared with a hash.
    pub(super) compared: Cell<u32>,
    pub(super) queue: Queue,
    pub(super) failures: Failures,
    /// What the service of breaches answers, if it does, and what it was asked.
    pub(super) breaches: RefCell<Option<String>>,
    pub(super) asked_of_breaches: RefCell<Vec<String>>,
    /// Sender, recipient and bytes of every mail that was taken over.
    pub(super) carried: RefCell<Vec<(String, String, Vec<u8>)>>,
    /// What each mail might take, in milliseconds.
    pub(super) carry_limits_ms: RefCell<Vec<u32>>,
    /// How the next mails fare; those after them are taken over.
    pub(super) fates: RefCell<VecDeque<Fate>>,
    pub(super) pages: RefCell<BTreeMap<String, String>>,
    pub(super) log: RefCell<Vec<String>>,
    pub(super) counted: RefCell<Vec<Happened>>,
    /// Operators' keys that were right, and how many others may still be asked about.
    known_keys: RefCell<BTreeSet<SecretHash>>,
    unknown_keys: Cell<u32>,
    drawn: Cell<u64>,
}

/// What becomes of a mail.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// It is not taken over.
    Turned(CarryError),
    /// It is taken over, but nobody says so.
    Unanswered,
    /// Nobody says anything, and its try never ends.
    Endless,
}

impl Platform {
    /// A platform whose storage has no rows.
    pub(super) fn new() -> Self {
        let common = shared::common_passwords::LIST.to_owned();
        Self {
            db: Sqlite::new(),
            copies: Copies::default(),
            batches: RefCell::default(),
            address_is_over_its_limit: Cell::default(),
            compared: Cell::default(),
            carry_limits_ms: RefCell::default(),
            queue: Queue::new(),
            failures: Failures::new(),
            breaches: RefCell::new(Some(String::new())),
            asked_of_breaches: RefCell::default(),
            carried: RefCell::default(),
            fates: RefCell::default(),
            pages: RefCell::new(BTreeMap::from([("/pages/common_passwords.txt".to_owned(), common)])),
            log: RefCell::default(),
            counted: RefCell::default(),
            known_keys: RefCell::default(),
            unknown_keys: Cell::new(60),
            drawn: Cell::default(),
        }
    }
}

impl Database for Platform {
    async fn run(&self, name: &'static str, batch: Vec<Statement>) -> Result<Vec<Rows>, Internal> {
        self.batches.borrow_mut().push(name);
        pass_turn().await;
        let events: Vec<_> = batch.iter().map(Statement::event).collect();
        let rows = self.db.run(name, batch).await?;
        audit::count(self, &events, &rows);
        Ok(rows)
    }
}

/// Lets whatever else is under way go on first, before a batch and amid a hash.
async fn pass_turn() {
    let mut had_a_turn = false;
    poll_fn(|context| {
        if std::mem::replace(&mut had_a_turn, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl AddressLimit for Platform {
    async fn admit(&self, _address: &str) -> Result<bool, Internal> {
        Ok(!self.address_is_over_its_limit.get())
    }
}

impl OperatorKeys for Platform {
    async fn admit_key(&self, key: &SecretHash, _address: &str) -> Result<bool, Internal> {
        if self.known_keys.borrow().contains(key) {
            return Ok(true);
        }
        let left = self.unknown_keys.get();
        self.unknown_keys.set(left.saturating_sub(1));
        Ok(left > 0)
    }

    fn key_was_right(&self, key: &SecretHash) {
        self.known_keys.borrow_mut().insert(key.clone());
    }

    fn key_was_wrong(&self, key: &SecretHash) {
        self.known_keys.borrow_mut().remove(key);
    }
}

impl DatabaseSize for Platform {
    async fn database_bytes(&self) -> Result<i64, Internal> {
        Ok(4096)
    }
}

impl Shield for Platform {
    fn failures(&self) -> &Failures {
        &self.failures
    }
}

impl Hasher for Platform {
    fn nfkc(&self, text: &str) -> String {
        nfkc(text)
    }

    fn queue(&self) -> &Queue {
        &self.queue
    }

    async fn compare(
        &self,
        password: &NormalPassword,
        stored: &str,
        cost: Cost,
        peppers: &Peppers,
    ) -> Result<Verdict, HashError> {
        self.compared.set(self.compared.get() + 1);
        pass_turn().await;
        verify(password, stored, cost, peppers)
    }
}

impl Breaches for Platform {
    async fn breached(&self, url: &str, prefix: &str) -> Result<String, Internal> {
        self.asked_of_breaches.borrow_mut().push(format!("{url}/{prefix}"));
        self.breaches.borrow().clone().ok_or_else(|| Internal::fault("no answer".to_owned()))
    }
}

impl Carrier for Platform {
    async fn carry(
        &self,
        _transport: &MailTransport,
        letter: &Letter<'_>,
        limit_ms: u32,
    ) -> Result<(), CarryError> {
        self.carry_limits_ms.borrow_mut().push(limit_ms);
        let fate = self.fates.borrow_mut().pop_front();
        if matches!(fate, Some(Fate::Endless)) {
            std::future::pending::<()>().await;
        }
        if let Some(Fate::Turned(error)) = fate {
            return Err(error);
        }
        let mail = (letter.from.to_owned(), letter.to.to_owned(), letter.raw.to_vec());
        self.carried.borrow_mut().push(mail);
        match fate {
            None => Ok(()),
            _ => Err(CarryError::Unknown("no answer".to_owned())),
        }
    }
}

impl Pages for Platform {
    async fn page(&self, path: &str) -> Result<Option<String>, Internal> {
        Ok(self.pages.borrow().get(path).cloned())
    }

    async fn app(&self) -> Result<String, Internal> {
        Ok(self.page(page_face::APP).await?.unwrap_or_default())
    }
}

impl Random for Platform {
    fn bytes<const N: usize>(&self) -> [u8; N] {
        self.drawn.set(self.drawn.get() + 1);
        let drawn = self.drawn.get().to_le_bytes();
        std::array::from_fn(|index| drawn[index % drawn.len()])
    }
}

impl Counters for Platform {
    fn count(&self, happened: Happened) {
        self.counted.borrow_mut().push(happened);
    }
}

impl Log for Platform {
    fn error(&self, line: &str) {
        self.log.borrow_mut().push(line.to_owned());
    }
}
