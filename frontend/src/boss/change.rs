//! The form of a change to something that somebody else may change meanwhile: that is told, and never overwritten.

use serde::Serialize;
use serde::de::DeserializeOwned;
use yew::prelude::*;

use super::desk::Desk;
use super::form::{Held, use_held};
use super::overtaken::{Difference, overtaken};
use super::sending::{Sending, use_sending};
use crate::i18n::Language;
use crate::platform::page;

/// What is changed.
pub struct Change<T: 'static, D: 'static> {
    read: Held<T>,
    /// As it is to be.
    pub draft: Held<D>,
    /// Its way to the edge.
    pub sending: Sending,
    newer: UseStateHandle<Option<T>>,
    draft_of: fn(&T) -> D,
    field: &'static str,
}

/// A change that begins with what there is; `field` has the focus.
#[hook]
pub fn use_change<T: Clone + 'static, D: 'static>(
    one: &T,
    draft_of: fn(&T) -> D,
    field: &'static str,
) -> Change<T, D> {
    let (read, draft) = (use_held(|| one.clone()), use_held(|| draft_of(one)));
    let (sending, newer) = (use_sending(), use_state(|| None));
    use_effect_with((), move |()| page::focus(field));
    Change { read, draft, sending, newer, draft_of, field }
}

impl<T: Clone + DeserializeOwned + 'static, D: 'static> Change<T, D> {
    /// What sends it, unless something is missing; `onclose` is told once it is carried out.
    pub fn onsend<R: Serialize + 'static>(
        &self,
        desk: &Desk,
        path: &str,
        onclose: &Callback<bool>,
        request: fn(&D, &T) -> Option<R>,
    ) -> Callback<()> {
        let (desk, path, onclose) = (desk.clone(), path.to_owned(), onclose.clone());
        let (read, draft) = (self.read.clone(), self.draft.clone());
        let (sending, newer) = (self.sending.clone(), self.newer.setter());
        Callback::from(move |()| {
            let may = sending.begin();
            if let Some(request) = request(&draft.now(), &read.now()).filter(|_| may) {
                let onclose = onclose.clone();
                sending.change(&desk, &path, &request, newer.clone(), move || onclose.emit(true));
            }
        })
    }

    /// What is said below the form: what somebody else has changed, or why the change was not carried out.
    pub fn said(&self, desk: &Desk, differences: fn(Language, &T, &T) -> Vec<Difference>) -> Html {
        match &*self.newer {
            Some(now) => {
                let language = desk.language;
                overtaken(language, &differences(language, &self.read.now(), now), &self.onload())
            }
            None => self.sending.said(desk, "edit-problem", ""),
        }
    }

    /// What takes what is there now into the form.
    fn onload(&self) -> Callback<()> {
        let (read, draft) = (self.read.clone(), self.draft.clone());
        let (sending, newer) = (self.sending.clone(), self.newer.clone());
        let (draft_of, field) = (self.draft_of, self.field);
        Callback::from(move |()| {
            if let Some(now) = &*newer {
                draft.set(draft_of(now));
                read.set(now.clone());
            }
            newer.set(None);
            sending.forget();
            page::focus(field);
        })
    }
}
