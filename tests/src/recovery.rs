//! Links to a new password, as their mails hold them and our pages send them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::api::recovery::{Purpose, ReadLink, RequestReset, SavePassword};

use crate::browser::Browser;
use crate::connection::{Request, Response};
use crate::employee::{Employee, now};
use crate::settings;
use crate::wait::until;

/// A password that nobody had before.
pub const NEW_PASSWORD: &str = "correct horse battery";

impl Browser<'_> {
    /// The request of a reset link.
    pub fn reset_request(&self, email: &str) -> Request {
        self.post(RequestReset::PATH, &json!({ "email": email }))
    }

    /// Asks for a reset link.
    #[track_caller]
    pub fn ask_for_reset(&mut self, email: &str) -> Response {
        self.send(&self.reset_request(email))
    }

    /// The request that looks at a link.
    pub fn link_request(&self, token: &str) -> Request {
        self.post(ReadLink::PATH, &json!({ "token": token }))
    }

    /// Looks at a link.
    #[track_caller]
    pub fn read_link(&mut self, token: &str) -> Response {
        self.send(&self.link_request(token))
    }

    /// The request of a new password, without a consent.
    pub fn save_request(&self, token: &str, password: &str, reissue: bool) -> Request {
        let (token, password) = (token.to_owned(), password.to_owned());
        self.post(SavePassword::PATH, &json!(SavePassword { token, password, reissue, consent: None }))
    }

    /// Saves a new password.
    #[track_caller]
    pub fn save_password(&mut self, token: &str, password: &str, reissue: bool) -> Response {
        self.send(&self.save_request(token, password, reissue))
    }
}

impl Employee<'_> {
    /// Asks for a reset link and waits for it.
    #[track_caller]
    pub fn reset_link(&self) -> String {
        let answer = self.browser().ask_for_reset(&self.login);
        assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
        self.worked_off();
        self.newest_link(Purpose::Reset)
    }

    /// Notes an invitation as the command line does; its token.
    pub fn invited(&self, link_id: &str) -> String {
        // The database takes bound numbers for fractions, so the name is put together here.
        let link_id = format!("{}{link_id}", self.agency);
        let token = token(&link_id);
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(&token));
        self.sql(
            "INSERT INTO link_request (link_id, purpose, login, product, language, origin, address, request_id, \
             requested_at, token_hash) VALUES (?3, 'invitation', ?2, ?4, 'en', '', 'console', '', ?5, ?6)",
            &[json!(link_id), json!(self.product.as_str()), json!(now().0), json!(digest)],
        );
        token
    }

    /// Waits until no link request for this login waits.
    #[track_caller]
    pub fn worked_off(&self) {
        let waiting = "SELECT link_id FROM link_request WHERE login = ?2 AND done_at IS NULL AND ?1 <> 0";
        until(|| self.sql(waiting, &[]).is_empty(), "the request is delivered");
    }

    /// Waits until no mail to this employee waits.
    #[track_caller]
    pub fn mailed(&self) {
        let waiting = "SELECT 1 FROM outbox WHERE agency_code = ?1 AND login = ?2 AND state = 'waiting'";
        until(|| self.sql(waiting, &[]).is_empty(), "the mails have left");
    }

    /// The token of the newest link.
    #[track_caller]
    pub fn newest_link(&self, purpose: Purpose) -> String {
        let newest = "SELECT link_id FROM link WHERE agency_code = ?1 AND login = ?2 AND purpose = ?3 \
                      ORDER BY created_at DESC LIMIT 1";
        let rows = self.sql(newest, &[json!(purpose.as_str())]);
        token(rows.first().expect("a link")["link_id"].as_str().expect("its name"))
    }

    /// Kinds of the mails to this employee, sorted.
    pub fn mails(&self) -> Vec<String> {
        let rows =
            self.sql("SELECT kind FROM outbox WHERE agency_code = ?1 AND login = ?2 ORDER BY kind", &[]);
        rows.iter().map(|row| row["kind"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Makes all mails to this employee older.
    pub fn age_mails(&self, span_ms: i64) {
        let age = "UPDATE outbox SET created_at = created_at - ?3 WHERE agency_code = ?1 AND login = ?2";
        self.sql(age, &[json!(span_ms)]);
    }
}

fn token(link_id: &str) -> String {
    let keys = settings::seal_keys();
    keys.link_token(keys.current_id(), link_id).unwrap()
}
