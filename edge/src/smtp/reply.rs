//! Replies of a mail server (RFC 5321 section 4.2), out of whatever pieces the network brings.

/// Most bytes of one reply: many times what servers say.
const MOST_BYTES: usize = 16 * 1024;
/// Most characters that are kept of what a server said.
const MOST_TOLD: usize = 200;
/// The longest word that is kept: longer ones may be a link that the server quotes from the mail.
const MOST_WORD: usize = 32;

/// A whole reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerReply {
    /// Its code, 200 to 599.
    pub code: u16,
    /// Its lines without the code.
    pub lines: Vec<String>,
}

/// What came is no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAReply;

/// What came and was not looked at.
#[derive(Debug, Default)]
pub struct Replies(Vec<u8>);

impl Replies {
    /// Takes a piece in.
    pub fn take_in(&mut self, piece: &[u8]) {
        self.0.extend_from_slice(piece);
    }

    /// Whether everything that came was looked at.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next reply, if it is here as a whole.
    pub fn next_reply(&mut self) -> Result<Option<ServerReply>, NotAReply> {
        let mut whole = None;
        let (mut code, mut lines, mut read) = (None, Vec::new(), 0);
        for line in self.0.split_inclusive(|byte| *byte == b'\n') {
            if !line.ends_with(b"\n") {
                break;
            }
            read += line.len();
            let (of_line, last, text) = parse(line)?;
            if *code.get_or_insert(of_line) != of_line {
                return Err(NotAReply);
            }
            lines.push(text);
            if last {
                whole = Some(ServerReply { code: of_line, lines });
                break;
            }
        }
        match whole {
            Some(reply) => {
                self.0.drain(..read);
                Ok(Some(reply))
            }
            None if self.0.len() > MOST_BYTES => Err(NotAReply),
            None => Ok(None),
        }
    }
}

impl ServerReply {
    /// Whether the server has done what it was asked.
    pub fn is_done(&self) -> bool {
        self.code / 100 == 2
    }

    /// Whether the server waits for more.
    pub fn goes_on(&self) -> bool {
        self.code / 100 == 3
    }

    /// The enhanced code (RFC 3463) as class, subject and detail, if the server gives one.
    pub fn enhanced(&self) -> Option<(u16, u16, u16)> {
        let word = self.lines.first()?.split_whitespace().next()?;
        let mut parts = word.split('.').map(|part| {
            let digits = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        });
        let enhanced = (parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then_some(enhanced)
    }

    /// The code and what was said, short and without what may be a secret.
    pub fn told(&self) -> String {
        let words = self.lines.iter().flat_map(|line| line.split_whitespace());
        let words = words.map(|word| if word.len() > MOST_WORD { "[...]" } else { word });
        let told = words.fold(self.code.to_string(), |told, word| told + " " + word);
        told.chars().filter(|c| !c.is_control()).take(MOST_TOLD).collect()
    }
}

/// Code, whether the line is the last of its reply, and text.
fn parse(line: &[u8]) -> Result<(u16, bool, String), NotAReply> {
    let (code, rest) = line.split_at_checked(3).ok_or(NotAReply)?;
    let code = std::str::from_utf8(code).ok().filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    let code: u16 = code.and_then(|code| code.parse().ok()).ok_or(NotAReply)?;
    let last = match rest.first() {
        Some(b'-') => false,
        Some(b' ' | b'\r' | b'\n') => true,
        _ => return Err(NotAReply),
    };
    let text = String::from_utf8_lossy(rest.get(1..).unwrap_or_default()).trim().to_owned();
    if (200..600).contains(&code) { Ok((code, last, text)) } else { Err(NotAReply) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16, lines: &[&str]) -> ServerReply {
        ServerReply { code, lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }

    #[test]
    fn a_reply_is_read_whatever_pieces_it_comes_in() {
        let text = b"250-mail.example.com\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n354\r\n";
        let whole = reply(250, &["mail.example.com", "AUTH PLAIN LOGIN", "8BITMIME"]);
        for size in [1, 2, 7, text.len()] {
            let mut replies = Replies::default();
            let mut read = Vec::new();
            for piece in text.chunks(size) {
                replies.take_in(piece);
                while let Some(reply) = replies.next_reply().unwrap() {
                    read.push(reply);
                }
            }
            assert_eq!(read, [whole.clone(), reply(354, &[""])], "{size}");
            assert!(replies.is_empty());
        }
    }

    #[test]
    fn what_is_no_reply_is_said_so() {
        let endless = format!("250-{}", "a".repeat(MOST_BYTES));
        for text in [
            "hello\r\n",
            "2\r\n",
            "25x ok\r\n",
            "99 ok\r\n",
            "600 ok\r\n",
            "250_ok\r\n",
            "250-a\r\n251 b\r\n",
            &endless,
        ] {
            let mut replies = Replies::default();
            replies.take_in(text.as_bytes());
            assert_eq!(replies.next_reply(), Err(NotAReply), "{text:.20}");
        }
    }

    #[test]
    fn an_enhanced_code_is_three_numbers_in_front_of_the_words() {
        for (words, enhanced) in [
            ("5.1.1 unknown", Some((5, 1, 1))),
            ("5.1.10", Some((5, 1, 10))),
            ("4.7.650 later", Some((4, 7, 650))),
            ("unknown 5.1.1", None),
            ("5.1 unknown", None),
            ("5.1.1.1 is an address", None),
            ("192.0.2.1 is blocked", None),
            ("5.1.1000 unknown", None),
            ("5.+1.1 unknown", None),
            ("", None),
        ] {
            assert_eq!(reply(550, &[words]).enhanced(), enhanced, "{words}");
        }
        assert_eq!(reply(550, &[]).enhanced(), None);
    }

    #[test]
    fn what_is_told_of_a_reply_is_short_and_quotes_no_link() {
        let link = format!("https://cashier.mixvel.io/two-factor#{}", "t".repeat(43));
        let told = reply(550, &["5.7.1 no\u{1b}[2J", &format!("because of <{link}>")]).told();
        assert_eq!(told, "550 5.7.1 no[2J because of [...]");
        assert_eq!(reply(550, &["no "; 500]).told().len(), MOST_TOLD);
    }
}
