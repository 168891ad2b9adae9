//! Documents that mean harm, or happen to do it: the same ones in every run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::iter;

use crate::connection::Response;
use crate::envelope::{self, SAMPLE};
use crate::server::Server;

#[path = "../../shared/tests/envelope/generated/mod.rs"]
mod generated;

/// Just under what the worker reads.
const NEAR_LIMIT: usize = 64 * 1024 - 16;

/// So many documents of a seed.
fn documents(seed: u64, count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut chance = Chance(seed);
    let mut generated = generated::documents(seed);
    let mut next = move || generated.next().expect("they have no end");
    iter::repeat_with(move || match chance.below(10) {
        0..=1 => next().into_bytes(),
        2..=3 => damaged(next().into_bytes(), &mut chance),
        4 => deep(&mut chance).into_bytes(),
        5 => wide(&mut chance).into_bytes(),
        6..=7 => tricky(&mut chance).into_bytes(),
        8 => long(&mut chance).into_bytes(),
        _ => garbage(next().as_bytes(), &mut chance),
    })
    .take(count)
}

/// What ten thousand of them did to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How many were answered with which status.
    pub statuses: BTreeMap<u16, usize>,
    /// Memory of the runtime after the first two thousand, in KiB.
    pub warm_kib: u64,
    /// Memory of the runtime after all of them, in KiB.
    pub after_kib: u64,
}

impl Outcome {
    /// By how much memory has grown, in KiB.
    pub fn grown_kib(&self) -> u64 {
        self.after_kib.saturating_sub(self.warm_kib)
    }
}

/// Posts ten thousand of them to the login of an inspected server. None may be answered as a fault of ours.
pub fn post_all(server: &Server) -> Outcome {
    let mut statuses = BTreeMap::new();
    let mut connection = server.connect();
    let mut warm_kib = 0;
    for (n, document) in documents(1, 10_000).enumerate() {
        if n % 1_000 == 0 {
            // Garbage that lies about for long leaves gaps behind, which are nobody's leak.
            let kib = server.settled_kib();
            warm_kib = if n <= 2_000 { kib } else { warm_kib };
        }
        // So many addresses that valid logins among them reach the password.
        let request = envelope::post(&*document).from(&format!("198.51.100.{}", n % 250));
        let answer = connection.send(&request);
        assert!(answer.status < 500, "{}", told(&document, &answer));
        *statuses.entry(answer.status).or_default() += 1;
        if answer.status == 413 {
            // The rest of the body was not read, so the connection is of no more use.
            connection = server.connect();
        }
    }
    Outcome { statuses, warm_kib, after_kib: server.settled_kib() }
}

fn told(document: &[u8], answer: &Response) -> String {
    let start: String = String::from_utf8_lossy(document).chars().take(2_000).collect();
    format!(
        "{} bytes, starting with {start:?}, are answered {}: {}",
        document.len(),
        answer.status,
        answer.text()
    )
}

/// A document with some of its bytes changed, so that it often is no UTF-8 any more.
fn damaged(mut bytes: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    for _ in 0..=chance.below(8) {
        let at = chance.below(bytes.len());
        bytes[at] = chance.byte();
    }
    bytes
}

/// Elements in elements, sometimes closed, sometimes inside a valid message.
fn deep(chance: &mut Chance) -> String {
    let depth = 1 + chance.below(NEAR_LIMIT / 8);
    let (open, close) = ("<a>".repeat(depth), "</a>".repeat(if chance.below(2) == 0 { depth } else { 0 }));
    match chance.below(3) {
        0 => format!("{open}{close}"),
        1 => SAMPLE.replace("<Header/>", &format!("<Header>{open}{close}</Header>")),
        _ => SAMPLE.replace("</AppData>", &format!("{open}{close}</AppData>")),
    }
}

