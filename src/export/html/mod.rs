//! `html`: one page that needs no network. Without JavaScript it is a plain table; with it, it is
//! searched by typing.

use std::collections::HashSet;
use std::io::{self, Write};

use super::plain::one_line;
use super::{Format, Part, Selection};
use crate::catalog::Catalog;
use crate::entry::Entry;
use crate::status;

pub(super) const FORMAT: Format = Format {
    name: "html",
    about: "one searchable page that needs no network",
    parts: &[Part { name: "errcode.html", about: "the page", write }],
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the page may do: use its own style and script, told by their SHA-256, and nothing else.
/// `tests/pipelines/run.py html` says what to write here where one of them was changed.
const POLICY: &str = "default-src 'none'; \
    style-src 'sha256-8eSrvXkIQi+kNkjbeDtpRSkzy//hdg7m7rXADBf7emA='; \
    script-src 'sha256-vfmVqjntmTL1TESf+owcBwYqwkjV/V3BoTXe77rpRyQ='; \
    base-uri 'none'; form-action 'none'";

fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>Error codes</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>Error codes</h1>\n</header>\n"
    )?;
    form(selection, out)?;
    writeln!(out, "<main>")?;
    let mut ids = HashSet::new();
    for (catalog, entries) in &selection.catalogs {
        section(catalog, entries, &mut ids, out)?;
    }
    writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// The fields to search with, hidden until the script is there to answer.
fn form(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<form role=\"search\" hidden>\n\
         <label class=\"wide\">Search (press / to come here, arrows for the results, Esc to clear)\n\
         <input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>\n\
         <label>Catalog\n<select><option value=\"\">all</option>"
    )?;
    for (catalog, _) in &selection.catalogs {
        let id = escaped(catalog.id());
        write!(out, "<option value=\"{id}\">{}</option>", escaped(&catalog.header().title))?;
    }
    write!(out, "</select></label>\n<label>Status\n<select><option value=\"\">all</option>")?;
    let classes: HashSet<u16> =
        selection.entries().filter_map(|found| Some(found.entry.status? / 100)).collect();
    for class in (1..=9).filter(|class| classes.contains(class)) {
        write!(out, "<option value=\"{class}\">{class}xx</option>")?;
    }
    writeln!(out, "</select></label>\n<output aria-live=\"polite\"></output>\n</form>")
}

fn section(
    catalog: &Catalog,
    entries: &[&Entry],
    ids: &mut HashSet<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let header = catalog.header();
    let id = escaped(catalog.id());
    writeln!(out, "<section id=\"{id}\" aria-labelledby=\"{id}.title\">")?;
    writeln!(out, "<h2 id=\"{id}.title\">{}</h2>", escaped(&header.title))?;
    let (edition, source) = (escaped(&header.edition), escaped(&header.source));
    writeln!(out, "<p class=\"about\">Edition {edition}. Source: {source}.</p>")?;
    if !header.background().notes.is_empty() {
        let notes: String = header
            .background()
            .notes
            .iter()
            .map(|note| format!("<li>{}</li>", escaped(note)))
            .collect();
        writeln!(out, "<details><summary>About these codes</summary><ul>{notes}</ul></details>")?;
    }
    write!(
        out,
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Code</th>\
         <th scope=\"col\">Status</th><th scope=\"col\">Meaning</th>\
         <th scope=\"col\">Group</th></tr></thead>\n<tbody>\n"
    )?;
    for entry in entries {
        row(entry, &anchor(catalog, entry, ids), out)?;
    }
    writeln!(out, "</tbody>\n</table></div>\n</section>")
}

fn row(entry: &Entry, anchor: &str, out: &mut dyn Write) -> io::Result<()> {
    let class = entry.status.map(|status| status / 100);
    let data = class.map(|class| format!(" data-class=\"{class}\"")).unwrap_or_default();
    let code = escaped(&entry.code);
    write!(
        out,
        "<tr id=\"{anchor}\"{data}><th scope=\"row\"><a href=\"#{anchor}\"><code>{code}</code></a>"
    )?;
    if let Some(name) = &entry.name {
        write!(out, "<br><code class=\"dim\">{}</code>", escaped(name))?;
    }
    write!(out, "</th><td>")?;
    if let Some(code) = entry.status {
        let reason = status::reason(code).unwrap_or_default();
        let class = class.unwrap_or_default();
        write!(out, "<span class=\"s{class}\">{code}</span> <span class=\"dim\">{reason}</span>")?;
    }
    write!(out, "</td><td>")?;
    if let Some(title) = &entry.title {
        write!(out, "<p><strong>{}</strong></p>", escaped(title))?;
    }
    write!(out, "<p>{}</p>", escaped(&entry.message))?;
    if let Some(description) = &entry.description {
        write!(out, "<p>{}</p>", escaped(description))?;
    }
    for parameter in &entry.parameters {
        let description = parameter.description.as_deref().unwrap_or_default();
        if !description.is_empty() {
            let name = escaped(&parameter.name);
            write!(out, "<p><code>{name}</code>: {}</p>", escaped(description))?;
        }
    }
    for (label, value) in [
        ("Type", entry.error_type.clone().unwrap_or_default()),
        ("OAuth error", entry.oauth_error.clone().unwrap_or_default()),
        ("Returned by", entry.returned_by.join(", ")),
        ("Note", entry.notes.join(" ")),
        ("What to do", entry.advice.join(" ")),
    ] {
        if !value.is_empty() {
            write!(out, "<p class=\"dim\">{label}: {}</p>", escaped(&value))?;
        }
    }
    // Nothing but a web address becomes a link: `javascript:` would be one as well.
    if let Some(url) = entry.url.as_deref()
        && (url.starts_with("https://") || url.starts_with("http://"))
    {
        write!(out, "<p><a href=\"{}\" rel=\"noreferrer\">source</a></p>", escaped(url))?;
    }
    let group = entry.group.as_deref().map(escaped).unwrap_or_default();
    writeln!(out, "</td><td>{group}</td></tr>")
}

/// A name for the row that links can point to: `personium-PR400-OD-0001`, counted where one code
/// has several entries.
fn anchor(catalog: &Catalog, entry: &Entry, ids: &mut HashSet<String>) -> String {
    let text = format!("{}-{}", catalog.id(), entry.code);
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let base: String = text.chars().map(plain).collect();
    let mut id = base.clone();
    let mut count = 1;
    while !ids.insert(id.clone()) {
        count += 1;
        id = format!("{base}-{count}");
    }
    id
}

/// Text that is neither markup nor the end of an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hostile, written};
    use crate::catalog::Catalogs;

    #[test]
    fn every_entry_is_a_row_with_an_anchor_of_its_own() {
        let page = written(&Catalogs::embedded(), "html", 0);
        let ids: Vec<_> = page
            .split("<tr id=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default())
            .collect();
        assert_eq!(ids.len(), 646);
        assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 646);
        assert!(ids.contains(&"backend-services-107-3"));
    }

    #[test]
    fn no_text_of_a_catalog_becomes_markup() {
        let page = written(&hostile(), "html", 0);
        for markup in ["<img", "<b>", "alert(1)</script>", "href=\"javascript"] {
            assert!(!page.contains(markup), "{markup}");
        }
        assert_eq!(page.matches("<script>").count(), 1);
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }

    #[test]
    fn nothing_is_loaded_from_anywhere() {
        let page = written(&Catalogs::embedded(), "html", 0);
        for loading in [" src=", "<link", "url(", "@import", "fetch(", "innerHTML"] {
            assert!(!page.contains(loading), "{loading}");
        }
    }
}
