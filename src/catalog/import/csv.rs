//! Tables as spreadsheets write them (RFC 4180).

use super::columns::Columns;
use super::{ImportError, ImportOptions, Left, Read};

pub(super) fn read(text: &str, options: &ImportOptions) -> Result<Read, ImportError> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut read = Read::default();
    let mut columns: Option<Columns> = None;
    let mut width = 0;
    for record in reader.records() {
        let record = record.map_err(|fault| ImportError::form(1, fault.to_string()))?;
        let line = record.position().map_or(0, |position| position.line() as usize);
        let cells: Vec<String> = record.iter().map(|cell| unguarded(cell).to_owned()).collect();
        let Some(columns) = &columns else {
            width = cells.len();
            let named = Columns::new(&cells, &options.columns);
            columns = Some(named.map_err(|reason| ImportError::form(line, reason))?);
            continue;
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if cells.len() > width {
            let reason =
                format!("{} cells, but {width} headers: the rest is kept in notes", cells.len());
            read.left.push(Left::new(line, reason));
        }
        read.rows.extend(columns.row(line, &cells, &mut read.left));
    }
    Ok(read)
}

/// A cell without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn unguarded(cell: &str) -> &str {
    let text = cell.strip_prefix('\'');
    text.filter(|text| text.trim_start().starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

/// What stands between the cells of the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    // Of several that stand as often, the first: a comma.
    b",;\t|".iter().rev().copied().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}
