//! The two products that share this sign-in.

use crate::i18n::{Language, t};

/// Which product a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// The ticket-selling web app.
    Cashier,
    /// An agency's personal account.
    Boss,
}

impl Product {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Cashier, Self::Boss];

    /// The product of a page or a state; a word that is neither is Cashier's.
    pub fn of(word: &str) -> Self {
        if word == Self::Boss.word() { Self::Boss } else { Self::Cashier }
    }

    /// Its word in the API and in file names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Boss => "boss",
        }
    }

    /// Its name.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Self::Cashier => t::product_cashier(language),
            Self::Boss => t::product_boss(language),
        }
    }
}
