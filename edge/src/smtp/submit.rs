//! The conversation that hands one mail over.

use std::cell::Cell;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::content::stuffed;
use super::reply::{Replies, ServerReply};
use crate::config::{Security, SmtpCredentials, SmtpServer};
use crate::ports::carrier::{CarryError, Letter};

/// What the server may take for one answer, and to take in what it is sent (RFC 5321 section 4.5.3.2).
const PATIENCE: Duration = Duration::from_mins(5);
/// What it may take to look at a whole mail: one that is given up earlier may have been taken, and would come twice.
const PATIENCE_WITH_CONTENT: Duration = Duration::from_mins(10);
/// What to look at when TLS does not come about.
const TLS_ADVICE: &str = "unless the server is away, look at the certificate (its names, its end, who signed it) and the \
                          protocol (TLS 1.2 or later)";

/// Bytes to and from a mail server; the errors say what went wrong.
pub trait Connection {
    /// The next bytes; none when the server has hung up.
    async fn read(&mut self, patience: Duration) -> Result<Vec<u8>, String>;

    /// Sends bytes.
    async fn write(&mut self, bytes: &[u8], patience: Duration) -> Result<(), String>;

    /// Makes the connection secret, or fails. Nothing that came before is read afterwards.
    async fn start_tls(&mut self) -> Result<(), String>;
}

/// How far a conversation has come, for whoever must break it off.
#[derive(Debug)]
pub struct Progress(Cell<Stage>);

impl Progress {
    /// Of a conversation that begins, with TLS from the first byte or not.
    pub fn new(security: Security) -> Self {
        Self(Cell::new(match security {
            Security::Tls => Stage::Tls,
            Security::StartTls => Stage::Greeting,
        }))
    }

    /// What a conversation that was given no more time has come to.
    pub fn broken_off(&self) -> CarryError {
        lost(self.0.get(), "no answer")
    }
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Greeting,
    /// The connection is being made secret: there is no word of the server that was read in secret yet.
    Tls,
    Hello,
    StartTls,
    Auth,
    Sender,
    Recipient,
    Data,
    Content,
    /// The mail has left to its last dot.
    LastWord,
}

/// Hands the mail over. The connection is one to this server, as secret from its first byte as the server's security
/// says. After `Ok` the server has taken the mail and waits for another command.
pub async fn submit<C: Connection>(
    connection: &mut C,
    server: &SmtpServer,
    letter: &Letter<'_>,
    progress: &Progress,
) -> Result<(), CarryError> {
    let options = mail_options(letter)?;
    let mut dialog = Dialog { connection, replies: Replies::default(), progress };
    done(Stage::Greeting, dialog.reply(Stage::Greeting).await?)?;
    // We are called as the domain that we send for.
    let (_, name) = letter.from.rsplit_once('@').unwrap_or(("", letter.from));
    let hello = format!("EHLO {name}");
    let mut offers = done(Stage::Hello, dialog.ask(Stage::Hello, &hello).await?)?;
    if server.security == Security::StartTls {
        if !offered(&offers, "STARTTLS") {
            return Err(failed(Stage::StartTls, "the server does not offer it"));
        }
        done(Stage::StartTls, dialog.ask(Stage::StartTls, "STARTTLS").await?)?;
        dialog.start_tls().await?;
        offers = done(Stage::Hello, dialog.ask(Stage::Hello, &hello).await?)?;
    }
    dialog.authenticate(&offers, &server.credentials).await?;
    if let Some(missing) = options.split_whitespace().find(|option| !offered(&offers, keyword(option))) {
        return Err(failed(Stage::Hello, &format!("the server does not offer {}", keyword(missing))));
    }
    let steps = [
        (Stage::Sender, format!("MAIL FROM:<{}>{options}", letter.from)),
        (Stage::Recipient, format!("RCPT TO:<{}>", letter.to)),
        (Stage::Data, "DATA".to_owned()),
    ];
    for (stage, line) in steps {
        let answer = dialog.ask(stage, &line).await?;
        if stage == Stage::Data { goes_on(stage, &answer)? } else { done(stage, answer).map(drop)? }
    }
    dialog.write(Stage::Content, &stuffed(letter.raw)).await?;
    done(Stage::LastWord, dialog.reply(Stage::LastWord).await?).map(drop)
}

