//! The wish for an invitation, which the edge turns into a mail within a minute, and `account invite --login L`.

use serde_json::Value;
use shared::api::recovery::Purpose;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use super::super::ambient::{now, random_text};
use super::super::command::Context;
use super::super::database;
use super::super::options;
use super::super::place::{Place, Target};
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::{Sql, sql};
use super::facts::{lock_key, look, object};
use super::unknown;
use crate::{local, secrets};

/// A link to a first password that is to be made and sent.
#[derive(Clone, Debug)]
pub(in super::super) struct Invitation {
    link_id: String,
}

impl Invitation {
    /// One of its own name.
    pub(super) fn new() -> Result<Self, Refusal> {
        Ok(Self { link_id: random_text::<16>()? })
    }

    /// The statement that notes the wish, for what stands behind `FROM`; product and language are expressions over it.
    pub(super) fn wish(&self, login: &Login, product: &Sql, language: &Sql, source: &Sql) -> Sql {
        sql!(
            "INSERT INTO link_request (link_id, purpose, login, product, language, origin, address, request_id, \
             requested_at) SELECT {id}, {purpose}, {login}, {product}, {language}, '', {address}, '', {at} \
             FROM {source} RETURNING product",
            id = self.link_id,
            purpose = Purpose::Invitation.as_str(),
            login = login,
            product = product,
            language = language,
            address = "console",
            at = now(),
            source = source
        )
    }

    /// The link as the mail will have it, locally: a deployed secret cannot be read back.
    pub(super) fn link(&self, place: &Place, product: Product) -> Result<Option<String>, Refusal> {
        if place.target() != Target::Local {
            return Ok(None);
        }
        let keys = secrets::seal_keys(place.root())?;
        let token = keys.link_token(keys.current_id(), &self.link_id);
        let token = token.map_err(|error| Refusal::new("secrets", error.to_string()))?;
        let origin = local::origin(place.root(), product);
        Ok(Some(format!("{origin}{}#{token}", Purpose::INVITATION_PAGE)))
    }
}

/// What a report says of it.
pub(super) fn told(link: Option<&str>) -> String {
    let mail = "a mail with the link leaves within a minute; it works for 72 hours, once";
    link.map_or_else(|| mail.to_owned(), |link| format!("{link}\n                  ({mail})"))
}

/// Adds the link to what is told to programs.
pub(super) fn add(object: &mut Value, link: Option<String>) {
    if let (Value::Object(fields), Some(link)) = (object, link) {
        fields.insert("link".to_owned(), link.into());
    }
}

/// Sends the invitation of an employee without a password again; the link before it dies with that. The audit log has
/// it from the edge.
pub(in super::super) fn invite(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let language = options::language(&context.args)?.map(Language::as_str);
    let invitation = Invitation::new()?;
    // Cashier comes first, as everywhere.
    let product = sql!(
        "(SELECT max(product) FROM employee_product p \
         WHERE p.agency_code = employee.agency_code AND p.login = employee.login)"
    );
    let source = sql!(
        "employee JOIN agency ON agency.agency_code = employee.agency_code \
         WHERE employee.login = {login} AND password_version = 0 \
         AND employee.blocked_at IS NULL AND agency.blocked_at IS NULL",
        login = login
    );
    let language = sql!("coalesce({language}, language)", language = language);
    let batch = [
        invitation.wish(&login, &product, &language, &source),
        look(&login, lock_key(context, &login)?.as_ref()),
    ];
    let mut rows = database::run(&context.place, &batch)?.into_iter();
    let (noted, facts) = (rows.next().unwrap_or_default(), rows.next().unwrap_or_default());
    let row = facts.first().ok_or_else(|| unknown(&login))?;
    let Some(noted) = noted.first() else {
        return Err(if row.number("password_version")? > 0 {
            let message =
                format!("employee {login} has a password; a forgotten one is restored in the login window");
            Refusal::new("registered", message)
        } else {
            Refusal::new("blocked", format!("employee {login} or the agency is blocked; unblock first"))
        });
    };
    let product = Product::parse(noted.text("product")?);
    let product = product.ok_or_else(|| Refusal::new("database", "the database names an unknown product"))?;
    let link = invitation.link(&context.place, product)?;
    let text = format!("Employee {login} is invited.\n  invitation      {}", told(link.as_deref()));
    let mut answer = object(row)?;
    add(&mut answer, link);
    Ok(Report::new(answer, text))
}

#[cfg(test)]
mod tests {
    use super::super::super::command::perform;
    use super::super::super::database::Row;
    use super::super::super::installation::Installation;
    use super::super::super::scratch::Scratch;
    use super::*;

    const ANNA: &str = "anna@alpha.example";
    const NEW: &str =
        "account create --login Anna@Alpha.example --name Anna --agency 12036 --role cashier --invite";

    fn requests(installation: &Installation) -> Vec<Row> {
        installation.rows(&sql!("SELECT * FROM link_request ORDER BY requested_at, link_id"))
    }

