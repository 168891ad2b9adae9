//! Searches among many employees find the same, part by part, whichever way they take.

use super::desk::{Desk, administrator, done};
use crate::features::admin::employees;
use crate::features::admin::query::Query;

/// 45 000 employees: all of them are called "common", every hundredth "seldom", the last 12 000 by the login "late", and
/// the names run against the logins.
const CROWD: &str = "
INSERT INTO employee (agency_code, login, name, sort_name, role, password_hash, created_at, last_sign_in_at)
  WITH RECURSIVE n (n) AS (SELECT 10000 UNION ALL SELECT n + 1 FROM n WHERE n < 54999)
  SELECT 12036, 'e' || n || '@a.io', 'N' || (90000 - n), 'n' || (90000 - n), 'cashier', 'x', 1, n % 7 FROM n;
INSERT INTO employee_word (agency_code, word, login)
  SELECT agency_code, 'common', login FROM employee WHERE login LIKE 'e%';
INSERT INTO employee_word (agency_code, word, login)
  SELECT agency_code, 'seldom', login FROM employee WHERE login LIKE 'e___00@%';
INSERT INTO employee_word (agency_code, word, login)
  SELECT agency_code, 'late', login FROM employee WHERE login >= 'e43000' AND login LIKE 'e%';
";

#[test]
fn a_broad_search_a_rare_one_and_one_whose_finds_come_late_go_through_all_they_find_in_order() {
    let desk = Desk::new();
    desk.db.execute(CROWD);
    let orders = [
        ("login", "login"),
        ("-login", "login DESC"),
        ("name", "sort_name, login"),
        ("-last-sign-in", "last_sign_in_at DESC, login DESC"),
    ];
    let searches: [(&str, &[&str]); 4] = [
        ("comm", &["common"]),
        ("seldom", &["seldom"]),
        ("lat", &["late"]),
        ("common+lat", &["common", "late"]),
    ];
    for (sort, order) in orders {
        for (search, words) in searches {
            let has: Vec<_> = words
                .iter()
                .map(|word| format!("login IN (SELECT login FROM employee_word WHERE word = '{word}')"))
                .collect();
            let all = format!("SELECT login FROM employee WHERE {} ORDER BY {order}", has.join(" AND "));
            let expected = desk.db.query(&format!("{all} LIMIT 600"));
            let mut found = Vec::new();
            let mut cursor = String::new();
            for _ in 0..3 {
                let text = format!("search={search}&sort={sort}&limit=200{cursor}");
                let query = Query::parse(&text, &employees::TAKES).unwrap();
                let page = done(employees::list(&desk.ctx(), &administrator(12036), &query));
                found.extend(page.items.into_iter().map(|employee| employee.login));
                let Some(next) = page.next else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(found, expected, "{search} by {sort}");
        }
    }
}
