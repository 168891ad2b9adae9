//! Texts in versions: who is asked for consent, and what is shown of them.

use futures_executor::block_on;
use serde_json::{Value, json};
use shared::api::admin::texts::{PublishText, TextVersion};
use shared::code::Code;
use shared::consent;
use shared::time::MINUTE_MS;
use shared::value::language::Language;

use super::browser::{ADMIN, BOSS, Browser, CASHIER, EMPLOYEE, KEY, READY, at, json_of, refused};
use super::copies::Fate;
use super::harness::{App, REQUEST_ID, answered, header, text};
use super::invitation::invite;
use super::races::in_turns;
use crate::config::Texts;
use crate::config::tests::texts as texts_of_config;
use crate::error::Error;
use crate::features::admin::requester::{Requester, Scope};
use crate::features::admin::texts;
use crate::http::answer::Answer;
use crate::rights::Actor;
use crate::storage::database::Database as _;
use crate::storage::sqlite::Break;
use crate::storage::statement::Statement;

const LATER_MS: i64 = 2 * MINUTE_MS;

pub(super) fn operator() -> Requester {
    Requester { actor: Actor::Operator, name: "operator:olga".to_owned(), scope: Scope::Every, session: None }
}

fn wish(kind: &str, product: &str, what: &str) -> PublishText {
    PublishText {
        kind: kind.to_owned(),
        product: product.to_owned(),
        ru: format!("Русский {what}.\n\nДальше."),
        en: format!("English {what} & <more>.\n\nNext."),
        since_ms: None,
    }
}

impl App {
    fn try_publish(&self, wish: &PublishText) -> Result<TextVersion, Error> {
        block_on(texts::publish(&self.ctx(REQUEST_ID), &operator(), wish))
    }

    #[track_caller]
    fn publish(&self, wish: &PublishText) -> String {
        self.try_publish(wish).unwrap_or_else(|error| panic!("{error:?}")).version
    }

    #[track_caller]
    fn not_published(&self, wish: &PublishText, code: Code) {
        match self.try_publish(wish) {
            Err(Error::Failure(failure)) => assert_eq!(failure.code, code, "{wish:?}"),
            other => panic!("{other:?}"),
        }
    }

    /// A page of a text, from files as the build writes them.
    fn legal(&self, path: &str) -> Answer {
        let mut pages = self.platform.pages.borrow_mut();
        for kind in ["consent", "policy"] {
            for language in ["en", "ru"] {
                let shell = "{version}|{text}|<script id=\"other\">[\"{text}\"]</script>".to_owned();
                pages.insert(format!("/pages/published-{kind}.{language}.html"), shell);
                let by = if kind == "policy" {
                    " by {operator}<script id=\"other\">[\"{operator}\"]</script>"
                } else {
                    ""
                };
                pages.insert(
                    format!("/pages/legal-{kind}.{language}.html"),
                    format!("built in {kind} {language}{by}"),
                );
            }
        }
        pages.insert("/pages/policy.json".to_owned(), "{}".to_owned());
        drop(pages);
        answered(self.send_to(CASHIER, "GET", path, &[("Accept-Language", "en")], ""))
    }

    fn read_legal(&self, path: &str) -> String {
        text(&self.legal(path))
    }
}

