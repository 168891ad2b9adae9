//! What the pages of one employee, structure unit and application share: it is read, a form or a question may lie over
//! it, and it is read again once that has changed something.

use serde::de::DeserializeOwned;
use yew::prelude::*;

use super::desk::{Desk, Refusal};
use super::modal::{self, Question};
use super::parts;
use crate::i18n::{Language, t};
use crate::piece;

/// What lies over the page.
#[derive(Clone, PartialEq)]
enum Over {
    Nothing,
    Form,
    Asking(Box<Question>),
}

/// The page of one thing.
pub struct OnePage<T: 'static> {
    held: UseStateHandle<Option<Result<T, Refusal>>>,
    over: Lying,
}

/// What lies over a page, and what was done there.
#[derive(Clone)]
pub struct Lying {
    over: UseStateHandle<Over>,
    done: UseStateHandle<&'static str>,
    again: UseStateHandle<u32>,
}

/// Reads what stands at the path.
#[hook]
pub fn use_one_page<T: DeserializeOwned + 'static>(desk: &Desk, path: &str) -> OnePage<T> {
    let held = use_state(|| None);
    let over = use_lying();
    use_effect_with((path.to_owned(), over.again()), {
        let (desk, held) = (desk.clone(), held.setter());
        move |(path, _): &(String, u32)| {
            desk.get(path, move |reply| held.set(Some(reply)));
        }
    });
    OnePage { held, over }
}

/// Nothing lies over a page as it begins.
#[hook]
pub fn use_lying() -> Lying {
    Lying { over: use_state(|| Over::Nothing), done: use_state(|| ""), again: use_state(|| 0_u32) }
}

impl<T> OnePage<T> {
    /// What was read, and what lies over it; else the page that says that it is not there yet, or will not be.
    pub fn read(&self, desk: &Desk, back: Html, title: &str) -> Result<(&T, &Lying), Html> {
        match &*self.held {
            Some(Ok(one)) => Ok((one, &self.over)),
            other => {
                let refusal = other.as_ref().and_then(|reply| reply.as_ref().err());
                Err(parts::waiting(desk, back, title, refusal))
            }
        }
    }
}

impl Lying {
    /// How often it was read again, for what else is read with it.
    pub fn again(&self) -> u32 {
        *self.again
    }

    /// What was done last.
    pub fn done(&self) -> &'static str {
        *self.done
    }

    /// What asks a question.
    pub fn onask(&self) -> Callback<Question> {
        let (over, done) = (self.over.setter(), self.done.setter());
        Callback::from(move |question: Question| {
            done.set("");
            over.set(Over::Asking(Box::new(question)));
        })
    }

    /// What opens the form.
    pub fn onform(&self) -> Callback<MouseEvent> {
        let (over, done) = (self.over.setter(), self.done.setter());
        Callback::from(move |_: MouseEvent| {
            done.set("");
            over.set(Over::Form);
        })
    }

    /// The question, or the form, which is told how to end: with whether something was changed.
    pub fn shown(&self, desk: &Desk, form: impl FnOnce(Callback<bool>) -> Html) -> Html {
        let onclose = self.onclose(desk.language);
        match &*self.over {
            Over::Nothing => Html::default(),
            Over::Form => form(onclose),
            Over::Asking(question) => piece!(
                "confirm",
                modal::use_confirm,
                modal::Props { desk: desk.clone(), question: (**question).clone(), onclose: onclose.clone() }
            ),
        }
    }

    fn onclose(&self, language: Language) -> Callback<bool> {
        let Self { over, done, again } = self.clone();
        Callback::from(move |is_done: bool| {
            over.set(Over::Nothing);
            if is_done {
                done.set(t::done(language));
                again.set(again.wrapping_add(1));
            }
        })
    }
}
