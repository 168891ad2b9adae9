//! Makes a bound module small: wasm-opt, and short names between the wasm and its glue.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::error::{OrStop as _, Stop};
use crate::process;
use crate::project::Project;
use crate::{node, npm};

/// What every browser of the last years reads, and no more: left to itself, wasm-opt writes newer forms.
const FEATURES: [&str; 7] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Names of imports carry digests, which no compression makes smaller; the pass prints the new ones as JSON.
const PASSES: [&str; 3] = ["-Oz", "--strip-producers", "--minify-imports-and-exports-and-modules"];

/// What wasm-opt calls the one module that imports come from.
const MODULE: &str = "a";

/// Writes the small form of `{name}_bg.wasm`, and its glue with the new names, over what lies in `bound`.
pub(super) fn shrink(project: &Project, bound: &Path, name: &str) -> Result<(), Stop> {
    let wasm = bound.join(format!("{name}_bg.wasm"));
    let mut optimise = Command::new(node::path(project));
    optimise.arg(npm::wasm_opt(project)).arg(&wasm).arg("-o").arg(&wasm).args(PASSES);
    let said = process::read(optimise.args(FEATURES))?;
    let names: Value = serde_json::from_str(&said).or_stop("wasm-opt printed no names")?;
    let script = bound.join(format!("{name}.js"));
    let unreadable = || format!("{} cannot be read or written", script.display());
    let glue = fs::read_to_string(&script).or_stop(unreadable())?;
    let glue = rename(&glue, &names)
        .ok_or_else(|| Stop::new("wasm-bindgen writes its glue in another form: see frontend/shrink.rs"))?;
    fs::write(&script, glue).or_stop(unreadable())
}

/// The glue with the names that wasm-opt gave; nothing when a name does not stand where it is expected.
fn rename(glue: &str, names: &Value) -> Option<String> {
    let mut glue = glue.to_owned();
    let imports = names.get("imports")?.as_array()?;
    for import in imports {
        let (old, new) = (import.get(1)?.as_str()?, import.get(2)?.as_str()?);
        glue = key(&glue, old, new)?;
    }
    glue = key(&glue, &format!("{:?}", imports.first()?.get(0)?.as_str()?), MODULE)?;
    let exports: Vec<_> = names.get("exports")?.as_array()?.iter().map(pair).collect::<Option<_>>()?;
    let mut pieces = glue.split("wasm.");
    let mut renamed = pieces.next()?.to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        let new = exports.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
        renamed.extend(["wasm.", new, rest]);
    }
    Some(renamed)
}

/// Renames the key of an object, which stands there once.
fn key(glue: &str, old: &str, new: &str) -> Option<String> {
    let (before, after) = glue.split_once(&format!(" {old}: "))?;
    Some([before, " ", new, ": ", after].concat())
}

fn pair(names: &Value) -> Option<(&str, &str)> {
    Some((names.get(0)?.as_str()?, names.get(1)?.as_str()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "\
        const imports = { __proto__: null, __wbg_then_0f: function(a) { wasm.__wbg_free(a); wasm.__wbg_free_2(a); }, };\n\
        return { __proto__: null, \"./login_bg.js\": imports, };\n";

    fn names(import: &str) -> Value {
        serde_json::json!({
            "imports": [["./login_bg.js", import, "b"]],
            "exports": [["__wbg_free", "c"], ["__wbg_free_2", "d"]],
        })
    }

    #[test]
    fn imports_modules_and_exports_take_their_short_names() {
        let renamed = rename(GLUE, &names("__wbg_then_0f")).unwrap();
        assert_eq!(
            renamed,
            "const imports = { __proto__: null, b: function(a) { wasm.c(a); wasm.d(a); }, };\n\
             return { __proto__: null, a: imports, };\n"
        );
    }

    #[test]
    fn a_name_that_the_glue_does_not_have_is_told() {
        assert_eq!(rename(GLUE, &names("__wbg_catch_0f")), None);
    }
}