/// What `MAIL` must say about the mail (RFC 6152, RFC 6531).
fn mail_options(letter: &Letter<'_>) -> Result<&'static str, CarryError> {
    let broken = |address: &str| address.is_empty() || address.chars().any(char::is_control);
    if broken(letter.from) || broken(letter.to) {
        return Err(CarryError::Refused("an address with control characters".to_owned()));
    }
    Ok(match (letter.to.is_ascii(), letter.raw.is_ascii()) {
        (true, true) => "",
        (true, false) => " BODY=8BITMIME",
        (false, _) => " BODY=8BITMIME SMTPUTF8",
    })
}

/// The extension that an option of `MAIL` belongs to.
fn keyword(option: &str) -> &str {
    option.strip_prefix("BODY=").unwrap_or(option)
}

/// Whether the answer to `EHLO` names this extension.
fn offered(offers: &ServerReply, keyword: &str) -> bool {
    extensions(offers).any(|(name, _)| name.eq_ignore_ascii_case(keyword))
}

/// Whether it names this way of saying who one is.
fn offers_way(offers: &ServerReply, way: &str) -> bool {
    let names = |ways: &str| ways.split(' ').any(|name| name.eq_ignore_ascii_case(way));
    extensions(offers).any(|(name, ways)| name.eq_ignore_ascii_case("AUTH") && names(ways))
}

/// Names of extensions, and what stands behind each; the first line is a greeting.
fn extensions(offers: &ServerReply) -> impl Iterator<Item = (&str, &str)> {
    offers.lines.iter().skip(1).map(|line| line.split_once(' ').unwrap_or((line, "")))
}

struct Dialog<'a, C> {
    connection: &'a mut C,
    replies: Replies,
    progress: &'a Progress,
}

impl<C: Connection> Dialog<'_, C> {
    async fn write(&mut self, stage: Stage, bytes: &[u8]) -> Result<(), CarryError> {
        let stage = self.enter(stage);
        self.connection.write(bytes, PATIENCE).await.map_err(|why| lost(stage, &why))
    }

    async fn ask(&mut self, stage: Stage, line: &str) -> Result<ServerReply, CarryError> {
        self.write(stage, format!("{line}\r\n").as_bytes()).await?;
        self.reply(stage).await
    }

    async fn reply(&mut self, stage: Stage) -> Result<ServerReply, CarryError> {
        let patience = if stage == Stage::LastWord { PATIENCE_WITH_CONTENT } else { PATIENCE };
        let mut at = self.enter(stage);
        loop {
            match self.replies.next_reply() {
                Ok(Some(reply)) => return Ok(reply),
                Err(_) => return Err(lost(at, "the server says what is no reply")),
                Ok(None) => {}
            }
            let piece = self.connection.read(patience).await.map_err(|why| lost(at, &why))?;
            if piece.is_empty() {
                return Err(lost(at, "the server hung up"));
            }
            // It was read, so TLS stands.
            self.progress.0.set(stage);
            at = stage;
            self.replies.take_in(&piece);
        }
    }

    /// Goes on to a stage, and says where that is: until TLS stands, whatever fails is a matter of TLS.
    fn enter(&self, stage: Stage) -> Stage {
        if self.progress.0.get() != Stage::Tls {
            self.progress.0.set(stage);
        }
        self.progress.0.get()
    }

    /// What was said in the open before must not count afterwards (RFC 3207 section 4.2).
    async fn start_tls(&mut self) -> Result<(), CarryError> {
        if !self.replies.is_empty() {
            return Err(failed(Stage::StartTls, "the server says more than it was asked"));
        }
        self.progress.0.set(Stage::Tls);
        self.connection.start_tls().await.map_err(|why| lost(Stage::Tls, &why))
    }

    /// Says who we are; the connection is secret.
    async fn authenticate(
        &mut self,
        offers: &ServerReply,
        known: &SmtpCredentials,
    ) -> Result<(), CarryError> {
        let SmtpCredentials { user, password } = known;
        let lines = if offers_way(offers, "PLAIN") {
            vec![format!("AUTH PLAIN {}", STANDARD.encode(format!("\0{user}\0{password}")))]
        } else if offers_way(offers, "LOGIN") {
            vec!["AUTH LOGIN".to_owned(), STANDARD.encode(user), STANDARD.encode(password)]
        } else {
            return Err(failed(Stage::Auth, "the server offers neither PLAIN nor LOGIN"));
        };
        let last = lines.len();
        for (line, number) in lines.iter().zip(1..) {
            let answer = self.ask(Stage::Auth, line).await?;
            if number < last {
                goes_on(Stage::Auth, &answer)?;
            } else {
                done(Stage::Auth, answer)?;
            }
        }
        Ok(())
    }
}

