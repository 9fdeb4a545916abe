//! The answer of `search`.

use std::io::{self, Write};

use owo_colors::OwoColorize;

use super::super::output::Output;
use super::list::{Row, caption, table};
use super::paint::{paragraph, short, shown};
use crate::search::{Answer, Hit};

/// Queries longer than this many characters are cut where they are repeated.
const LONGEST_QUERY: usize = 60;

/// Writes the hits as a table, and how mistyped words were read.
pub(crate) fn search(output: &mut Output, query: &str, answer: &Answer<'_>) -> io::Result<()> {
    let (width, text_width) = (output.width, output.text_width());
    if answer.hits.is_empty() {
        let query = short(query.trim(), LONGEST_QUERY);
        return paragraph(output, &format!("nothing found for: {query}"), 0, text_width);
    }
    if !answer.corrections.is_empty() {
        let read = answer.corrections.iter().map(|correction| {
            format!("{} → {}", shown(&correction.typed), shown(&correction.read_as).bold())
        });
        paragraph(output, &read.collect::<Vec<_>>().join(", "), 0, text_width)?;
        writeln!(output)?;
    }
    let rows: Vec<_> = answer.hits.iter().map(row).collect();
    caption(output, &rows)?;
    table(output, &rows, width)
}

fn row<'a>(hit: &'a Hit<'a>) -> Row<'a> {
    let values: Vec<String> =
        hit.captures.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let below = (!values.is_empty()).then(|| values.join(", "));
    Row { matched: &hit.matched, below, ..Row::new(hit.found) }
}
