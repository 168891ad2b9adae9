//! Password hashes, computed where the request is.

use shared::password_hash::{Cost, HashError, Peppers, Verdict, verify};
use shared::value::password::NormalPassword;
use web_sys::js_sys::JsString;

use super::Platform;
use crate::ports::Hasher;
use crate::ports::queue::Queue;

impl Hasher for Platform {
    fn nfkc(&self, text: &str) -> String {
        JsString::from(text).normalize("NFKC").into()
    }

    fn queue(&self) -> &Queue {
        static QUEUE: Queue = Queue::new();
        &QUEUE
    }

    async fn compare(
        &self,
        password: &NormalPassword,
        stored: &str,
        cost: Cost,
        peppers: &Peppers,
    ) -> Result<Verdict, HashError> {
        // The tests count these lines.
        #[cfg(feature = "local")]
        worker::console_debug!("a password is compared");
        verify(password, stored, cost, peppers)
    }
}
