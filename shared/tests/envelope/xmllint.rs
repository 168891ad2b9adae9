//! Verdicts of libxml2 on documents, by the `xmllint` of the system or else by the npm package `xmllint-wasm`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, process};

/// Imports both schemas, since what `AppData` holds is checked only if its schema is known.
const DRIVER: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06" schemaLocation="Mixvel_Envelope.xsd"/>
  <xs:import namespace="https://www.mixvel.com/API/XSD/mixvel_auth/1_01" schemaLocation="Mixvel_Auth.xsd"/>
</xs:schema>"#;

/// Runs in the folder of the documents.
const SCRIPT: &str = r#"
const { readdirSync, readFileSync } = require("fs");
const { validateXML } = require(process.argv[1]);
const load = (end) => readdirSync(".").filter((name) => name.endsWith(end))
  .map((fileName) => ({ fileName, contents: readFileSync(fileName, "utf8") }));
validateXML({
  xml: load(".xml"), schema: load("driver.xsd"), preload: load(".xsd").filter((f) => f.fileName != "driver.xsd"),
  initialMemoryPages: 1024, maxMemoryPages: 8192,
}).then((result) => console.log(result.rawOutput));
"#;

/// Whether each document is well-formed and valid by the two schemas in a folder.
pub(crate) fn verdicts(schemas: &Path, documents: &[String]) -> Vec<bool> {
    let folder = Folder::new();
    for entry in fs::read_dir(schemas).unwrap() {
        let path = entry.unwrap().path();
        fs::write(folder.0.join(path.file_name().unwrap()), fs::read(&path).unwrap()).unwrap();
    }
    fs::write(folder.0.join("driver.xsd"), DRIVER).unwrap();
    for (number, text) in documents.iter().enumerate() {
        fs::write(folder.0.join(format!("{number:06}.xml")), text).unwrap();
    }
    let report = native(&folder.0, documents.len()).unwrap_or_else(|| packaged(&folder.0));
    // Faults of namespaces are told first and then forgiven.
    let flawed: BTreeSet<&str> = report
        .lines()
        .filter(|line| line.contains(": namespace error :"))
        .filter_map(|line| line.split('.').next())
        .collect();
    let validated: BTreeSet<&str> =
        report.lines().filter_map(|line| line.strip_suffix(".xml validates")).collect();
    let verdicts: Vec<bool> = (0..documents.len())
        .map(|number| format!("{number:06}"))
        .map(|name| validated.contains(&*name) && !flawed.contains(&*name))
        .collect();
    assert!(verdicts.contains(&true), "nothing validates; is the schema read at all?\n{report}");
    verdicts
}

fn native(folder: &Path, count: usize) -> Option<String> {
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema", "driver.xsd"]).current_dir(folder);
    let output = command.args((0..count).map(|number| format!("{number:06}.xml"))).output().ok()?;
    Some(String::from_utf8_lossy(&output.stderr).into_owned())
}

fn packaged(folder: &Path) -> String {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/xmllint-wasm");
    let output = Command::new("node").arg("-e").arg(SCRIPT).arg(package).current_dir(folder).output();
    let output = output.expect("neither xmllint nor node can be run");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "run `npm ci` first: {}", text(&output.stderr));
    text(&output.stdout)
}

/// A folder of its own that goes away with its owner.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = (0..).map(|n| env::temp_dir().join(format!("envelope-{}-{n}", process::id())));
        Self(path.into_iter().find(|path| fs::create_dir(path).is_ok()).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
