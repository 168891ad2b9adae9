//! The browser's Back button: one history entry for the windows that lead back to the credentials, one for the
//! second choice, and one for the account page.

use yew::prelude::*;

use crate::platform::{history, listener};

/// Where the page stands among its own entries.
#[derive(Debug, Default)]
struct HistoryEntry {
    depth: u32,
    /// How many `popstate` of our own are still to come.
    own: u32,
    /// How deep it is to be, and the path of a new entry.
    wanted: Option<(u32, Option<&'static str>)>,
}

impl HistoryEntry {
    /// Goes to where it is to be; not before it has come to where it went last, which the browser does in its own time.
    fn settle(&mut self) {
        let Some((wanted, path)) = self.wanted.filter(|_| self.own == 0) else { return };
        while self.depth < wanted {
            self.depth += 1;
            history::push(self.depth, path);
        }
        if self.depth > wanted {
            self.own += 1;
            history::go(steps_back(self.depth, wanted));
            self.depth = wanted;
        }
    }
}

/// Keeps the history `wanted` entries deep unless it is to be `still`, and tells when the person goes back; a new entry
/// gets `path`. Going forward leads nowhere: it never submits.
#[hook]
pub fn use_history(wanted: u32, path: Option<&'static str>, still: bool, onback: Callback<()>) {
    let entry = use_mut_ref(HistoryEntry::default);
    let latest = use_mut_ref(|| onback.clone());
    *latest.borrow_mut() = onback;
    {
        let entry = entry.clone();
        use_effect_with((), move |()| {
            entry.borrow_mut().depth = history::depth();
            let listener = listener::on_window("popstate", move |_| {
                let went_back = {
                    let mut entry = entry.borrow_mut();
                    let now = history::depth();
                    if entry.own > 0 {
                        entry.own -= 1;
                        entry.depth = now;
                        entry.settle();
                        return;
                    }
                    if now > entry.depth {
                        entry.own += 1;
                        history::go(steps_back(now, entry.depth));
                    }
                    let went_back = now < entry.depth;
                    entry.depth = entry.depth.min(now);
                    went_back
                };
                if went_back {
                    let back = latest.borrow().clone();
                    back.emit(());
                }
            });
            move || drop(listener)
        });
    }
    use_effect_with((wanted, still), move |(wanted, still)| {
        let mut entry = entry.borrow_mut();
        entry.wanted = (!*still).then_some((*wanted, path));
        entry.settle();
    });
}

fn steps_back(from: u32, to: u32) -> i32 {
    i32::try_from(to).unwrap_or_default() - i32::try_from(from).unwrap_or_default()
}
