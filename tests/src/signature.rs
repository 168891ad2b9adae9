//! `X-Auth-Signature`, read and checked as services behind the guards do.

use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::project;
use crate::settings::ISSUER;

/// What a signature claims, without a look at whether it is right.
pub fn claims(signature: &str) -> Value {
    let claims = URL_SAFE_NO_PAD.decode(signature.split('.').nth(1).expect("it has three parts")).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

/// An example of the documents that verifies signatures.
#[derive(Clone, Copy, Debug)]
pub enum Example {
    /// `verify_signature.py`.
    Python,
    /// `verify_signature.mjs`.
    Node,
}

impl Example {
    /// The employee of a signature for this method and path with this key, given as its name and secret; or why there is
    /// none.
    pub fn verified(
        self,
        request: (&str, &str),
        signature: &str,
        key: (&str, &str),
        audience: &str,
    ) -> String {
        let mut command = self.command();
        command.arg(project::root().join("docs/examples"));
        let output = command.args([request.0, request.1, signature, key.0, key.1, ISSUER, audience]).output();
        let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = if output.status.success() { output.stdout } else { output.stderr };
        String::from_utf8_lossy(&said).trim().to_owned()
    }

    fn command(self) -> Command {
        match self {
            Self::Python => {
                let script = "import sys; sys.path.insert(0, sys.argv[1])\n\
                              from verify_signature import verify\n\
                              method, path, sent, id, key, issuer, audience = sys.argv[2:]\n\
                              print(verify(method, path, sent, {id: key}, issuer, audience)['employee'])";
                let mut command = Command::new("python3");
                command.args(["-B", "-c", script]);
                command
            }
            Self::Node => {
                let script = "const [at, method, path, signature, id, key, issuer, audience] = process.argv.slice(1);\n\
                              const { verify } = await import(at + '/verify_signature.mjs');\n\
                              const expected = { keys: { [id]: key }, issuer, audience };\n\
                              console.log(verify({ method, path, signature }, expected).employee);";
                let mut command = Command::new(project::root().join("node_modules/.bin/node"));
                command.args(["--input-type=module", "-e", script]);
                command
            }
        }
    }
}
