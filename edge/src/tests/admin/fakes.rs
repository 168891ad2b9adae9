//! What is no storage, for whoever creates accounts at the desk.

use shared::common_passwords;
use shared::nfkc;
use shared::password_hash::{Cost, HashError, Peppers, Verdict, verify};
use shared::value::password::NormalPassword;

use super::desk::Desk;
use crate::error::Internal;
use crate::ports::{Breaches, Hasher, Log, Pages};

impl Hasher for Desk {
    fn nfkc(&self, text: &str) -> String {
        nfkc::nfkc(text)
    }

    async fn compare(
        &self,
        password: &NormalPassword,
        stored: &str,
        cost: Cost,
        peppers: &Peppers,
    ) -> Result<Verdict, HashError> {
        verify(password, stored, cost, peppers)
    }
}

impl Pages for Desk {
    async fn page(&self, _path: &str) -> Result<Option<String>, Internal> {
        Ok(Some(common_passwords::LIST.to_owned()))
    }

    async fn app(&self) -> Result<String, Internal> {
        Ok(String::new())
    }
}

impl Breaches for Desk {
    async fn breached(&self, _url: &str, _prefix: &str) -> Result<String, Internal> {
        Ok(String::new())
    }
}

impl Log for Desk {
    fn error(&self, line: &str) {
        panic!("{line}");
    }
}
