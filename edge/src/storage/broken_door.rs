//! The statements of `docs/broken-door.md`, each run against the tables as they are: what people do by hand works.

use super::sqlite::Sqlite;

const PAGE: &str = include_str!("../../../docs/broken-door.md");

/// The statement of the page that begins so.
#[track_caller]
fn statement(start: &str) -> &'static str {
    let blocks = PAGE.split("```sql\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut found = blocks.filter(|block| block.starts_with(start));
    let statement = found.next().unwrap_or_else(|| panic!("the page has no {start}"));
    assert!(found.next().is_none(), "{start} stands once");
    statement
}

/// An agency with an employee and an application, and everything of theirs that is open or locked.
fn installation() -> Sqlite {
    let db = Sqlite::new();
    db.execute(
        "INSERT INTO agency (agency_code, name) VALUES (12036, 'Alpha');
         INSERT INTO structure_unit (agency_code, unit, name, address) VALUES (12036, 'ALPHA', 'Office', 'Arbat');
         INSERT INTO seance (agency_code, unit, name) VALUES (12036, 'ALPHA', 'Regular');
         INSERT INTO application (agency_code, login, password_hash, created_at)
           VALUES (12036, 'shop@alpha.example', '', 0);
         INSERT INTO application_unit VALUES (12036, 'shop@alpha.example', 'ALPHA');
         INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at)
           VALUES (12036, 'j', 'shop@alpha.example', 'ALPHA', 0, 9999999999999);
         INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
           VALUES (12036, 'anna@alpha.example', 'Anna', 'cashier', '', 0);
         INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, failed, locked_at)
           VALUES (12036, 'anna@alpha.example', 's1', '', 0, 3, 1);
         INSERT INTO password_try (key, failed, taken_at, locked_at, agency_code, login)
           VALUES ('k', 3, 0, 1, 12036, 'anna@alpha.example'), ('other', 0, 0, 1, NULL, NULL);
         INSERT INTO sign_in (agency_code, secret_hash, login, product, created_at, touched_at, address, user_agent)
           VALUES (12036, 'a', 'anna@alpha.example', 'cashier', 0, 0, '', '');
         INSERT INTO session (agency_code, secret_hash, login, product, unit, seance, created_at, last_active_at,
           address, user_agent)
           VALUES (12036, 'b', 'anna@alpha.example', 'cashier', 'ALPHA', 'Regular', 0, 0, '', '');
         INSERT INTO operator (name, key_hash, created_at, expires_at) VALUES ('anna', 'h', 0, 9999999999999)",
    );
    db
}

/// What is open: tokens, sessions, half-done sign-ins.
fn open(db: &Sqlite) -> String {
    db.query(
        "SELECT (SELECT count(*) FROM token WHERE revoked_at IS NULL), \
                (SELECT count(*) FROM session WHERE ended_at IS NULL), \
                (SELECT count(*) FROM sign_in WHERE ended_at IS NULL)",
    )
    .concat()
}

#[test]
fn each_statement_ends_what_the_page_says_and_nothing_else() {
    for (start, left) in [
        ("UPDATE employee ", "1|0|0"),
        ("UPDATE application ", "0|1|1"),
        ("UPDATE structure_unit ", "0|0|1"),
        ("UPDATE agency ", "0|0|0"),
        ("UPDATE token ", "0|1|1"),
        ("UPDATE session ", "1|0|1"),
        ("UPDATE sign_in ", "1|1|0"),
    ] {
        let db = installation();
        assert_eq!(open(&db), "1|1|1");
        db.execute(statement(start));
        assert_eq!(open(&db), left, "{start}");
    }
}

#[test]
fn locks_are_lifted_with_their_counts() {
    let db = installation();
    db.execute(statement("UPDATE second_factor "));
    db.execute(statement("UPDATE password_try "));
    for table in ["second_factor", "password_try"] {
        let own = format!("SELECT failed, locked_at FROM {table} WHERE login = 'anna@alpha.example'");
        assert_eq!(db.query(&own), ["0|NULL"], "{table}");
    }
    assert_eq!(db.query("SELECT count(*) FROM password_try WHERE locked_at IS NOT NULL"), ["1"]);
}

#[test]
fn no_key_counts_after_all_were_ended_and_the_log_takes_what_was_done_by_hand() {
    let db = installation();
    db.execute(statement("UPDATE operator "));
    assert_eq!(db.query("SELECT count(*) FROM operator WHERE removed_at IS NULL"), ["0"]);
    db.execute(statement("INSERT INTO audit "));
    let row = db.query("SELECT agency_code, event, actor, subject, detail FROM audit");
    assert_eq!(row, ["12036|employee.blocked|console|anna@alpha.example|by hand: why"]);
}
