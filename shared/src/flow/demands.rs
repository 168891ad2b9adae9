//! What a product demands at a sign-in, by its deployed version.

use crate::value::product::Product;
use crate::value::version::Version;

/// What a version demands. A second factor that is active is asked for in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demands {
    /// The consent to the processing of personal data.
    pub consent: bool,
    /// A second factor.
    pub two_factor: bool,
}

/// The first version of a product that demands consent.
const fn consent_since(product: Product) -> Version {
    match product {
        Product::Cashier => Version::new(1, 9, 0),
        Product::Boss => Version::new(2, 3, 0),
    }
}

/// The first version of a product that demands a second factor.
const fn two_factor_since(product: Product) -> Version {
    match product {
        Product::Cashier => Version::new(1, 9, 1),
        Product::Boss => Version::new(2, 3, 0),
    }
}

/// What this version of the product demands.
pub fn demands(product: Product, version: Version) -> Demands {
    Demands { consent: version >= consent_since(product), two_factor: version >= two_factor_since(product) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_demands_what_the_table_of_products_says() {
        for (product, version, consent, two_factor) in [
            (Product::Cashier, "1.8.0", false, false),
            (Product::Cashier, "1.8.99", false, false),
            (Product::Cashier, "1.9.0", true, false),
            (Product::Cashier, "1.9.1", true, true),
            (Product::Cashier, "1.10.0", true, true),
            (Product::Cashier, "2.0.0", true, true),
            (Product::Boss, "2.2.9", false, false),
            (Product::Boss, "2.3.0", true, true),
        ] {
            let found = demands(product, Version::parse(version).unwrap());
            assert_eq!(found, Demands { consent, two_factor }, "{product} {version}");
        }
    }
}
