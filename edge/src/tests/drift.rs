//! What storage and a copy of it once answered differently.

use futures_executor::block_on;
use shared::audit::Event;
use shared::seal::Sealed;
use shared::time::{HOUR_MS, MINUTE_MS};
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::browser::{Browser, CASHIER, KEY, READY, at};
use super::harness::{App, REQUEST_ID};
use crate::counters::locks::Start;
use crate::secrets::secret::SecretHash;
use crate::storage::employees::{Change, Employees, NewSignIn};
use crate::storage::leases::Lease;
use crate::storage::outbox::{Cause, MailKind, NewNotice};
use crate::storage::second_factors::{Acceptance, RightCode, SecondFactors, WrongCodeNotices};

fn agency() -> AgencyCode {
    AgencyCode::from_number(12036).unwrap()
}

fn ready() -> Login {
    Login::parse(READY).unwrap()
}

/// A browser whose session was opened now.
fn signed_in(app: &App) -> Browser<'_> {
    app.make_ready(READY);
    let browser = Browser::at(app, CASHIER);
    browser.log_in(READY);
    browser.code(&app.shown_code(KEY));
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
    browser
}

/// Asks storage for a change of the point of sale, and says whether it opened one.
fn opens_change(app: &App) -> bool {
    let now = app.now.get();
    let sign_in = NewSignIn {
        secret: SecretHash::from_stored("change".to_owned()),
        agency: agency(),
        login: ready(),
        product: Product::Cashier,
        at: now,
        address: String::new(),
        user_agent: String::new(),
    };
    let change = Change {
        session: SecretHash::from_stored(app.value("SELECT secret_hash FROM session")),
        unit: StructureUnitId::parse("12036_ALPHA").unwrap(),
        seance: None,
        active_since: now.plus_ms(-HOUR_MS),
        opened_since: now.plus_ms(-24 * HOUR_MS),
    };
    let opened = block_on(app.platform.open_change(&sign_in, &change)).unwrap();
    assert_eq!(opened, app.count("sign_in WHERE session_hash IS NOT NULL") == 1);
    opened
}

#[test]
fn a_change_of_the_point_of_sale_needs_a_session_that_lives() {
    let ended = "UPDATE session SET ended_at = 1, ended_by = 'owner'";
    let idle = "UPDATE session SET last_active_at = last_active_at - 3600000";
    let old = "UPDATE session SET created_at = created_at - 86400000";
    for (end, opened) in [("", true), (ended, false), (idle, false), (old, false)] {
        let app = App::new();
        signed_in(&app);
        app.execute(end);
        assert_eq!(opens_change(&app), opened, "{end}");
    }
}

/// Leases a try of a code, and what is compared.
fn begin_code(app: &App) -> (Lease, Sealed) {
    let lease = Lease::of_code("lease".to_owned(), agency(), &ready());
    let begun = block_on(app.platform.begin_code(&lease, agency(), &ready(), app.now.get())).unwrap();
    let (start, key) = begun.unwrap();
    assert_eq!(start, Start::Granted);
    (lease, key.sealed)
}

#[test]
fn a_right_code_marks_no_sign_in_that_is_over() {
    for (end, acceptance) in
        [("", Acceptance::Accepted), ("UPDATE sign_in SET ended_at = 1", Acceptance::Refused)]
    {
        let app = App::new();
        app.make_ready(READY);
        Browser::at(&app, CASHIER).log_in(READY);
        let (lease, key) = begin_code(&app);
        app.execute(end);
        let code = RightCode {
            sign_in: SecretHash::from_stored(app.value("SELECT secret_hash FROM sign_in")),
            agency: agency(),
            login: ready(),
            key,
            step: 1,
            lease,
            attempt: "attempt".to_owned(),
            at: app.now.get(),
        };
        let ctx = app.ctx(REQUEST_ID);
        let row = |event| ctx.audit(Some(agency()), event, READY, READY, "");
        let (accepted, activated) = (row(Event::CodeAccepted), row(Event::SecondFactorActivated));
        let answer = block_on(app.platform.accept_code(&code, &accepted, &activated)).unwrap();
        assert_eq!(answer, acceptance, "{end}");
        let passed = usize::from(acceptance == Acceptance::Accepted);
        assert_eq!(app.count("sign_in WHERE code_passed_at IS NOT NULL"), passed, "{end}");
        assert_eq!(app.count("audit WHERE event = 'code.accepted'"), passed, "{end}");
        assert_eq!(app.count("lease"), 0, "{end}");
    }
}

#[test]
fn a_wrong_code_of_a_second_factor_that_is_gone_settles_nothing() {
    let app = App::new();
    app.make_ready(READY);
    let (login, (lease, _)) = (ready(), begin_code(&app));
    app.execute("DELETE FROM second_factor");
    let ctx = app.ctx(REQUEST_ID);
    let row = |event| ctx.audit(Some(agency()), event, READY, READY, "");
    let notice = NewNotice {
        mail_id: "mail".to_owned(),
        kind: MailKind::CodeLocked,
        login: login.clone(),
        product: Product::Cashier,
        origin: String::new(),
        cause: Cause { address: String::new(), country: None, user_agent: String::new() },
        at: ctx.now,
        not_since: ctx.now.plus_ms(-MINUTE_MS),
    };
    let notices = WrongCodeNotices { after_password: Some(notice.clone()), locked: notice };
    let (refused, locked) = (row(Event::CodeRefused), row(Event::CodeLocked));
    let settled =
        app.platform.settle_wrong_code(&lease, (agency(), &login), ctx.now, &refused, &locked, &notices);
    assert_eq!(block_on(settled).unwrap(), None);
    assert_eq!((app.count("outbox"), app.count("lease")), (0, 0));
}