    /// The link as the edge will make it of a request.
    fn link_of(installation: &Installation, request: &Row, origin: &str) -> String {
        let keys = secrets::seal_keys(installation.scratch.path()).unwrap();
        let token = keys.link_token(keys.current_id(), request.text("link_id").unwrap()).unwrap();
        format!("{origin}/invitation#{token}")
    }

    #[test]
    fn an_invited_employee_has_no_password_and_the_link_is_that_of_the_mail() {
        let installation = Installation::new();
        let made = installation.done(&format!("{NEW} --product boss --product cashier --unit 12036_ALPHA"));
        let requests = requests(&installation);
        let request = &requests[0];
        let link = link_of(&installation, request, "http://lk.localhost:8787");
        assert_eq!(made.objects[0]["link"], link.as_str());
        assert_eq!(
            (&made.objects[0]["state"], &made.objects[0]["password"]),
            (&"invited".into(), &Value::Null)
        );
        assert!(made.text.contains(&link) && !made.text.contains("password"), "{}", made.text);
        let text = |column| request.text(column).unwrap();
        assert_eq!([text("purpose"), text("login"), text("product")], ["invitation", ANNA, "boss"]);
        assert_eq!([text("language"), text("origin"), text("address")], ["ru", "", "console"]);
        assert!(!request.holds("done_at"));
        let employee =
            installation.rows(&sql!("SELECT * FROM employee WHERE login = {login}", login = ANNA)).remove(0);
        assert_eq!((employee.number("password_version"), employee.text("language")), (Ok(0), Ok("ru")));
        assert!(employee.text("password_hash").unwrap().starts_with("$argon2id$"));
        let detail = "role cashier; products boss, cashier; units 12036_ALPHA; invited";
        assert_eq!(installation.audited(ANNA), [("employee.created".to_owned(), detail.to_owned())]);
        assert_eq!(installation.done(&format!("account show --login {ANNA}")).objects[0]["state"], "invited");
        std::fs::create_dir_all(installation.scratch.path().join(".wrangler")).unwrap();
        std::fs::write(installation.scratch.path().join(".wrangler/port"), "8799").unwrap();
        let again = installation.done(&format!("account invite --login {ANNA}"));
        assert!(again.objects[0]["link"].as_str().unwrap().starts_with("http://cashier.localhost:8799/"));
    }

    #[test]
    fn an_invitation_is_sent_again_in_the_language_of_the_account_or_another_one() {
        let installation = Installation::new();
        installation.done(&format!("{NEW} --product boss --language en"));
        let mut links = vec![];
        for (options, language) in [("", "en"), (" --language ru", "ru")] {
            let made = installation.done(&format!("account invite --login {ANNA}{options}"));
            let link = made.objects[0]["link"].as_str().unwrap().to_owned();
            let requests = requests(&installation);
            let told = |request: &&Row| link_of(&installation, request, "http://lk.localhost:8787") == link;
            let request = requests.iter().find(told).expect("the link is that of a request");
            assert_eq!((request.text("language"), request.text("product")), (Ok(language), Ok("boss")));
            links.push(link);
        }
        assert_ne!(links[0], links[1]);
        assert_eq!(requests(&installation).len(), 3);
    }

    #[test]
    fn nobody_is_invited_who_has_a_password_or_may_not_get_in() {
        let installation = Installation::new();
        for (line, slug) in [
            ("account invite --login ready@demo.mixvel.com", "registered"),
            ("account invite --login nobody@demo.mixvel.com", "unknown_login"),
            ("account invite --login ready@demo.mixvel.com --language de", "usage"),
            (&format!("{NEW} --product boss --password Anna-passw0rd"), "usage"),
        ] {
            assert_eq!(installation.refused(line), slug, "{line}");
        }
        installation.done(&format!("{NEW} --product boss"));
        installation.done(&format!("account block --login {ANNA}"));
        assert_eq!(installation.refused(&format!("account invite --login {ANNA}")), "blocked");
        installation.done(&format!("account unblock --login {ANNA}"));
        installation.done("agency block --agency 12036");
        assert_eq!(installation.refused(&format!("account invite --login {ANNA}")), "blocked");
    }

    #[test]
    fn a_deployed_employee_is_invited_by_mail_and_the_command_line_knows_no_link() {
        let row = r#"{"login":"anna@alpha.example","agency_code":12036,"name":"Anna","role":"cashier","sessions":0,
            "password_version":0}"#;
        let answer = format!(
            r#"[{{"results":[{{"audit_id":"x"}}]}},{{"results":[]}},{{"results":[]}},{{"results":[]}},{{"results":[{row}]}}]"#
        );
        let scratch = Scratch::with_wrangler(&format!("printf '%s\\n' \"$@\" >> argv; echo '{answer}'"));
        let line = format!("{NEW} --product boss --remote --env demo");
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        let made = perform(scratch.path(), &words).unwrap();
        assert_eq!(made.objects[0]["state"], "invited");
        assert!(made.objects[0].get("link").is_none() && made.text.contains("leaves within a minute"));
        assert!(scratch.read("argv").contains("INSERT INTO link_request"));
    }
}
