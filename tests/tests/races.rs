//! Requests of many sockets at the same moment: what must be counted is counted, what must be refused is refused.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use serde_json::json;
use tests::agent::{Agent, PASSWORD};
use tests::connection::{Request, Response};
use tests::envelope::Envelope;
use tests::race::at_once;
use tests::server::Server;
use tests::settings::{OPERATOR_KEY, Settings};
use tests::wait::until;

const MANY: usize = 200;

fn wrong_passwords(agent: &Agent<'_>, count: usize) -> Vec<Request> {
    (0..count).map(|n| agent.login_request(&format!("wrong{n}"))).collect()
}

fn tokens(answers: &[Response]) -> Vec<String> {
    answers.iter().filter_map(|answer| Envelope::read(answer).token).collect()
}

fn count(answers: &[Response], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

/// The worker whose hashes cost what they cost.
fn standard() -> &'static Server {
    static STANDARD: OnceLock<Server> = OnceLock::new();
    STANDARD.get_or_init(|| Server::start(&Settings::standard()))
}

/// Of many parallel wrong passwords so many are told that they are wrong; the rest is told when to come back.
fn wrong_ones_told(server: &Server, agent: &Agent<'_>) -> (usize, Duration) {
    let (answers, took) = at_once(server, &wrong_passwords(agent, MANY));
    let told = count(&answers, 200);
    eprintln!("{MANY} wrong passwords at once: {took:?}, {told} told");
    assert_eq!(count(&answers, 429), MANY - told, "{:?}", agent.audit());
    for refused in answers.iter().filter(|answer| answer.status == 429) {
        let wait: u32 = refused.field("retry-after").expect("it says when").parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait} s");
    }
    (told, took)
}

#[test]
fn of_200_wrong_passwords_at_once_five_are_told() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let (told, took) = wrong_ones_told(server, &agent);
    assert_eq!(agent.audited("login.refused", "invalid-credentials"), told);
    assert!(told <= most_told_within(took), "{told} were told in {took:?}");
}

#[test]
fn of_200_passwords_for_an_unknown_login_five_are_told() {
    let server = Server::shared();
    let agent = Agent::unknown(server);
    let (told, took) = wrong_ones_told(server, &agent);
    assert_eq!(agent.audited("login.refused", "invalid-credentials"), 1, "one row a minute");
    assert!(told <= most_told_within(took), "{told} were told in {took:?}");
}

#[test]
fn of_200_wrong_passwords_at_once_no_more_are_told_than_the_waits_allow_while_they_are_hashed() {
    let (told, took) = wrong_ones_told(standard(), &Agent::new(standard()));
    assert!(told <= most_told_within(took), "{told} were told in {took:?}");
}

/// The runtime hashes one after the other, so that the last requests reach the worker when waits are long over:
/// five are free, then each further one costs a wait.
fn most_told_within(took: Duration) -> usize {
    let waits = [1, 2, 4, 8, 16, 32, 60].into_iter().scan(0, |sum, wait| {
        *sum += wait;
        Some(Duration::from_secs(*sum))
    });
    5 + waits.take_while(|over| *over <= took).count()
}

#[test]
fn right_passwords_at_once_never_refuse_each_other() {
    for (server, cost) in [(Server::shared(), "cheap"), (standard(), "standard")] {
        let agent = Agent::new(server);
        let (answers, took) = at_once(server, &vec![agent.login_request(PASSWORD); MANY]);
        eprintln!("{MANY} right passwords at once, {cost} hash: {took:?}");
        assert_eq!(tokens(&answers).len(), MANY, "429: {}", count(&answers, 429));
        assert_eq!(agent.audited("token.issued", &agent.unit), MANY);
    }
}

#[test]
fn right_passwords_get_their_tokens_among_wrong_ones() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let wrong = wrong_passwords(&agent, 50);
    let right = vec![agent.login_request(PASSWORD); 50];
    let mixed: Vec<_> = right.into_iter().zip(wrong).flat_map(|(right, wrong)| [right, wrong]).collect();
    let (answers, took) = at_once(server, &mixed);
    let issued = tokens(&answers).len();
    let checked = agent.audited("login.refused", "invalid-credentials");
    eprintln!("50 right and 50 wrong at once: {took:?}, {issued} tokens, {checked} wrong ones told");
    assert_eq!(agent.audited("token.issued", &agent.unit), issued);
    assert_eq!(count(&answers, 200) + count(&answers, 429), 100);
    for pair in answers.chunks(2) {
        assert!(Envelope::read(&pair[1]).token.is_none(), "a wrong password got a token");
    }
    // A right password clears what was counted, so each may let five more wrong ones be told, never more.
    let most = 5 * issued + most_told_within(took);
    assert!(checked <= most, "{checked} wrong passwords were told for {issued} right ones");
}

