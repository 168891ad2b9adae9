//! The web applications that employees sign in to.

use std::fmt;

/// A product. Both use this sign-in, each on hosts of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Product {
    /// The ticket-selling application; its employees work at a point of sale.
    Cashier,
    /// The personal account of an agency.
    Boss,
}

impl Product {
    /// Every product.
    pub const ALL: [Self; 2] = [Self::Cashier, Self::Boss];

    /// Reads the word of [`Product::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|product| product.as_str() == text)
    }

    /// The word in settings, storage and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Boss => "boss",
        }
    }

    /// The name that people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cashier => "Cashier",
            Self::Boss => "Boss",
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_read_by_its_word_and_nothing_else() {
        assert_eq!(Product::parse("cashier"), Some(Product::Cashier));
        assert_eq!(Product::parse("boss"), Some(Product::Boss));
        assert_eq!(Product::parse("Cashier"), None);
    }
}