/// More attributes, declarations or siblings than anybody needs.
fn wide(chance: &mut Chance) -> String {
    let kind = chance.below(4);
    let mut text = String::new();
    let most = 1 + chance.below(NEAR_LIMIT);
    for n in 0.. {
        let _ = match kind {
            0 => write!(text, " a{n}=''"),
            1 => write!(text, " xmlns:p{n}='urn:{n}'"),
            2 => write!(text, " a='{n}'"),
            _ => write!(text, "<p{n}/>"),
        };
        if text.len() >= most.saturating_sub(SAMPLE.len()) {
            break;
        }
    }
    let place = chance.below(2);
    match (kind, place) {
        (3, 0) => format!("<r>{text}</r>"),
        (3, _) => SAMPLE.replace("</AppData>", &format!("{text}</AppData>")),
        (_, 0) => format!("<r{text}/>"),
        _ => SAMPLE.replace("<Body", &format!("<Body{text}")),
    }
}

/// Entities, document types, references and declarations.
fn tricky(chance: &mut Chance) -> String {
    let laugh = |n: u32| format!("<!ENTITY e{n} \"&e{m};&e{m};&e{m};\">", m = n - 1);
    let laughs = (1..20).map(laugh).collect::<Vec<_>>().concat();
    let types = [
        format!("<!DOCTYPE x [<!ENTITY e0 \"ha\">{laughs}]>"),
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">".to_owned(),
        "<!DOCTYPE x [<!ENTITY e19 SYSTEM \"http://127.0.0.1:1/\">]>".to_owned(),
        "<!DOCTYPE x [<!ENTITY % p \"<!ENTITY e19 'x'>\"> %p;]>".to_owned(),
        "<!DOCTYPE x PUBLIC '-//x//y' 'z'>".to_owned(),
        "<!DOCTYPE".to_owned(),
        "<?xml version='1.1'?>".to_owned(),
        "<?xml-stylesheet href='http://127.0.0.1:1/'?>".to_owned(),
        String::new(),
    ];
    let references = [
        "&e19;",
        "&#0;",
        "&#xFFFFFFFFFFFF;",
        "&#xD800;",
        "&amp;amp;",
        "&lt",
        "&;",
        "]]>",
        "&#65;",
        "<![CDATA[x]]>",
    ];
    let kind = &types[chance.below(types.len())];
    let reference = references[chance.below(references.len())];
    let text = SAMPLE.replace("testUser", &format!("{}testUser", reference.repeat(1 + chance.below(500))));
    if chance.below(2) == 0 { text.replace("?>\n", &format!("?>{kind}")) } else { format!("{kind}{text}") }
}

/// One value, name, comment or gap that fills the whole document, up to the limit and past it.
fn long(chance: &mut Chance) -> String {
    let room = NEAR_LIMIT - SAMPLE.len() - 3_000 + chance.below(6_000);
    let fill = ["x", " ", "\u{416}", "&#120;", "\u{1F600}", "-"][chance.below(6)];
    let fill = fill.repeat(room / fill.len());
    match chance.below(7) {
        0 => SAMPLE.replace("testUser", &fill),
        1 => SAMPLE.replace("passWord1!", &fill),
        2 => SAMPLE.replace("12036_ALPHA", &fill),
        3 => SAMPLE.replace("<Header/>", &format!("<!--{fill}--><Header/>")),
        4 => SAMPLE.replace("ID1", &fill),
        5 => SAMPLE.replace("<Login>", &format!("<Login {}='{fill}'>", "n".repeat(chance.below(1_000) + 1))),
        _ => SAMPLE.replace("AppData", &fill.replace([' ', '&', '#', ';'], "y")[..room / 12 * 4]),
    }
}

/// Noise, halves of documents and other encodings.
fn garbage(document: &[u8], chance: &mut Chance) -> Vec<u8> {
    match chance.below(5) {
        0 => (0..chance.below(NEAR_LIMIT)).map(|_| chance.byte()).collect(),
        1 => document[..chance.below(document.len())].to_vec(),
        2 => String::from_utf8_lossy(document).encode_utf16().flat_map(u16::to_le_bytes).collect(),
        3 => [&[0xEF, 0xBB, 0xBF].repeat(chance.below(4)), document].concat(),
        _ => [document, &document[chance.below(document.len())..]].concat(),
    }
}

/// Numbers that a seed decides (`SplitMix64`).
struct Chance(u64);

impl Chance {
    /// A number from 0 to `end - 1`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("it is below a usize")
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