#[test]
fn no_token_of_an_application_counts_after_it_was_blocked_amid_its_logins() {
    let server = Server::shared();
    let agent = Agent::new(server);
    // The block falls amid a hundred clients, each in the middle of a login: right after the 150th token.
    server.sql(
        &format!(
            "CREATE TRIGGER block_amid AFTER INSERT ON token WHEN NEW.login = '{login}' \
             AND (SELECT count(*) FROM token WHERE login = '{login}') = 150 \
             BEGIN UPDATE application SET blocked_at = 1 WHERE login = '{login}'; END",
            login = agent.login
        ),
        &[],
    );
    let tokens: Vec<String> = thread::scope(|scope| {
        let log_in = |n: usize| {
            let mut connection = server.connect();
            let mut client = agent.clone();
            client.address = format!("10.0.{n}.9");
            scope.spawn(move || {
                let mut tokens = Vec::new();
                loop {
                    let answer = connection.send(&client.login_request(PASSWORD));
                    let Some(token) = Envelope::read(&answer).token else {
                        assert_eq!(Envelope::refusal(&answer).2, "MIX-100100002", "{}", answer.text());
                        return tokens;
                    };
                    tokens.push(token);
                }
            })
        };
        let threads: Vec<_> = (0..100).map(log_in).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let reasons = ["application-blocked", "changed-meanwhile"];
    let refused = reasons.map(|reason| agent.audited("login.refused", reason));
    eprintln!("blocked amid 100 logins: refused before their hash and after it: {refused:?}");
    assert_eq!(refused.iter().sum::<usize>(), 100, "each client is refused once");
    assert_eq!((tokens.len(), agent.audited("token.issued", &agent.unit)), (150, 150));
    let mut connection = server.connect();
    let mut counts = |token: &String| connection.send(&agent.verify_request(token)).status != 401;
    let counting = tokens.iter().filter(|token| counts(token)).count();
    assert_eq!(counting, 0, "tokens count although their application is blocked");
}

#[test]
fn a_block_gets_through_while_a_hundred_clients_log_in_without_a_pause() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let issued = AtomicUsize::new(0);
    let (before, after) = thread::scope(|scope| {
        let log_in = |n: usize| {
            let (issued, mut connection, mut client) = (&issued, server.connect(), agent.clone());
            client.address = format!("10.1.{n}.9");
            scope.spawn(move || {
                while Envelope::read(&connection.send(&client.login_request(PASSWORD))).token.is_some() {
                    issued.fetch_add(1, Ordering::SeqCst);
                }
            });
        };
        (0..100).for_each(log_in);
        until(|| issued.load(Ordering::SeqCst) >= 300, "the clients are at it");
        let before = issued.load(Ordering::SeqCst);
        let path = format!("/api/admin/applications/{}/block", agent.login);
        let block = Request::post(&path, "application/json", "{}").bearer(OPERATOR_KEY);
        assert_eq!(server.send(&block).status, 200);
        (before, issued.load(Ordering::SeqCst))
    });
    eprintln!("{} logins passed the block before it was made", after - before);
    assert!(after - before <= 500, "it waited for {} logins of 100 clients", after - before);
}

#[test]
fn a_token_never_counts_in_a_request_sent_after_its_revocation() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let token = agent.log_in();
    let (revoked, (counted, counts)) = (AtomicBool::new(false), channel());
    let let_in_late: usize = thread::scope(|scope| {
        let verify = || {
            let (revoked, counted) = (&revoked, counted.clone());
            let (request, mut connection) = (agent.verify_request(&token), server.connect());
            scope.spawn(move || {
                // So many that the revocation comes among them, and not endlessly many if it fails.
                for _ in 0..1_000 {
                    let sent_after = revoked.load(Ordering::SeqCst);
                    let let_in = connection.send(&request).status == 204;
                    if sent_after {
                        return usize::from(let_in);
                    }
                    let _ = counted.send(let_in);
                }
                panic!("the token was not revoked");
            })
        };
        let threads: Vec<_> = (0..MANY).map(|_| verify()).collect();
        assert!(counts.iter().take(MANY).all(|let_in| let_in), "it counts until it is revoked");
        server.sql("UPDATE token SET revoked_at = 1 WHERE login = ?1", &[json!(agent.login)]);
        revoked.store(true, Ordering::SeqCst);
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(let_in_late, 0, "requests sent after the revocation were let in");
}
