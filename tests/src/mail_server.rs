//! Postfix and Exim as Debian has them, on a port of this machine, with a configuration and a queue of their own. They
//! keep every mail and send none on.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, thread};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::certificate::certificate;
use crate::daemon::{Daemon, free_port, own_folder, unpacked};
use crate::project;
use crate::settings::Settings;
use crate::smtp::{self, PASSWORD};

/// Where Debian's packages are unpacked.
const HOME: &str = "mail-servers";
/// Nobody's account on Debian, which Exim works as.
const NOBODY: u32 = 65_534;
/// An account of every Debian that owns nothing: Postfix works as it.
const MAIL: u32 = 8;

/// Postfix: `EHLO`, sender and client are refused at `RCPT`, as Debian has it.
const POSTFIX: &str = "\
compatibility_level = 3.7
mail_owner = mail
setgid_group = games
myhostname = mail.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
maillog_file_prefixes = /
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_helo_required = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_data_restrictions = check_client_access static:HOLD
";
const POSTFIX_SERVICES: &str = "\
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
bounce unix - - n - 0 bounce
postlog unix-dgram n - n - 1 postlogd
";
const POSTFIX_QUEUES: [&str; 13] = [
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "private",
    "public", "saved", "trace",
];

/// Exim, in front of its lists of what is allowed; `{rcpt}` and `{data}` stand for what a test wants there.
const EXIM: &str = "\
primary_hostname = mail.test
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
queue_only = true
host_lookup =
rfc1413_hosts =
keep_environment =
acl_smtp_rcpt = rcpt
acl_smtp_data = data
";
const EXIM_LISTS: &str = "\
begin acl
rcpt:
  deny !authenticated = *
{rcpt}  accept
data:
{data}  accept
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{mixvel}}{eq{$auth3}{PASSWORD}}}}
  server_set_id = $auth2
";

/// A running server. It ends with this value.
#[derive(Debug)]
pub struct MailServer {
    daemon: Daemon,
    port: u16,
    /// Where it keeps mails.
    queue: &'static str,
}

/// What an Exim is to be: lines of its main part, and of what it looks at after `RCPT` and after a mail.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exim<'a> {
    /// Lines of the main part.
    pub main: &'a str,
    /// Lines for `RCPT`.
    pub rcpt: &'a str,
    /// Lines for a mail.
    pub data: &'a str,
    /// Whether its certificate is one that nobody trusts.
    pub untrusted: bool,
}

impl MailServer {
    /// A Postfix with these lines in its `main.cf`.
    pub fn postfix(lines: &str) -> Self {
        let (root, folder, port) = (unpacked(HOME, "postfix"), own_folder(), free_port());
        let (etc, queue, data) = (folder.join("etc"), folder.join("queue"), folder.join("data"));
        for path in [&etc, &queue, &data, &queue.join("pid")] {
            fs::create_dir_all(path).unwrap();
        }
        for name in POSTFIX_QUEUES {
            fs::create_dir(queue.join(name)).unwrap();
            give(&queue.join(name), MAIL);
        }
        give(&data, MAIL);
        let libraries = [root.join("usr/lib/postfix"), libraries(&root)];
        let libraries = env::join_paths(libraries).unwrap().into_string().unwrap();
        let (secrets, bin) = (certificate(), root.join("usr/sbin"));
        let sbin = root.join("usr/lib/postfix/sbin");
        let environment = format!("MAIL_CONFIG={} LD_LIBRARY_PATH={libraries}", etc.display());
        let here = format!(
            "queue_directory = {}\ndata_directory = {}\ndaemon_directory = {}\ncommand_directory = {}\n\
             meta_directory = {}\nimport_environment = {environment}\nmaillog_file = {}\n\
             smtpd_tls_cert_file = {}\nsmtpd_tls_key_file = {}\nsmtpd_sasl_path = inet:127.0.0.1:{}\n",
            queue.display(),
            data.display(),
            sbin.display(),
            bin.display(),
            etc.display(),
            data.join("log").display(),
            secrets.join("cert.pem").display(),
            secrets.join("key.pem").display(),
            those_who_know_the_password(),
        );
        fs::write(etc.join("main.cf"), format!("{POSTFIX}{here}{lines}\n")).unwrap();
        let services = format!("127.0.0.1:{port} inet n - n - - smtpd\n{POSTFIX_SERVICES}");
        fs::write(etc.join("master.cf"), services).unwrap();
        let mut master = Command::new(sbin.join("master"));
        master.arg("-c").arg(&etc).arg("-d").env("MAIL_CONFIG", &etc).env("LD_LIBRARY_PATH", &libraries);
        Self::started(master, folder, port, "queue/hold")
    }