#[test]
fn a_new_version_asks_everybody_once_at_the_next_sign_in() {
    let app = App::new();
    app.make_ready(READY);
    app.make_ready(ADMIN);
    let version = app.publish(&wish("consent", "cashier", "one"));
    app.pass_ms(LATER_MS - 1);
    assert_eq!(at(&Browser::at(&app, CASHIER).log_in(READY)), "code", "it does not count yet");
    app.pass_ms(1);
    assert_eq!(at(&Browser::at(&app, BOSS).log_in(ADMIN)), "code", "each product has its own");

    let browser = Browser::at(&app, CASHIER);
    let state = json_of(&browser.log_in(READY));
    assert_eq!(state["step"]["name"], "requirements");
    assert_eq!(state["step"]["consent"]["version"], json!(version));
    refused(&browser.consent(), 409, "step-mismatch");
    assert_eq!(
        at(&browser.post("/api/auth/requirements", &json!({"consent": version, "two_factor": false}))),
        "code"
    );
    assert_eq!(at(&browser.code(&app.shown_code(KEY))), "seance");
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
    assert_eq!(at(&Browser::at(&app, CASHIER).log_in(READY)), "code", "nobody is asked twice");

    let account = json_of(&browser.send_with("GET", "/api/auth/account", &[], ""));
    let consents = account["consents"].as_array().unwrap();
    let told = |consent: &Value| {
        (consent["version"].clone(), consent["product"].clone(), consent["current"].clone())
    };
    let (old, cashier) = (json!(consent::version()), json!("cashier"));
    assert_eq!(told(&consents[0]), (json!(version), cashier.clone(), json!(true)));
    assert_eq!(told(&consents[1]), (old.clone(), json!("boss"), json!(true)));
    assert_eq!(told(&consents[2]), (old, cashier, json!(false)));
}

#[test]
fn open_sessions_go_on_and_sign_ins_under_way_are_asked() {
    let app = App::new();
    app.make_ready(READY);
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(READY);
    browser.code(&app.shown_code(KEY));
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
    let underway = Browser::at(&app, CASHIER);
    app.pass_ms(MINUTE_MS);
    underway.log_in(READY);
    assert_eq!(at(&underway.code(&app.shown_code(KEY))), "seance");
    app.publish(&wish("consent", "cashier", "one"));
    app.pass_ms(LATER_MS);
    assert_eq!(browser.step(), "signed_in");
    assert_eq!(underway.step(), "requirements");
    refused(&underway.seance("Regular"), 409, "step-mismatch");
}

#[test]
fn an_invitation_consents_to_the_text_of_its_product_and_to_the_same_text_elsewhere() {
    let app = super::invitation::invited();
    let version = app.publish(&wish("consent", "boss", "one"));
    app.pass_ms(LATER_MS);
    let token = super::invitation::invite(&app, "i1");
    assert_eq!(app.deliver_requests(), 1);
    let told = json_of(&Browser::at(&app, BOSS).post("/api/auth/password-link", &json!({"token": token})));
    assert_eq!(told["consent"]["version"], json!(version));
    let built_in = consent::version();
    assert_eq!(super::invitation::create(&app, &token, Some(&built_in)).status, 200);
    assert_eq!(app.query("SELECT product, version FROM consent"), [format!("cashier|{built_in}")]);
}

#[test]
fn a_page_shows_the_version_that_counts_or_any_that_is_asked_for() {
    let app = App::new();
    assert_eq!(app.read_legal("/legal/consent"), "built in consent en");
    let version = app.publish(&wish("consent", "cashier", "one"));
    assert_eq!(app.read_legal("/legal/consent"), "built in consent en", "it does not count yet");
    let shown = format!(
        "{}|English one &amp; &lt;more&gt;.\n\nNext.|<script id=\"other\">[\"Русский one.\\n\\nДальше.\"]</script>",
        &app.now.get().plus_ms(LATER_MS).to_string()[..10]
    );
    assert_eq!(app.read_legal(&format!("/legal/consent?version={version}")), shown);
    app.pass_ms(LATER_MS);
    assert_eq!(app.read_legal("/legal/consent"), shown);
    assert!(app.read_legal("/legal/policy").starts_with("built in policy en"));
    let built_in = format!("/legal/consent?version={}", consent::version());
    assert_eq!(app.read_legal(&built_in), "built in consent en");
    let page = app.legal("/legal/consent");
    assert!(
        header(&page, "Content-Security-Policy")
            .unwrap()
            .starts_with("default-src 'none'; script-src 'self'")
    );
    for unknown in ["x", &"0".repeat(64), &version.to_uppercase()] {
        refused(&app.legal(&format!("/legal/consent?version={unknown}")), 404, "not-found");
    }
    refused(&app.legal(&format!("/legal/policy?version={version}")), 404, "not-found");
}

