//! `fluent-bit`: a Lua script for the lua filter. There is no lookup filter yet, so the table is
//! in the script; it runs in Lua 5.1 and LuaJIT.

use std::io::{self, Write};

use super::extraction::{places, recognisers};
use super::keys::{Row, Unique, VALUES, rows};
use super::plain::WRITER;
use super::{Format, Part, Selection};

pub(super) const FORMAT: Format = Format {
    name: "fluent-bit",
    about: "Fluent Bit: Lua script with table and filter function",
    parts: &[
        Part { name: "errcode.lua", about: "table, and function cb", write: script },
        Part { name: "errcode.yaml", about: "the filter", write: filter },
    ],
};

/// How many rows one function of the script adds: LuaJIT allows 65536 constants in each.
const ROWS: usize = 1000;

fn script(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "-- Made by {WRITER}. Sets record.errcode to the first error in the text that is known.\n\
         local errors = {{}}\n"
    )?;
    for rows in rows(selection, Unique::Key).chunks(ROWS) {
        writeln!(out, "(function()")?;
        for row in rows {
            writeln!(out, "errors[{}] = {}", quoted(&row.key), table(row))?;
        }
        writeln!(out, "end)();")?;
    }
    writeln!(out, "local recognisers = {{")?;
    for recogniser in recognisers(selection) {
        let keys: Vec<_> = recogniser.lua_keys().iter().map(|key| quoted(key)).collect();
        let shape = quoted(&recogniser.lua_shape());
        writeln!(
            out,
            "  {{ keys = {{ {} }}, shape = {shape}, prefix = {} }},",
            keys.join(", "),
            quoted(&recogniser.prefix())
        )?;
    }
    writeln!(out, "}}\nlocal places = {{")?;
    for place in places(selection) {
        writeln!(out, "  {{ shape = {}, key = {} }},", quoted(&place.lua()), quoted(&place.key))?;
    }
    write!(out, "}}\n{FUNCTIONS}")
}

const FUNCTIONS: &str = r#"
local function known(key, prefix)
  local found = errors[prefix .. key]
  if found then return found end
  for _, place in ipairs(places) do
    found = key:find(place.shape) and errors[prefix .. place.key]
    if found then return found end
  end
end

-- A code that no longer name surrounds: the characters beside it are checked.
local function alone(text, shape, prefix)
  local pattern = "%f[0-9A-Za-z_]" .. shape .. "%f[^0-9A-Za-z_]"
  local from = 1
  while true do
    local first, last = text:find(pattern, from)
    if not first then return nil end
    local before = first > 1 and text:sub(first - 1, first - 1) or ""
    local inside = before:find("[./-]") or text:find("^[.-][0-9A-Za-z_]", last + 1)
    local found = not inside and known(text:sub(first, last), prefix)
    if found then return found end
    from = last + 1
  end
end

-- A code behind a key: "code": "X", code=X, <code>X</code>.
local function behind(text, lower, key, shape, prefix)
  local name = "%f[0-9a-z_]" .. key .. "[\"\\]*%s*[:=>]+%s*[\"\\]*()"
  local from = 1
  while true do
    local _, last, start = lower:find(name, from)
    if not last then return nil end
    local value, after = text:match("^(" .. shape .. ")%f[^0-9A-Za-z_]()", start)
    local found = value and not text:find("^[.-][0-9A-Za-z_]", after) and known(value, prefix)
    if found then return found end
    from = last + 1
  end
end

local function errcode(text)
  local lower = text:lower()
  for _, recogniser in ipairs(recognisers) do
    if #recogniser.keys == 0 then
      local found = alone(text, recogniser.shape, recogniser.prefix)
      if found then return found end
    end
    for _, key in ipairs(recogniser.keys) do
      local found = behind(text, lower, key, recogniser.shape, recogniser.prefix)
      if found then return found end
    end
  end
end

function cb(tag, timestamp, record)
  local text = record["log"] or record["message"]
  local found = type(text) == "string" and errcode(text)
  if not found then return 0, timestamp, record end
  record["errcode"] = found
  return 2, timestamp, record
end
"#;

fn table(row: &Row) -> String {
    let values = VALUES.iter().zip(row.values()).filter(|(_, value)| !value.is_empty());
    let fields = values.map(|(name, value)| match *name {
        "status" => format!("{name} = {value}"),
        _ => format!("{name} = {}", quoted(&value)),
    });
    format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
}

/// A text of Lua.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn filter(_: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "# Made by {WRITER}. Narrow down match to the tags of your logs.\n\
         pipeline:\n  \
           filters:\n    \
             - name: lua\n      \
               match: \"*\"\n      \
               script: errcode.lua\n      \
               call: cb\n"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hostile, written};

    #[test]
    fn every_text_stays_inside_its_quotes() {
        let script = written(&hostile(), "fluent-bit", 0);
        let line = script.lines().find(|line| line.starts_with("errors[\"H-2\"]")).unwrap();
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
        assert!(line.contains(r#"message = "a, \"b\" 'c' | `d` \\ $e"#), "{line}");
    }
}
