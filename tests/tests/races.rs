//! Requests of many sockets at the same moment: what must be counted is counted, what must be refused is refused.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Barrier, mpsc};
use std::thread;

use serde_json::json;
use tests::agent::{Agent, PASSWORD};
use tests::connection::{Request, Response};
use tests::envelope::Envelope;
use tests::race::at_once;
use tests::server::Server;
use tests::settings::Settings;

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

/// Exactly five of many parallel wrong passwords are looked at; the rest is told when to come back.
fn five_are_looked_at(server: &Server, agent: &Agent<'_>) {
    let (answers, took) = at_once(server, &wrong_passwords(agent, MANY));
    eprintln!("{MANY} wrong passwords at once: {took:?}");
    assert_eq!(agent.audited("login.refused", "invalid-credentials"), 5, "{:?}", agent.audit());
    assert_eq!((count(&answers, 200), count(&answers, 429)), (5, MANY - 5));
    for refused in answers.iter().filter(|answer| answer.status == 429) {
        let wait: u32 = refused.field("retry-after").expect("it says when").parse().unwrap();
        assert!((1..=2).contains(&wait), "{wait} s");
    }
}

#[test]
fn of_200_wrong_passwords_at_once_five_are_looked_at() {
    let server = Server::shared();
    five_are_looked_at(server, &Agent::new(server));
}

#[test]
fn of_200_passwords_for_an_unknown_login_five_are_looked_at() {
    let server = Server::shared();
    five_are_looked_at(server, &Agent::unknown(server));
}

#[test]
fn of_200_wrong_passwords_at_once_five_are_looked_at_when_hashes_cost_what_they_cost() {
    let server = Server::start(&Settings::standard());
    five_are_looked_at(&server, &Agent::new(&server));
}

#[test]
fn right_passwords_at_once_never_refuse_each_other() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let (answers, took) = at_once(server, &vec![agent.login_request(PASSWORD); MANY]);
    eprintln!("{MANY} right passwords at once, cheap hash: {took:?}");
    assert_eq!(tokens(&answers).len(), MANY, "429: {}", count(&answers, 429));
    assert_eq!(agent.audited("token.issued", &agent.unit), MANY);
}

#[test]
fn right_passwords_at_once_never_refuse_each_other_when_hashes_cost_what_they_cost() {
    let server = Server::start(&Settings::standard());
    let agent = Agent::new(&server);
    let (answers, took) = at_once(&server, &vec![agent.login_request(PASSWORD); MANY]);
    eprintln!("{MANY} right passwords at once, standard hash: {took:?}");
    assert_eq!(tokens(&answers).len(), MANY, "429: {}", count(&answers, 429));
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
    eprintln!("50 right and 50 wrong at once: {took:?}, {issued} tokens, {checked} wrong ones looked at");
    assert_eq!(agent.audited("token.issued", &agent.unit), issued);
    assert_eq!(count(&answers, 200) + count(&answers, 429), 100);
    for pair in answers.chunks(2) {
        assert!(Envelope::read(&pair[1]).token.is_none(), "a wrong password got a token");
    }
    // A right password clears what was counted, so each may let five more wrong ones be looked at, never more.
    assert!(checked <= 5 * (issued + 1), "{checked} wrong passwords were looked at for {issued} right ones");
}

#[test]
fn no_token_of_an_application_counts_after_it_was_blocked_amid_its_logins() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let start = Barrier::new(101);
    let (answered, first_answers) = mpsc::channel();
    let answers: Vec<Response> = thread::scope(|scope| {
        let log_in = || {
            let (start, answered, mut connection) = (&start, answered.clone(), server.connect());
            let request = agent.login_request(PASSWORD);
            scope.spawn(move || {
                start.wait();
                let answer = connection.send(&request);
                let _ = answered.send(());
                answer
            })
        };
        let threads: Vec<_> = (0..100).map(|_| log_in()).collect();
        start.wait();
        (0..10).for_each(|_| first_answers.recv().expect("ten are answered"));
        server.sql("UPDATE application SET blocked_at = 1 WHERE login = ?1", &[json!(agent.login)]);
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let tokens = tokens(&answers);
    let refused = answers.iter().filter(|answer| answer.text().contains("MIX-100100002")).count();
    eprintln!("blocked amid 100 logins: {} tokens before it, {refused} refused after it", tokens.len());
    assert!(tokens.len() >= 10 && refused >= 1, "the block came too early or too late to tell");
    let living = tokens.iter().filter(|token| agent.verify(token).status != 401).count();
    assert_eq!(living, 0);
}

#[test]
fn a_token_never_counts_in_a_request_sent_after_its_revocation() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let token = agent.log_in();
    let (start, revoked, before) = (Barrier::new(MANY + 1), AtomicBool::new(false), AtomicUsize::new(0));
    let late: usize = thread::scope(|scope| {
        let verify = || {
            let (start, revoked, before) = (&start, &revoked, &before);
            let (request, mut connection) = (agent.verify_request(&token), server.connect());
            scope.spawn(move || {
                start.wait();
                loop {
                    let sent_after = revoked.load(Ordering::SeqCst);
                    let counts = connection.send(&request).status == 204;
                    before.fetch_add(usize::from(counts), Ordering::SeqCst);
                    if sent_after {
                        return usize::from(counts);
                    }
                }
            })
        };
        let threads: Vec<_> = (0..MANY).map(|_| verify()).collect();
        start.wait();
        while before.load(Ordering::SeqCst) < MANY {
            thread::yield_now();
        }
        server.sql("UPDATE token SET revoked_at = 1 WHERE login = ?1", &[json!(agent.login)]);
        revoked.store(true, Ordering::SeqCst);
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(late, 0, "requests sent after the revocation were let in");
}