#[test]
fn who_is_responsible_for_the_data_is_named_in_every_version_or_said_to_be_nobody() {
    let named = Texts {
        legal_entity_en: "Mix & Vel LLC, Moscow".to_owned(),
        legal_entity_ru: "ООО «Микс»".to_owned(),
        ..texts_of_config()
    };
    for (texts, en, ru) in [
        (named, "Mix &amp; Vel LLC, Moscow", "ООО «Микс»"),
        (texts_of_config(), "name and address are not stated", "наименование и адрес не указаны"),
    ] {
        let app = App::with(texts);
        let is_named = !en.contains("not stated");
        let state = json_of(&Browser::at(&app, CASHIER).log_in(EMPLOYEE));
        assert_eq!(state["step"]["consent"]["operator_named"], json!(is_named));
        let token = invite(&app, "l1");
        app.execute(&format!("UPDATE employee SET password_version = 0 WHERE login = '{EMPLOYEE}'"));
        let link = json_of(&app.read_link(&token));
        assert_eq!(link["consent"]["operator_named"], json!(is_named), "{link}");
        let built_in = format!("built in policy en by {en}<script id=\"other\">[\"{ru}\"]</script>");
        assert_eq!(app.read_legal("/legal/policy"), built_in);
        app.publish(&PublishText {
            ru: "Отвечает {operator}.".to_owned(),
            en: "It is {operator}.".to_owned(),
            ..wish("policy", "cashier", "")
        });
        app.pass_ms(LATER_MS);
        let published = app.read_legal("/legal/policy");
        let body = format!("It is {en}.|<script id=\"other\">[\"Отвечает {ru}.\"]</script>");
        assert!(published.ends_with(&body), "{published}");
    }
}

#[test]
fn a_version_is_read_from_its_copy_and_without_a_good_one_from_storage() {
    let app = App::new();
    let version = app.publish(&wish("policy", "cashier", "one"));
    let path = format!("/legal/policy?version={version}");
    let shown = app.read_legal(&path);
    let asked = |what: &str| {
        app.platform.batches.borrow_mut().clear();
        assert_eq!(app.read_legal(&path), shown, "{what}");
        !app.platform.batches.borrow().is_empty()
    };
    assert!(!asked("a copy is enough"));
    let key = format!("text/policy/{version}");
    let copy = app.platform.copies.kept.borrow()[&key].clone();
    for bad in ["", "{", "null", "{\"body\":{\"ru\":\"А\",\"en\":\"B\"},\"since_ms\":0}"] {
        app.platform.copies.kept.borrow_mut().insert(key.clone(), bad.to_owned());
        assert!(asked(bad));
        assert_eq!(app.platform.copies.kept.borrow()[&key], copy, "{bad} is replaced");
    }
    app.platform.copies.kept.borrow_mut().clear();
    assert!(asked("no copy"));
    assert!(!asked("the copy is there again"));
    app.platform.copies.fate.set(Fate::Failed);
    app.platform.log.borrow_mut().clear();
    assert!(asked("no copies at all"));
    assert_eq!(app.platform.log.borrow().len(), 2);
    let other = app.publish(&wish("policy", "boss", "two"));
    assert_eq!(app.legal(&format!("/legal/policy?version={other}")).status, 200);
}

#[test]
fn of_two_publications_at_once_one_is_done() {
    let app = App::new();
    let ctx = app.ctx(REQUEST_ID);
    let (one, two) = (wish("consent", "cashier", "one"), wish("consent", "cashier", "two"));
    let olga = operator();
    let both = in_turns([&one, &two].into_iter().map(|wish| texts::publish(&ctx, &olga, wish)));
    assert!(
        matches!(&both[..], [Ok(_), Err(Error::Failure(failure))] if failure.code == Code::Overtaken),
        "{both:?}"
    );
    app.publish(&wish("consent", "boss", "two"));
    app.pass_ms(LATER_MS - 1);
    app.not_published(&two, Code::Overtaken);
    app.pass_ms(1);
    app.not_published(&one, Code::AlreadyExists);
    let since_ms = Some(app.now.get().0 + 2 * LATER_MS);
    app.publish(&PublishText { since_ms, ..two.clone() });
    app.pass_ms(LATER_MS);
    app.not_published(&PublishText { since_ms, ..wish("consent", "cashier", "three") }, Code::Overtaken);
    assert_eq!(app.count("audit WHERE event = 'text.published'"), 3);
}