    /// An Exim of this kind.
    pub fn exim(kind: Exim<'_>) -> Self {
        let (root, folder, port) = (unpacked(HOME, "exim4-daemon-light"), own_folder(), free_port());
        let spool = folder.join("spool");
        fs::create_dir(&spool).unwrap();
        give(&spool, NOBODY);
        // It reads them as nobody.
        let secrets = if kind.untrusted { certificate_in(&folder) } else { certificate().to_owned() };
        for name in ["cert.pem", "key.pem"] {
            fs::copy(secrets.join(name), spool.join(name)).unwrap();
            give(&spool.join(name), NOBODY);
        }
        let here = format!(
            "spool_directory = {0}\nlog_file_path = {0}/%slog\npid_file_path = {0}/pid\ndaemon_smtp_ports = {port}\n\
             tls_certificate = {0}/cert.pem\ntls_privatekey = {0}/key.pem\n",
            spool.display(),
        );
        let lists = EXIM_LISTS.replace("PASSWORD", PASSWORD);
        let lists = lists.replace("{rcpt}", kind.rcpt).replace("{data}", kind.data);
        let file = folder.join("exim.conf");
        fs::write(&file, format!("{EXIM}{here}{}\n{lists}", kind.main)).unwrap();
        let account =
            |name: &str, number: u32| format!("{name}:x:{number}:{number}::/nonexistent:/bin/false\n");
        let (passwd, group) = (folder.join("passwd"), folder.join("group"));
        fs::write(&passwd, account("root", 0) + &account("Debian-exim", NOBODY)).unwrap();
        fs::write(&group, format!("root:x:0:\nDebian-exim:x:{NOBODY}:\n")).unwrap();
        let mut exim = Command::new(root.join("usr/sbin/exim4"));
        exim.arg("-C").arg(&file).arg("-bdf").env("LD_LIBRARY_PATH", libraries(&root));
        // The account of its package is not one of this machine.
        exim.env("LD_PRELOAD", libraries(&unpacked(HOME, "libnss-wrapper")).join("libnss_wrapper.so"));
        exim.env("NSS_WRAPPER_PASSWD", passwd).env("NSS_WRAPPER_GROUP", group);
        Self::started(exim, folder, port, "spool/input")
    }

    fn started(command: Command, folder: PathBuf, port: u16, queue: &'static str) -> Self {
        Self { daemon: Daemon::start(command, folder, || greets(port)), port, queue }
    }

    /// The settings of a worker that sends its mails by this server.
    pub fn settings(&self) -> Settings {
        smtp::settings(&format!("smtp://localhost:{}", self.port), PASSWORD)
    }

    /// The mails that it has taken, as it keeps them.
    pub fn mails(&self) -> Vec<String> {
        // Exim keeps the fields in a file of their own.
        let files =
            fs::read_dir(self.daemon.folder().join(self.queue)).into_iter().flatten().filter_map(Result::ok);
        let files = files.map(|file| file.path()).filter(|file| !file.to_string_lossy().ends_with("-D"));
        files
            .filter_map(|file| fs::read(file).ok())
            .map(|raw| String::from_utf8_lossy(&raw).into_owned())
            .collect()
    }

    /// What it has written about itself.
    pub fn log(&self) -> String {
        let files = ["output", "data/log", "spool/mainlog", "spool/rejectlog", "spool/paniclog"];
        files.iter().filter_map(|file| fs::read_to_string(self.daemon.folder().join(file)).ok()).collect()
    }
}

/// Where the libraries of a package are, whatever the machine.
fn libraries(root: &Path) -> PathBuf {
    let lib = root.join("usr/lib");
    let machines = fs::read_dir(&lib).unwrap().filter_map(Result::ok).map(|folder| folder.path());
    let mut machines = machines.filter(|folder| folder.to_string_lossy().ends_with("-linux-gnu"));
    machines.next().unwrap_or(lib)
}

fn give(path: &Path, account: u32) {
    chown(path, Some(account), None).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Another certificate, that nobody was told to trust.
fn certificate_in(folder: &Path) -> PathBuf {
    let made = project::node("tests/certificate.mjs").arg(folder).status().unwrap();
    assert!(made.success(), "tests/certificate.mjs: {made}");
    folder.to_owned()
}

/// Whether a server says 220 at this port.
fn greets(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let mut greeting = [0; 3];
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.read_exact(&mut greeting).is_ok() && &greeting == b"220"
}

/// Answers Postfix's questions who knows the password, as Dovecot does; the port.
fn those_who_know_the_password() -> u16 {
    const GREETING: &str = "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\n\
                            COOKIE\t0123456789abcdef0123456789abcdef\nDONE\n";
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let known = format!("resp={}", STANDARD.encode(format!("\0mixvel\0{PASSWORD}")));
    let answer = move |stream: TcpStream| {
        let mut writer = stream.try_clone()?;
        writer.write_all(GREETING.as_bytes())?;
        for line in BufReader::new(stream).lines() {
            let line = line?;
            let mut parts = line.split('\t');
            if let (Some("AUTH"), Some(id)) = (parts.next(), parts.next()) {
                let word = if parts.any(|part| part == known) { "OK" } else { "FAIL" };
                writeln!(writer, "{word}\t{id}\tuser=mixvel")?;
            }
        }
        std::io::Result::Ok(())
    };
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            thread::spawn(move || answer(stream));
        }
    });
    port
}
