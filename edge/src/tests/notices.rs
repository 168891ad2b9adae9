//! Notices in the windows: from the announcement to what the windows of a product read.

use futures_executor::block_on;
use serde_json::{Value, json};
use shared::api::admin::Changed;
use shared::api::admin::texts::{Announce, Notice};
use shared::code::Code;
use shared::time::MINUTE_MS;

use super::browser::{BOSS, CASHIER, json_of};
use super::copies::Fate;
use super::harness::{App, REQUEST_ID, answered, header};
use super::openapi;
use super::texts::operator;
use crate::error::Error;
use crate::features::admin::notices;
use crate::storage::sqlite::Break;

fn tonight(app: &App) -> Announce {
    let now = app.now.get().0;
    Announce {
        product: "boss".to_owned(),
        level: "warning".to_owned(),
        ru: "Ночью работы".to_owned(),
        en: " Maintenance tonight ".to_owned(),
        from_ms: Some(now + MINUTE_MS),
        until_ms: now + 3 * MINUTE_MS,
    }
}

impl App {
    fn try_announce(&self, request: &Announce) -> Result<Notice, Error> {
        block_on(notices::announce(&self.ctx(REQUEST_ID), &operator(), request))
    }

    #[track_caller]
    fn announce(&self, request: &Announce) -> String {
        self.try_announce(request).unwrap_or_else(|error| panic!("{error:?}")).id
    }

    fn withdraw(&self, id: &str) -> Result<Changed, Error> {
        block_on(notices::withdraw(&self.ctx(REQUEST_ID), &operator(), id))
    }

    /// The chore of a minute.
    fn settle(&self) {
        block_on(notices::settle(&self.ctx("cron"))).unwrap_or_else(|error| panic!("{error}"));
    }

    /// What the windows of a product show, in English.
    #[track_caller]
    fn shown(&self, host: &str) -> Vec<String> {
        let asked = self.platform.db.batches.get();
        let answer = answered(self.send_to(host, "GET", "/api/auth/notices", &[], ""));
        openapi::hold("GET", "/api/auth/notices", &answer);
        assert_eq!((answer.status, header(&answer, "Cache-Control")), (200, Some("public, max-age=60")));
        assert_eq!(header(&answer, "Set-Cookie"), None);
        assert_eq!(self.platform.db.batches.get(), asked, "storage is not asked");
        let notices = json_of(&answer)["notices"].clone();
        notices.as_array().unwrap().iter().map(|notice| notice["en"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_notice_is_shown_by_the_windows_of_its_product_while_its_time_runs() {
    let app = App::new();
    let id = app.announce(&tonight(&app));
    assert_eq!(app.shown(BOSS), [] as [&str; 0]);
    app.pass_ms(MINUTE_MS);
    let answer = answered(app.send_to(BOSS, "GET", "/api/auth/notices", &[], ""));
    let told = json!({"id": id, "level": "warning", "ru": "Ночью работы", "en": "Maintenance tonight"});
    assert_eq!(json_of(&answer), json!({"notices": [told]}));
    assert_eq!(app.shown(CASHIER), [] as [&str; 0]);
    app.pass_ms(2 * MINUTE_MS);
    assert_eq!(app.shown(BOSS), [] as [&str; 0]);
    let detail = app.audit().remove(0).1;
    assert!(detail.starts_with("boss warning from "), "{detail}");
}

#[test]
fn a_notice_that_is_withdrawn_is_shown_no_more_and_withdrawn_once() {
    let app = App::new();
    let now = Announce { from_ms: None, ..tonight(&app) };
    let (id, other) = (app.announce(&now), Announce { en: "Other".to_owned(), ..now.clone() });
    app.pass_ms(1);
    app.announce(&other);
    assert_eq!(app.shown(BOSS), ["Other", "Maintenance tonight"]);
    let listed = block_on(notices::list(&app.ctx(REQUEST_ID))).unwrap().items;
    assert_eq!(listed.len(), 2);
    assert!(app.withdraw(&id).unwrap().changed);
    assert_eq!(app.shown(BOSS), ["Other"]);
    assert!(!app.withdraw(&id).unwrap().changed);
    assert!(
        matches!(app.withdraw("nobody's"), Err(Error::Failure(failure)) if failure.code == Code::NotFound)
    );
    assert_eq!(app.events(), ["notice.announced", "notice.announced", "notice.withdrawn"]);
}

#[test]
fn without_good_copies_nothing_is_shown_until_the_next_minute_mends_them() {
    let app = App::new();
    let now = Announce { from_ms: None, ..tonight(&app) };
    app.platform.copies.fate.set(Fate::Stale);
    app.announce(&now);
    assert_eq!(app.shown(BOSS), [] as [&str; 0]);
    app.platform.copies.fate.set(Fate::Failed);
    assert_eq!(app.shown(BOSS), [] as [&str; 0]);
    app.settle();
    assert!(app.platform.log.borrow().len() > 1);
    app.platform.copies.fate.set(Fate::Done);
    app.settle();
    assert_eq!(app.shown(BOSS), ["Maintenance tonight"]);
    for bad in ["", "[{}]", "[]"] {
        app.platform.copies.kept.borrow_mut().insert("notices/boss".to_owned(), bad.to_owned());
        assert_eq!(app.shown(BOSS), [] as [&str; 0], "{bad}");
        app.settle();
        assert_eq!(app.shown(BOSS), ["Maintenance tonight"], "{bad}");
    }
    app.pass_ms(3 * MINUTE_MS);
    app.settle();
    let kept: Value = serde_json::from_str(&app.platform.copies.kept.borrow()["notices/boss"]).unwrap();
    assert_eq!(kept, json!([]), "what is over is copied no more");
}

#[test]
fn what_was_announced_is_told_though_its_copy_could_not_be_made() {
    let app = App::new();
    app.break_at(2, Break::Before);
    app.announce(&Announce { from_ms: None, ..tonight(&app) });
    app.mend();
    assert_eq!(app.platform.log.borrow().len(), 1);
    app.settle();
    assert_eq!(app.shown(BOSS), ["Maintenance tonight"]);
}

#[test]
fn what_is_no_notice_is_not_announced() {
    let app = App::new();
    let right = tonight(&app);
    let now = app.now.get().0;
    let wrong = [
        Announce { product: "all".to_owned(), ..right.clone() },
        Announce { level: "error".to_owned(), ..right.clone() },
        Announce { ru: "English".to_owned(), ..right.clone() },
        Announce { en: String::new(), ..right.clone() },
        Announce { from_ms: Some(right.until_ms), ..right.clone() },
        Announce { from_ms: None, until_ms: now, ..right.clone() },
        Announce { until_ms: now * 2, ..right },
    ];
    for request in wrong {
        match app.try_announce(&request) {
            Err(Error::Failure(failure)) => assert_eq!(failure.code, Code::MalformedRequest, "{request:?}"),
            other => panic!("{other:?}"),
        }
    }
}