#[test]
fn a_publication_whose_answer_was_lost_is_found_when_it_is_repeated() {
    let app = App::new();
    let one = wish("consent", "cashier", "one");
    app.break_at(1, Break::Before);
    assert!(app.try_publish(&one).is_err());
    assert_eq!((app.count("text_version"), app.count("audit")), (0, 0));
    app.break_at(1, Break::After);
    assert!(app.try_publish(&one).is_err());
    app.mend();
    app.not_published(&one, Code::AlreadyExists);
    assert_eq!((app.count("text_version"), app.count("audit")), (1, 1));
    app.pass_ms(LATER_MS);
    assert!(app.read_legal("/legal/consent").contains("English one"));
}

#[test]
fn what_was_published_never_changes() {
    let app = App::new();
    app.publish(&wish("consent", "cashier", "one"));
    for change in ["UPDATE text_version SET en = 'x'", "DELETE FROM text_version"] {
        assert!(block_on(app.platform.db.one("change", Statement::new(change))).is_err(), "{change}");
    }
    let early = "INSERT INTO text_version (kind, product, version, since, published_at, published_by, ru, en)
                 SELECT kind, 'boss', version, since - 1, published_at, published_by, ru, en FROM text_version";
    assert!(block_on(app.platform.db.one("early", Statement::new(early))).is_err());
}

#[test]
fn a_version_is_published_with_its_row_and_listed_before_those_that_are_built_in() {
    let app = App::new();
    let version = app.publish(&wish("consent", "cashier", "one"));
    let since = app.now.get().0 + LATER_MS;
    assert_eq!(app.audit(), [("text.published", format!("{version} since {since}"))]);
    assert_eq!(app.value("SELECT actor, subject FROM audit"), "operator:olga|consent cashier");
    let list = block_on(texts::list(&app.ctx(REQUEST_ID))).unwrap().items;
    let told = |text: &TextVersion| {
        format!("{} {} {} {}", text.kind, text.product, text.since_ms, text.published_by)
    };
    let expected = [
        format!("consent cashier {since} operator:olga"),
        "consent cashier 0 ".to_owned(),
        "consent boss 0 ".to_owned(),
        "policy cashier 0 ".to_owned(),
        "policy boss 0 ".to_owned(),
    ];
    assert_eq!(list.iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!((&list[0].version, &list[1].version), (&version, &consent::version()));
}

#[test]
fn what_is_no_text_is_not_published() {
    let app = App::new();
    let right = wish("consent", "cashier", "one");
    let now = app.now.get().0;
    let swapped = PublishText { ru: right.en.clone(), en: right.ru.clone(), ..right.clone() };
    let early = PublishText { since_ms: Some(now + LATER_MS - 1), ..right.clone() };
    let late = PublishText { since_ms: Some(now + 400 * 24 * 60 * MINUTE_MS), ..right.clone() };
    let empty = PublishText { en: " \n".to_owned(), ..right.clone() };
    for wrong in [wish("terms", "cashier", "x"), wish("consent", "Boss", "x"), swapped, early, late, empty] {
        app.not_published(&wrong, Code::MalformedRequest);
    }
    let typed = PublishText { en: right.en.replace('\n', "  \r\n"), ..right.clone() };
    app.publish(&typed);
    app.pass_ms(LATER_MS);
    app.not_published(&right, Code::AlreadyExists);
}

#[test]
fn the_built_in_text_is_named_by_what_it_says() {
    let version = shared::text_version::version(consent::text(Language::En), consent::text(Language::Ru));
    assert_eq!(version, consent::version());
}
