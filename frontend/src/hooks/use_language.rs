//! The language of the windows, the same in all tabs.

use yew::prelude::*;

use crate::i18n::Language;
use crate::platform::channel::{Channel, Word};
use crate::platform::language as choice;
use crate::platform::listener;

/// The language at hand, and what changes it. The first drawing is in `initial`, which the page was written in;
/// the choice of the person, when it differs, follows at once.
#[hook]
pub fn use_language(initial: Language) -> (Language, Callback<Language>) {
    let language = use_state(|| initial);
    let channel = use_mut_ref(|| None::<Channel>);
    {
        let (language, channel) = (language.clone(), channel.clone());
        use_effect_with((), move |()| {
            language.set(choice::current());
            let setter = language.setter();
            *channel.borrow_mut() = Channel::hear({
                let setter = setter.clone();
                move |word| {
                    if word == Word::Language {
                        setter.set(choice::current());
                    }
                }
            });
            // The same for browsers and windows that the channel does not reach.
            let stored = listener::on_window("storage", move |_| setter.set(choice::current()));
            move || {
                channel.borrow_mut().take();
                drop(stored);
            }
        });
    }
    let choose = {
        let language = language.setter();
        Callback::from(move |chosen: Language| {
            choice::choose(chosen);
            language.set(chosen);
            if let Some(channel) = channel.borrow().as_ref() {
                channel.say(Word::Language);
            }
        })
    };
    (*language, choose)
}
