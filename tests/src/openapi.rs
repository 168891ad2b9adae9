//! Our `OpenAPI` document, and whether an answer is one that it describes. Of JSON Schema it knows the words that the
//! document uses, and refuses others.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::connection::Response;

/// The document.
#[derive(Clone, Debug)]
pub struct OpenApi(Value);

impl OpenApi {
    /// Reads the document.
    pub fn read(answer: &Response) -> Self {
        Self(serde_json::from_slice(&answer.body).unwrap())
    }

    /// Every answer that is described, by its path: `200`, or the code of a problem.
    pub fn described(&self) -> BTreeSet<(String, String)> {
        let mut all = BTreeSet::new();
        for (path, methods) in self.0["paths"].as_object().expect("paths") {
            for responses in
                methods.as_object().into_iter().flatten().map(|(_, operation)| &operation["responses"])
            {
                for (status, response) in responses.as_object().expect("responses") {
                    let description = response["description"].as_str().expect("a description");
                    let codes = description.split('`').skip(1).step_by(2);
                    let told = if status == "200" { vec!["200"] } else { codes.collect() };
                    all.extend(told.into_iter().map(|told| (path.clone(), told.to_owned())));
                }
            }
        }
        all
    }

    /// Requires that the operation describes this answer.
    #[track_caller]
    pub fn require(&self, method: &str, path: &str, answer: &Response) {
        let wrong = self.wrong(method, path, answer);
        assert_eq!(wrong, None, "{method} {path}: {} {}", answer.status, answer.text());
    }

    /// What is wrong with an answer, if something is.
    pub fn wrong(&self, method: &str, path: &str, answer: &Response) -> Option<String> {
        let operation = &self.0["paths"][path][method];
        let Some(response) = operation["responses"].get(answer.status.to_string()) else {
            return Some(format!("status {} is not described", answer.status));
        };
        let media_type = answer.field("content-type").unwrap_or_default();
        let Some(content) = response["content"].get(media_type) else {
            return Some(format!("{media_type:?} is not described"));
        };
        let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
            return Some("no JSON".to_owned());
        };
        let told = body["code"].as_str().map(|code| format!("`{code}`"));
        let described = response["description"].as_str().unwrap_or_default();
        if let Some(code) = told.filter(|code| !described.contains(code)) {
            return Some(format!("{code} is not described"));
        }
        self.breach(&content["schema"], &body, "$")
    }

    /// Where a value breaks a schema, if it does.
    fn breach(&self, schema: &Value, value: &Value, at: &str) -> Option<String> {
        let words: &Map<String, Value> = schema.as_object().expect("a schema is an object");
        words.iter().find_map(|(word, said)| self.breach_of(word, said, words, value, at))
    }

    fn breach_of(
        &self,
        word: &str,
        said: &Value,
        words: &Map<String, Value>,
        value: &Value,
        at: &str,
    ) -> Option<String> {
        let matching = || {
            let schemas = said.as_array().into_iter().flatten();
            schemas.filter(|schema| self.breach(schema, value, at).is_none()).count()
        };
        let number = |found: Option<i64>| found.zip(said.as_i64());
        let holds = match word {
            "description" | "format" | "pattern" => true,
            "$ref" => return self.breach(self.named(said), value, at),
            "type" => is_a(said.as_str().unwrap_or_default(), value),
            "const" => said == value,
            "enum" => said.as_array().is_some_and(|all| all.contains(value)),
            "anyOf" => matching() > 0,
            "oneOf" => matching() == 1,
            "minimum" => number(value.as_i64()).is_none_or(|(found, least)| found >= least),
            "maximum" => number(value.as_i64()).is_none_or(|(found, most)| found <= most),
            "minItems" => number(value.as_array().map(|all| i64::try_from(all.len()).unwrap()))
                .is_none_or(|(found, least)| found >= least),
            "required" => {
                said.as_array().into_iter().flatten().all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "additionalProperties" => {
                *said == Value::Bool(false) && {
                    let known = words["properties"].as_object().expect("properties");
                    value
                        .as_object()
                        .is_none_or(|members| members.keys().all(|name| known.contains_key(name)))
                }
            }
            "properties" => {
                let members = said.as_object().into_iter().flatten();
                let mut present = members.filter_map(|(name, schema)| Some((name, schema, value.get(name)?)));
                return present
                    .find_map(|(name, schema, value)| self.breach(schema, value, &format!("{at}.{name}")));
            }
            "items" => {
                let mut items = value.as_array().into_iter().flatten();
                return items.find_map(|item| self.breach(said, item, &format!("{at}[]")));
            }
            other => panic!("{other} is a word of JSON Schema that is not known here"),
        };
        (!holds).then(|| format!("{at}: {value} breaks {word} {said}"))
    }

    fn named(&self, reference: &Value) -> &Value {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#')).expect("a reference within");
        self.0.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is a type that is not known here"),
    }
}
