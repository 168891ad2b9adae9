//! Messages of HTTP/1.1 as bytes, on either side: nothing is added, folded or guessed that a test did not ask for.

use std::io::{self, BufRead};

/// Header fields in the order they came, names in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The value of a field, the first if it stands more than once.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| *found == name).map(|(_, value)| value.as_str())
    }
}

/// The first line of a message and its header fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Request line or status line.
    pub line: String,
    /// Header fields.
    pub fields: Fields,
}

impl Head {
    /// Reads to the empty line; `None` when the peer closed before it said anything.
    pub fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut head = Self { line: line(from)?, ..Self::default() };
        if head.line.is_empty() {
            return Ok(None);
        }
        loop {
            let field = line(from)?;
            let Some((name, value)) = field.split_once(':') else { return Ok(Some(head)) };
            head.fields.0.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// A word of the first line.
    pub fn word(&self, index: usize) -> &str {
        self.line.split(' ').nth(index).unwrap_or_default()
    }
}

/// How much of a body is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// So many bytes.
    Length(u64),
    /// Chunks, up to the empty one.
    Chunked,
    /// Whatever comes before the connection closes.
    UntilClose,
}

impl Body {
    /// The framing that a message announces; `otherwise` when it announces none.
    pub fn announced(fields: &Fields, otherwise: Self) -> Self {
        match (fields.get("transfer-encoding"), fields.get("content-length")) {
            (Some("chunked"), _) => Self::Chunked,
            (_, Some(length)) => Self::Length(length.parse().expect("a length is a number")),
            _ => otherwise,
        }
    }

    /// The next piece as soon as there is one, empty at the end; an error when the message was cut off.
    pub fn next(&mut self, from: &mut impl BufRead) -> io::Result<Vec<u8>> {
        match self {
            Self::Length(0) => Ok(Vec::new()),
            Self::Length(left) => {
                let piece = some(from, *left)?;
                *left -= piece.len() as u64;
                if piece.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(piece) }
            }
            Self::UntilClose => some(from, u64::MAX),
            Self::Chunked => {
                let size = line(from)?;
                let size = size.split(';').next().and_then(|size| usize::from_str_radix(size, 16).ok());
                let mut piece = vec![0; size.ok_or(io::ErrorKind::UnexpectedEof)?];
                from.read_exact(&mut piece)?;
                line(from)?;
                if piece.is_empty() {
                    *self = Self::Length(0);
                }
                Ok(piece)
            }
        }
    }

    /// All that is still to come.
    pub fn rest(&mut self, from: &mut impl BufRead) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let piece = self.next(from)?;
            if piece.is_empty() {
                return Ok(bytes);
            }
            bytes.extend(piece);
        }
    }
}

fn some(from: &mut impl BufRead, most: u64) -> io::Result<Vec<u8>> {
    let length = from.fill_buf()?.len().min(usize::try_from(most).unwrap_or(usize::MAX));
    let mut piece = vec![0; length];
    from.read_exact(&mut piece)?;
    Ok(piece)
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut bytes = Vec::new();
    from.read_until(b'\n', &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
}
