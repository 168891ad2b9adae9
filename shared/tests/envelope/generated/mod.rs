//! Login requests made by chance from a seed: about half of them valid, the others broken in one place or two.
//! Stands alone, so that other test programs can include it by its path.

mod breaking;
mod tree;
mod values;

use tree::Element;

/// The documents of a seed, without end.
pub(crate) fn documents(seed: u64) -> impl Iterator<Item = String> {
    let mut chance = Chance(seed);
    std::iter::repeat_with(move || document(&mut chance))
}

/// Numbers that a seed decides (the generator `SplitMix64`).
pub(crate) struct Chance(u64);

impl Chance {
    /// A number from 0 to `end - 1`.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    /// Whether one of `n` equal chances came.
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of several.
    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

fn document(chance: &mut Chance) -> String {
    let mut root = envelope(chance);
    if !chance.one_in(3) {
        for _ in 0..=chance.below(2) {
            breaking::break_tree(&mut root, chance);
        }
    }
    let prolog = chance.pick(&[
        "",
        "\u{FEFF}",
        "<?xml version=\"1.0\"?>",
        "<?xml version='1.0' encoding='utf-8'?>\r\n",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\" ?>\n<!-- - --><?p q?>",
        "\n",
    ]);
    let mut text = format!("{prolog}{}", root.write(chance));
    if chance.one_in(12) {
        text = breaking::break_text(&text, chance);
    }
    if chance.one_in(4) {
        text.push_str("\n<!-- end -->\n");
    }
    text
}

/// A valid request.
fn envelope(chance: &mut Chance) -> Element {
    let prefix = chance.pick(&["MixEnv", "e", "_", "Ж"]);
    let namespace = "https://www.mixvel.com/API/XSD/mixvel_envelope/1_06";
    let mut header = Element::new("Header");
    if chance.one_in(3) {
        let signatures = (0..=chance.below(2)).map(|_| signature(chance)).collect();
        header = header.with(vec![Element::new("Security").with(signatures)]);
    }
    Element::new(&format!("{prefix}:Envelope"))
        .attribute(&format!("xmlns:{prefix}"), namespace)
        .with(vec![header, body(chance)])
}

fn body(chance: &mut Chance) -> Element {
    let mut info = Element::new("MessageInfo")
        .attribute("MessageId", values::good("MessageId", chance))
        .attribute("TimeSent", values::good("TimeSent", chance));
    for name in ["ReplyTo", "OriginalRequestId", "Sequence"] {
        if chance.one_in(4) {
            info = info.attribute(name, values::good(name, chance));
        }
    }
    let prefix = chance.pick(&["a", "auth", "MixEnv"]);
    let children = ["Login", "Password", "StructureUnitID"];
    let auth = Element::new(&format!("{prefix}:Auth"))
        .attribute(&format!("xmlns:{prefix}"), "https://www.mixvel.com/API/XSD/mixvel_auth/1_01")
        .with(children.into_iter().map(|name| Element::text(name, values::good(name, chance))).collect());
    let body = Element::new("Body").with(vec![info, Element::new("AppData").with(vec![auth])]);
    if chance.one_in(3) { body } else { body.attribute("id", values::good("id", chance)) }
}

fn signature(chance: &mut Chance) -> Element {
    let algorithm = |name: &str, kind: &str, chance: &mut Chance| {
        Element::new(name).attribute("Algorithm", values::good(kind, chance))
    };
    let binary = |name: &str, chance: &mut Chance| Element::text(name, values::good("Base64", chance));
    let mut reference = vec![algorithm("DigestMethod", "Gost", chance), binary("DigestValue", chance)];
    if chance.one_in(2) {
        let transform = |chance: &mut Chance| {
            algorithm("Transform", "C14n", chance).with(vec![Element::text("XPath", " //*[@id='ID1'] ")])
        };
        reference.insert(
            0,
            Element::new("Transforms").with((0..chance.below(3)).map(|_| transform(chance)).collect()),
        );
    }
    let info = Element::new("SignedInfo").with(vec![
        algorithm("CanonicalizationMethod", "C14n", chance),
        algorithm("SignatureMethod", "Gost", chance),
        Element::new("Reference").attribute("URI", values::good("URI", chance)).with(reference),
    ]);
    let certificate = Element::new("X509Data").with(vec![binary("X509Certificate", chance)]);
    Element::new("Signature").with(vec![
        info,
        binary("SignatureValue", chance),
        Element::new("KeyInfo").with(vec![certificate]),
    ])
}
