//! Runs `extract.vrl` and `enrich.vrl` of a folder on the lines of standard input, as Vector would,
//! and prints the errors that they find in each line as JSON. The one function that Vector adds to
//! the language, `get_enrichment_table_record`, is made up here from `errcode.csv`.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::{env, fs};

use vrl::compiler::prelude::*;
use vrl::compiler::state::RuntimeState;
use vrl::compiler::{Context, Program, TargetValue, TimeZone};
use vrl::value::{Secrets, Value};

type Rows = Arc<Vec<BTreeMap<KeyString, Value>>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args().nth(1).ok_or("usage: errcode-vrl-check FOLDER < LINES")?;
    let rows = Arc::new(table(&fs::read_to_string(format!("{folder}/errcode.csv"))?));
    let mut functions = vrl::stdlib::all();
    functions.push(Box::new(Lookup { rows }));
    let program = |name: &str| -> Result<Program, String> {
        let path = format!("{folder}/{name}");
        let source = fs::read_to_string(&path).map_err(|fault| format!("{path}: {fault}"))?;
        match vrl::compiler::compile(&source, &functions) {
            Ok(result) => {
                let warnings = result.warnings.iter();
                warnings.for_each(|warning| eprintln!("{path}: {warning:?}"));
                Ok(result.program)
            }
            Err(faults) => Err(format!("{path}: {faults:?}")),
        }
    };
    let programs = [program("extract.vrl")?, program("enrich.vrl")?];
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let event = BTreeMap::from([(KeyString::from("message"), Value::from(line?))]);
        let mut target = TargetValue {
            value: Value::Object(event),
            metadata: Value::Object(BTreeMap::new()),
            secrets: Secrets::default(),
        };
        let timezone = TimeZone::default();
        for program in &programs {
            let mut state = RuntimeState::default();
            program
                .resolve(&mut Context::new(&mut target, &mut state, &timezone))
                .map_err(|fault| fault.to_string())?;
        }
        let event = target.value.as_object().ok_or("an event is an object")?;
        let found = event.get("errcode").cloned().unwrap_or(Value::Null);
        writeln!(out, "{found}")?;
    }
    Ok(())
}

/// The rows of a CSV file with a header. No field of ours goes over several lines.
fn table(text: &str) -> Vec<BTreeMap<KeyString, Value>> {
    let mut lines = text.lines().map(fields);
    let header = lines.next().unwrap_or_default();
    let row = |row: Vec<String>| {
        header.iter().cloned().map(KeyString::from).zip(row.into_iter().map(Value::from)).collect()
    };
    lines.map(row).collect()
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                fields.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().unwrap().push(c),
        }
    }
    fields
}

#[derive(Debug, Clone)]
struct Lookup {
    rows: Rows,
}

const PARAMETERS: &[Parameter] = &[
    Parameter::required("table", kind::BYTES, "The table."),
    Parameter::required("condition", kind::OBJECT, "What the columns have to be."),
];

impl Function for Lookup {
    fn identifier(&self) -> &'static str {
        "get_enrichment_table_record"
    }

    fn usage(&self) -> &'static str {
        "The one row that fits; an error where there is none, or several."
    }

    fn category(&self) -> &'static str {
        "Enrichment"
    }

    fn return_kind(&self) -> u16 {
        kind::OBJECT
    }

    fn parameters(&self) -> &'static [Parameter] {
        PARAMETERS
    }

    fn examples(&self) -> &'static [Example] {
        &[]
    }

    fn compile(
        &self,
        _: &state::TypeState,
        _: &mut FunctionCompileContext,
        arguments: ArgumentList,
    ) -> Compiled {
        let condition = arguments.required("condition");
        Ok(LookupCall { rows: self.rows.clone(), condition }.as_expr())
    }
}

#[derive(Debug, Clone)]
struct LookupCall {
    rows: Rows,
    condition: Box<dyn Expression>,
}

impl FunctionExpression for LookupCall {
    fn resolve(&self, ctx: &mut Context) -> Resolved {
        let condition = self.condition.resolve(ctx)?.try_object()?;
        let fits = |row: &&BTreeMap<KeyString, Value>| {
            condition.iter().all(|(column, value)| row.get(column) == Some(value))
        };
        let mut found = self.rows.iter().filter(fits);
        match (found.next(), found.next()) {
            (Some(row), None) => Ok(Value::Object(row.clone())),
            (None, _) => Err("no rows found".into()),
            _ => Err("more than one row found".into()),
        }
    }

    fn type_def(&self, _: &state::TypeState) -> TypeDef {
        TypeDef::object(Collection::any()).fallible()
    }
}