fn done(stage: Stage, reply: ServerReply) -> Result<ServerReply, CarryError> {
    if reply.is_done() { Ok(reply) } else { Err(refused(stage, &reply)) }
}

fn goes_on(stage: Stage, reply: &ServerReply) -> Result<(), CarryError> {
    if reply.goes_on() { Ok(()) } else { Err(refused(stage, reply)) }
}

/// What a reply that says no means. For good is what an enhanced code says of the recipient or of the mail's size;
/// servers put off until `RCPT` what they have against us, and codes without an enhanced one may mean anything.
fn refused(stage: Stage, reply: &ServerReply) -> CarryError {
    // A server may quote what it was told.
    let told = if stage == Stage::Auth { reply.code.to_string() } else { reply.told() };
    let told = format!("{}: {told}", stage.name());
    let about_this_mail = [Stage::Recipient, Stage::Data, Stage::LastWord].contains(&stage);
    if about_this_mail && reply.code / 100 == 5 && reply.enhanced().is_some_and(is_for_good) {
        CarryError::Refused(told)
    } else {
        CarryError::Failed(told)
    }
}

/// Whether an enhanced code (RFC 3463, RFC 7505) says that the mailbox is not there or takes nothing, or that no server
/// takes a mail of this size. All others may be a matter of configuration, ours or the server's.
fn is_for_good((class, subject, detail): (u16, u16, u16)) -> bool {
    let of_recipient = subject == 2 || (subject == 1 && [1, 2, 3, 6, 10].contains(&detail));
    class == 5 && (of_recipient || (subject, detail) == (3, 4))
}

fn failed(stage: Stage, why: &str) -> CarryError {
    CarryError::Failed(format!("{}: {why}", stage.name()))
}

/// What it means that the server cannot be heard any more.
fn lost(stage: Stage, why: &str) -> CarryError {
    match stage {
        Stage::LastWord => CarryError::Unknown(format!("{}: {why}", stage.name())),
        // The platform does not say more than that the connection is gone.
        Stage::Tls => failed(stage, &format!("{why}; {TLS_ADVICE}")),
        Stage::Greeting
        | Stage::Hello
        | Stage::StartTls
        | Stage::Auth
        | Stage::Sender
        | Stage::Recipient
        | Stage::Data
        | Stage::Content => failed(stage, why),
    }
}

impl Stage {
    /// How the operator is told.
    fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Tls => "TLS",
            Self::Hello => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Sender => "MAIL",
            Self::Recipient => "RCPT",
            Self::Data => "DATA",
            Self::Content => "mail",
            Self::LastWord => "end of the mail",
        }
    }
}
