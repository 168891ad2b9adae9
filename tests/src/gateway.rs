//! nginx, Caddy and Traefik as an owner of an application would run them beside the edge: with the configurations that
//! docs/applications.md prints, in which addresses alone are replaced.

use std::fs;
use std::path::Path;
use std::process::Command;

use shared::value::product::Product;

use crate::browser::host;
use crate::connection::{Connection, Request};
use crate::daemon::{Daemon, free_port, own_folder, unpacked};
use crate::project;
use crate::server::Worker;

/// Where they are unpacked.
const HOME: &str = "gateways";

/// A kind of gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// nginx with `auth_request`.
    Nginx,
    /// Caddy with `forward_auth`.
    Caddy,
    /// Traefik with `ForwardAuth`.
    Traefik,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nginx, Self::Caddy, Self::Traefik];
}

/// A running gateway. It ends with this value.
#[derive(Debug)]
pub struct Gateway {
    /// Which it is.
    pub kind: Kind,
    daemon: Daemon,
    port: u16,
}

impl Gateway {
    /// Stands in front of an application of a product and of the edge, which gets whatever is not the application's.
    pub fn start(kind: Kind, product: Product, edge: u16, application: &str) -> Self {
        assert!(reaches_edge(edge, product), "the edge itself has no answer");
        let (folder, port) = (own_folder(), free_port());
        let settled = |text: &str| {
            text.replace("https://cashier.mixvel.io", &format!("http://127.0.0.1:{edge}"))
                .replace("application:8080", application)
                .replace("cashier.mixvel.io", host(product))
        };
        let command = match kind {
            Kind::Nginx => nginx(&folder, port, edge, &settled(&documented("nginx", 0))),
            Kind::Caddy => caddy(&folder, port, edge, &settled(&caddyfile(product))),
            Kind::Traefik => {
                let dynamic = settled(&documented("yaml", 1));
                traefik(&folder, port, edge, &documented("yaml", 0), &dynamic)
            }
        };
        let daemon = Daemon::start(command, folder, || reaches_edge(port, product));
        Self { kind, daemon, port }
    }

    /// What it has written about itself.
    pub fn log(&self) -> String {
        self.daemon.output()
    }
}

impl Worker for Gateway {
    fn port(&self) -> u16 {
        self.port
    }
}

/// Whether the edge answers by this port.
fn reaches_edge(port: u16, product: Product) -> bool {
    let request = Request::get("/robots.txt").field("Host", host(product));
    let answer = Connection::try_open(port).and_then(|mut connection| connection.try_send(&request));
    answer.is_ok_and(|answer| answer.status == 200)
}

/// The block of this language that stands in docs/applications.md, by its number from 0.
fn documented(language: &str, number: usize) -> String {
    let page = fs::read_to_string(project::root().join("docs/applications.md")).unwrap();
    let fence = format!("```{language}\n");
    let block = page.split(&fence).nth(number + 1).and_then(|rest| rest.split("```").next());
    block.unwrap_or_else(|| panic!("docs/applications.md has no block {number} of {language}")).to_owned()
}

/// Caddy's, as the page says that it is for a product.
fn caddyfile(product: Product) -> String {
    let text = documented("caddyfile", 0);
    match product {
        Product::Cashier => text,
        Product::Boss => text.replace(" X-Auth-Structure-Unit X-Auth-Seance", ""),
    }
}

/// nginx around these locations.
fn nginx(folder: &Path, port: u16, edge: u16, locations: &str) -> Command {
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary = temporary.map(|name| format!("{name}_temp_path {}/{name};\n", folder.display()));
    let file = folder.join("nginx.conf");
    let text = format!(
        "daemon off;\nuser root;\nworker_processes 1;\npid {0}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{1}\
         server {{\nlisten 127.0.0.1:{port};\n{locations}\n\
         location / {{ proxy_pass http://127.0.0.1:{edge}; proxy_set_header Host $http_host; }}\n}}\n}}\n",
        folder.display(),
        temporary.concat(),
    );
    fs::write(&file, text).unwrap();
    let mut nginx = Command::new(unpacked(HOME, "nginx").join("usr/sbin/nginx"));
    nginx.arg("-p").arg(folder).arg("-c").arg(file).args(["-e", "stderr"]);
    nginx
}

/// Caddy around this site.
fn caddy(folder: &Path, port: u16, edge: u16, site: &str) -> Command {
    let (_, site) = site.split_once('{').expect("the site has a name");
    let (site, _) = site.rsplit_once('}').expect("the site ends");
    let file = folder.join("Caddyfile");
    let text = format!(
        "{{\nadmin off\nauto_https off\ndefault_bind 127.0.0.1\n}}\n\
         http://:{port} {{{site}    reverse_proxy 127.0.0.1:{edge}\n}}\n"
    );
    fs::write(&file, text).unwrap();
    let mut caddy = Command::new(unpacked(HOME, "caddy").join("usr/bin/caddy"));
    caddy.args(["run", "--adapter", "caddyfile", "--config"]).arg(file);
    caddy.env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
    caddy
}

/// Traefik with this entry point and these routers.
fn traefik(folder: &Path, port: u16, edge: u16, entry: &str, dynamic: &str) -> Command {
    let (file, routers) = (folder.join("traefik.yml"), folder.join("dynamic.yml"));
    let entry = entry.replace("address: :443", &format!("address: 127.0.0.1:{port}"));
    let text = format!(
        "{entry}global: {{ checkNewVersion: false, sendAnonymousUsage: false }}\n\
         providers: {{ file: {{ filename: {}, watch: false }} }}\n",
        routers.display(),
    );
    fs::write(&file, text).unwrap();
    let dynamic =
        dynamic.replace("  routers:\n", "  routers:\n    edge: { rule: PathPrefix(`/`), service: edge }\n");
    let dynamic = dynamic.replace(
        "  services:\n",
        &format!("  services:\n    edge: {{ loadBalancer: {{ servers: [{{ url: 'http://127.0.0.1:{edge}' }}] }} }}\n"),
    );
    fs::write(&routers, dynamic).unwrap();
    let mut traefik = Command::new(unpacked(HOME, "traefik").join("usr/bin/traefik"));
    traefik.arg("--configFile").arg(file);
    traefik
}
