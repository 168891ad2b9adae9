//! Storage that fails before or after each batch of each flow: what was answered is there, nobody gets one attempt
//! more, nothing is half written, and the client gets there when it comes again.

mod books;
mod client;
mod flows;

use std::collections::BTreeSet;

use expect_test::expect;

use self::books::Books;
use self::client::Client;
use self::flows::FLOWS;
use super::harness::App;
use crate::storage::sqlite::Break;

/// What somebody does, in one or more requests.
struct Flow {
    name: &'static str,
    /// Brings the client to where the flow begins.
    arrange: fn(&Client<'_>),
    /// Goes on from wherever the client stands, until it is there or storage is away.
    go: fn(&Client<'_>) -> Result<(), Away>,
    /// What storage holds when the client is there, as a condition.
    done: &'static str,
}

/// The answer said that storage is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Away;

/// How many wrong passwords of one name may be looked at, and how many wrong codes of one account.
const LOOKS: u32 = 3;

#[test]
fn a_flow_that_storage_breaks_off_anywhere_is_taken_up_again() {
    let mut runs = 0;
    for flow in FLOWS {
        for batch in 1..=batches(flow) {
            for place in [Break::Before, Break::After] {
                survive(flow, batch, place);
                runs += 1;
            }
        }
    }
    expect!["28 flows, broken off 238 times"]
        .assert_eq(&format!("{} flows, broken off {runs} times", FLOWS.len()));
}

/// The texts of all statements that the flows run.
pub(super) fn statements() -> BTreeSet<String> {
    let run = |flow: &Flow| {
        let app = App::new();
        let client = Client::new(&app);
        (flow.arrange)(&client);
        assert_eq!((flow.go)(&client), Ok(()), "{}", flow.name);
        app.platform.db.seen.take()
    };
    FLOWS.iter().flat_map(run).collect()
}

/// How many batches the flow has when nothing breaks it.
fn batches(flow: &Flow) -> u32 {
    let app = App::new();
    let client = Client::new(&app);
    (flow.arrange)(&client);
    let books = Books::open(&app);
    app.platform.db.batches.set(0);
    assert_eq!((flow.go)(&client), Ok(()), "{}", flow.name);
    hold(flow, &client, &books, "unbroken");
    app.platform.db.batches.get()
}

fn survive(flow: &Flow, batch: u32, place: Break) {
    let app = App::new();
    let client = Client::new(&app);
    (flow.arrange)(&client);
    let books = Books::open(&app);
    app.platform.batches.take();
    app.break_at(batch, place);
    let first = (flow.go)(&client);
    app.mend();
    let broken = app.platform.batches.take()[batch as usize - 1];
    let broken = format!("{}, `{broken}` broken {place:?}", flow.name);
    books.balance(&app, &broken);
    if first == Err(Away) {
        assert_eq!((flow.go)(&client), Ok(()), "{broken}: at the second go");
    }
    hold(flow, &client, &books, &broken);
}

#[track_caller]
fn hold(flow: &Flow, client: &Client<'_>, books: &Books, run: &str) {
    let done = client.app().value(&format!("SELECT {}", flow.done));
    assert_eq!(done, "1", "{run}: {} is not so", flow.done);
    books.balance(client.app(), run);
    let told = client.app().count("audit WHERE event = 'code.refused'");
    assert!(told <= LOOKS as usize, "{run}: {told} wrong codes were told");
    assert!(client.wrong_looks() <= LOOKS, "{run}: {} wrong passwords were looked at", client.wrong_looks());
}
