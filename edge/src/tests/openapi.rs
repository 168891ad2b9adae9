//! The `OpenAPI` document, held to what is answered: every answer that a test's browser gets is looked at here.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::browser_face::{ENDPOINTS, READ};
use super::harness::text;
use crate::http::answer::Answer;
use crate::route::admin;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../http/openapi.json")).unwrap());

/// Fails unless the document tells of such an answer at this path. What it does not tell of is not looked at.
#[track_caller]
pub(super) fn hold(method: &str, path: &str, answer: &Answer) {
    let responses = &told_of(path)[method.to_ascii_lowercase()]["responses"];
    if answer.status == 405 || responses.is_null() {
        return;
    }
    let told = &responses[answer.status.to_string()];
    let body: Value = serde_json::from_str(&text(answer)).unwrap();
    assert!(
        told.is_object(),
        "{method} {path} answers {} of which the document knows nothing: {body}",
        answer.status
    );
    let content = told["content"].as_object().unwrap();
    let (media_type, content) = content.iter().next().unwrap();
    assert!(
        answer.headers.iter().any(|(name, value)| *name == "Content-Type" && value == media_type),
        "{path}"
    );
    if let Err(why) = fits(&body, &content["schema"]) {
        panic!("{method} {path}: {why}: {body}");
    }
    if answer.status != 200 {
        let code = format!("`{}`", body["code"].as_str().unwrap());
        let described = told["description"].as_str().unwrap();
        assert!(described.contains(&code), "{method} {path}: {code} is not told: {described}");
    }
}

/// What the document tells of an address, whose segments may stand for those in braces.
fn told_of(address: &str) -> &Value {
    let address = address.split('?').next().unwrap();
    let fits = |path: &str| {
        let same = |(told, found): (&str, &str)| told == found || told.starts_with('{');
        path.split('/').count() == address.split('/').count()
            && path.split('/').zip(address.split('/')).all(same)
    };
    let paths = &DOCUMENT["paths"];
    let exact = paths.get(address);
    exact
        .or_else(|| paths.as_object()?.iter().find(|(path, _)| fits(path)).map(|(_, told)| told))
        .unwrap_or(&Value::Null)
}

/// Whether a value fits a schema, as far as the document uses JSON Schema.
fn fits(value: &Value, schema: &Value) -> Result<(), String> {
    if let Some(place) = schema["$ref"].as_str() {
        return fits(value, DOCUMENT.pointer(place.trim_start_matches('#')).unwrap());
    }
    for choices in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choices].as_array() {
            let whys: Vec<_> = choices.iter().filter_map(|choice| fits(value, choice).err()).collect();
            return if whys.len() < choices.len() { Ok(()) } else { Err(whys.join("; ")) };
        }
    }
    let is_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        other => other.is_none(),
    };
    let is_listed = schema["enum"].as_array().is_none_or(|listed| listed.contains(value));
    if !is_type || !is_listed || schema.get("const").is_some_and(|only| only != value) {
        return Err(format!("{value} is not {schema}"));
    }
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        return items.iter().try_for_each(|item| fits(item, schema));
    }
    members(value, schema)
}

fn members(value: &Value, schema: &Value) -> Result<(), String> {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(missing) = required.into_iter().find(|name| value.get(name).is_none()) {
        return Err(format!("{missing} is missing"));
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => fits(member, schema).map_err(|why| format!("{name}: {why}"))?,
            None if schema["additionalProperties"] == json!(false) => {
                return Err(format!("{name} is not told"));
            }
            None => {}
        }
    }
    Ok(())
}

#[test]
fn a_value_that_the_document_does_not_tell_of_is_found() {
    let place = json!({"$ref": "#/components/schemas/PointOfSale"});
    let fit = |value: Value| fits(&value, &place).is_ok();
    assert!(fit(json!({"id": "1_A", "name": "", "address": ""})));
    assert!(!fit(json!({"id": "1_A", "name": ""})));
    assert!(!fit(json!({"id": 1, "name": "", "address": ""})));
    assert!(!fit(json!({"id": "1_A", "name": "", "address": "", "more": 1})));
    assert!(
        fits(
            &json!({"name": "credentials", "notice": "bored"}),
            &json!({"$ref": "#/components/schemas/CredentialsStep"})
        )
        .is_err()
    );
}

#[test]
fn the_openapi_document_names_every_endpoint_and_every_problem() {
    let document: &Value = &DOCUMENT;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let paths = document["paths"].as_object().unwrap();
    let admin: BTreeSet<_> =
        admin::ENDPOINTS.iter().map(|(_, _, path)| format!("/api/admin/{path}")).collect();
    let own = ENDPOINTS.iter().map(|endpoint| format!("/api/auth/{endpoint}"));
    let expected: BTreeSet<_> = own.chain(admin.iter().cloned()).collect();
    assert_eq!(paths.keys().cloned().collect::<BTreeSet<_>>(), expected);
    for (path, methods) in paths {
        let is_read = READ.contains(&path.trim_start_matches("/api/auth/"));
        let of_auth = [if is_read { "get" } else { "post" }.to_owned()].into();
        let of_admin = || {
            let here = admin::ENDPOINTS.iter().filter(|(_, _, at)| path == &format!("/api/admin/{at}"));
            here.map(|(_, method, _)| method.to_ascii_lowercase()).collect()
        };
        let expected: BTreeSet<_> = if admin.contains(path) { of_admin() } else { of_auth };
        let methods = methods.as_object().unwrap();
        assert_eq!(methods.keys().cloned().collect::<BTreeSet<_>>(), expected, "{path}");
        let succeeds =
            |method: &Value| ["200", "204"].iter().any(|status| method["responses"][status].is_object());
        assert!(methods.values().all(succeeds), "{path}");
    }
    let codes =
        document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"].as_array().unwrap();
    let slugs: Vec<_> = shared::code::Code::ALL.iter().map(|code| code.spec().slug).collect();
    for code in codes {
        assert!(slugs.contains(&code.as_str().unwrap()), "{code}");
    }
}
