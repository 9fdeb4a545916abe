//! Tables with a header row: which column holds what.

use std::collections::BTreeMap;

use super::{Left, Row};
use crate::entry::{Entry, Parameter};

/// The fields of an entry and what people call them: small letters and digits alone.
const NAMES: &[(&str, &[&str])] = &[
    (
        "code",
        &[
            "code",
            "errorcode",
            "errcode",
            "errorid",
            "errid",
            "id",
            "key",
            "sqlstate",
            "errornumber",
            "errno",
            "number",
            "no",
            "nr",
        ],
    ),
    (
        "name",
        &[
            "name",
            "errorname",
            "symbol",
            "symbolicname",
            "constant",
            "conditionname",
            "identifier",
            "reason",
        ],
    ),
    ("title", &["title", "heading", "summary", "short"]),
    (
        "status",
        &[
            "status",
            "httpstatus",
            "httpstatuscode",
            "httpcode",
            "statuscode",
            "responsecode",
            "http",
        ],
    ),
    ("message", &["message", "msg", "text", "errormessage", "errortext"]),
    (
        "description",
        &["description", "desc", "details", "detail", "explanation", "meaning", "cause"],
    ),
    ("group", &["group", "category", "area", "section", "module", "domain", "component"]),
    ("error_type", &["errortype", "type", "class", "errorclass", "exception"]),
    ("oauth_error", &["oautherror", "oautherrorcode"]),
    ("parameters", &["parameters", "params", "arguments", "placeholders"]),
    ("returned_by", &["returnedby", "operations", "operation", "endpoints", "endpoint"]),
    ("url", &["url", "link", "see", "docs", "documentation"]),
    ("template", &["template"]),
    ("notes", &["notes", "note", "remarks", "remark", "comments", "comment"]),
    (
        "advice",
        &[
            "advice",
            "solution",
            "resolution",
            "remedy",
            "action",
            "fix",
            "whattodo",
            "recovery",
            "hint",
        ],
    ),
    ("keywords", &["keywords", "keyword", "searchterms", "alsoknownas"]),
    ("catalog", &["catalog"]),
];

/// Which field each column holds.
#[derive(Debug)]
pub(super) struct Columns {
    headers: Vec<String>,
    fields: Vec<Option<&'static str>>,
}

impl Columns {
    /// Reads a header row. `named` says of some fields which column holds them.
    ///
    /// # Errors
    /// Where no column holds codes, or none could be a message.
    pub(super) fn new(
        headers: &[String],
        named: &BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let plain = |text: &str| -> String {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect()
        };
        let mut fields: Vec<Option<&'static str>> = vec![None; headers.len()];
        for (field, names) in NAMES {
            let wanted = named.get(*field);
            let at = match wanted {
                Some(header) => headers.iter().position(|other| other.trim() == header.trim()),
                None => names.iter().find_map(|name| {
                    (0..headers.len())
                        .find(|&at| fields[at].is_none() && plain(&headers[at]) == *name)
                }),
            };
            match (at, wanted) {
                (Some(at), _) => fields[at] = Some(field),
                (None, Some(header)) => {
                    return Err(format!("no column `{header}`: there are {}", headers.join(", ")));
                }
                (None, None) => {}
            }
        }
        if let Some(field) = named.keys().find(|key| !NAMES.iter().any(|(field, _)| field == key)) {
            let known: Vec<_> = NAMES.iter().map(|(field, _)| *field).collect();
            return Err(format!("no field `{field}`: there are {}", known.join(", ")));
        }
        let columns = Self { headers: headers.to_vec(), fields };
        if !columns.has("code") {
            let headers = headers.join(", ");
            return Err(format!("no column for codes among {headers}: name it, `code=COLUMN`"));
        }
        if !["message", "description", "title", "name"].iter().any(|field| columns.has(field)) {
            let headers = headers.join(", ");
            return Err(format!(
                "no column for messages among {headers}: name it, `message=COLUMN`"
            ));
        }
        Ok(columns)
    }

    fn has(&self, field: &str) -> bool {
        self.fields.contains(&Some(field))
    }

    /// The entry of one row. What no field takes goes into its notes.
    pub(super) fn row(&self, line: usize, cells: &[String], left: &mut Vec<Left>) -> Option<Row> {
        let mut entry = Entry::default();
        for (at, cell) in cells.iter().enumerate() {
            let text = cell.trim();
            if text.is_empty() || matches!(text, "-" | "–" | "—") {
                continue;
            }
            let owned = || Some(text.to_owned());
            match self.fields.get(at).copied().flatten() {
                Some("code") => entry.code = text.to_owned(),
                Some("name") => entry.name = owned(),
                Some("title") => entry.title = owned(),
                Some("status") => match status(text) {
                    Some(status) => entry.status = Some(status),
                    None => {
                        left.push(Left::new(
                            line,
                            format!("`{text}` is no HTTP status: kept as a note"),
                        ));
                        entry.notes.push(format!("Status: {text}"));
                    }
                },
                Some("message") => entry.message = text.to_owned(),
                Some("description") => entry.description = owned(),
                Some("group") => entry.group = owned(),
                Some("error_type") => entry.error_type = owned(),
                Some("oauth_error") => entry.oauth_error = owned(),
                Some("parameters") => entry.parameters = text.split(';').map(parameter).collect(),
                Some("returned_by") => {
                    entry.returned_by = list(text);
                }
                Some("url") => entry.url = owned(),
                Some("template") => entry.template = owned(),
                Some("notes") => entry.notes.push(text.to_owned()),
                Some("advice") => entry.advice.push(text.to_owned()),
                Some("keywords") => entry.keywords = list(text),
                Some("catalog") => {}
                Some(_) | None => {
                    let header = self.headers.get(at).map(|header| header.trim());
                    let header = header.filter(|header| !header.is_empty());
                    entry.notes.push(match header {
                        Some(header) => format!("{header}: {text}"),
                        None => text.to_owned(),
                    });
                }
            }
        }
        Row::new(line, entry, left)
    }
}

/// `404`, `404 Not Found`.
pub(super) fn status(text: &str) -> Option<u16> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|status| digits.len() == 3 && (100..=599).contains(status))
}

/// Items between `;`, or else between commas.
fn list(text: &str) -> Vec<String> {
    let separator = if text.contains(';') { ';' } else { ',' };
    let items = text.split(separator).map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

/// `name`, `name (optional)`, `name: what it holds`.
fn parameter(text: &str) -> Parameter {
    let (name, description) = match text.split_once(':') {
        Some((name, description)) => (name, Some(description.trim().to_owned())),
        None => (text, None),
    };
    let bare = name.trim().trim_end_matches("(optional)").trim_end();
    let optional = bare.len() < name.trim().len();
    Parameter {
        name: bare.to_owned(),
        description: description.filter(|text| !text.is_empty()),
        optional,
    }
}
