//! HTTP messages as curl and other clients print them, one exchange after the other.

use std::borrow::Cow;
use std::ops::Range;

use super::{Field, Request};

/// How many exchanges and fields are kept. Of more exchanges, the first ones and the last are.
const EXCHANGES: usize = 1_000;
const FIELDS: usize = 150_000;
/// Up to this size a body is freed of the lines that curl prints in between.
const CLEANED: usize = 1024 * 1024;

/// A request and what was answered, as far as they were printed.
#[derive(Debug, Default)]
pub(super) struct Exchange<'t> {
    pub(super) request: Option<Request<'t>>,
    /// `None` where no answer came.
    pub(super) status: Option<u16>,
    pub(super) fields: Vec<Field<'t>>,
    body: Range<usize>,
    /// The head came with `<` in front of its lines.
    prefixed: bool,
    /// Lines that curl says of itself stand in the body.
    noisy: bool,
}

/// What a text of HTTP messages says.
#[derive(Debug, Default)]
pub(super) struct Trace<'t> {
    pub(super) exchanges: Vec<Exchange<'t>>,
    /// What curl says of the transfer that failed: `(6) Could not resolve host: …`.
    pub(super) failure: Option<String>,
    text: &'t [u8],
}

impl<'t> Trace<'t> {
    /// The body of an exchange, without blank lines around it and curl's own lines in it.
    pub(super) fn body(&self, exchange: &Exchange<'t>) -> Cow<'t, [u8]> {
        let mut body = self.text[exchange.body.clone()].trim_ascii();
        if !exchange.noisy {
            return Cow::Borrowed(body);
        }
        if body.len() <= CLEANED {
            let mut kept = Vec::with_capacity(body.len());
            for line in body.split_inclusive(|&byte| byte == b'\n') {
                let line = without_meter(line);
                if !is_noise(line) {
                    kept.extend_from_slice(&line[..own_words(line)]);
                }
            }
            return Cow::Owned(kept.trim_ascii().to_vec());
        }
        while let Some(end) = body.iter().position(|&byte| byte == b'\n')
            && is_noise(&body[..end])
        {
            body = body[end..].trim_ascii_start();
        }
        Cow::Borrowed(body)
    }
}

/// Where a line ends that has curl's words glued behind a body without a line break.
fn own_words(line: &[u8]) -> usize {
    const WORDS: [&[u8]; 2] = [b"* Connection #", b"* Closing connection"];
    let tail = line.len().saturating_sub(200);
    WORDS
        .iter()
        .filter_map(|words| line[tail..].windows(words.len()).position(|window| window == *words))
        .min()
        .map_or(line.len(), |at| tail + at)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first message.
    Outside,
    /// In the fields of a request.
    Request,
    /// Behind them.
    Requested,
    /// In the fields of a response.
    Head,
    /// Behind them.
    Body,
}

/// Reads messages: what `curl -i`, `curl -v`, `wget -S`, `http -v` and alike print. `None` where
/// no line is a status line or a traced request.
pub(super) fn read(text: &[u8]) -> Option<Trace<'_>> {
    let mut reader = Reader {
        trace: Trace { text, ..Trace::default() },
        state: State::Outside,
        traced: false,
        indent: 0,
        fields: 0,
    };
    let mut at = 0;
    while at < text.len() {
        let (line, next) = line_at(text, at);
        at = reader.line(line, at, next);
    }
    let mut trace = reader.trace;
    if let Some(last) = trace.exchanges.last_mut()
        && reader.state == State::Body
    {
        last.body.end = text.len();
    }
    let told = |exchange: &Exchange<'_>| exchange.status.is_some() || reader.traced;
    trace.exchanges.iter().any(told).then_some(trace)
}

/// The line that starts at `at`, without its line break, and where the next one starts.
pub(super) fn line_at(text: &[u8], at: usize) -> (&[u8], usize) {
    let rest = &text[at..];
    let (end, next) = match rest.iter().position(|&byte| byte == b'\n') {
        Some(end) => (end, end + 1),
        None => (rest.len(), rest.len()),
    };
    let line = &rest[..end];
    (line.strip_suffix(b"\r").unwrap_or(line), at + next)
}

struct Reader<'t> {
    trace: Trace<'t>,
    state: State,
    /// Lines with `>` and `<` in front were met.
    traced: bool,
    /// By how many spaces the head is indented (`wget -S`).
    indent: usize,
    fields: usize,
}

impl<'t> Reader<'t> {
    /// Takes in the line between `at` and `next`; returns where to go on.
    fn line(&mut self, line: &'t [u8], at: usize, next: usize) -> usize {
        let line =
            if self.state == State::Body && !self.traced { line } else { without_meter(line) };
        if let Some((direction, content)) = arrow(line) {
            match direction {
                Direction::In => {
                    if let Some(status) = status_line(content) {
                        self.traced = true;
                        self.response(status, at, Prefix::Arrow);
                        return next;
                    }
                    if self.state == State::Head && self.is_prefixed() {
                        return self.head(content, next);
                    }
                }
                Direction::Out => {
                    if let Some(request) = request_line(content) {
                        self.traced = true;
                        self.request(request, at);
                        return next;
                    }
                    if self.state == State::Request && self.traced {
                        if content.is_empty() {
                            self.state = State::Requested;
                        } else {
                            self.field(content);
                        }
                        return next;
                    }
                }
            }
        }
        if let Some(failure) = line.strip_prefix(b"curl: (") {
            let failure = String::from_utf8_lossy(&failure[..failure.len().min(300)]);
            self.trace.failure = Some(format!("({failure}"));
            self.note_noise();
            return next;
        }
        if self.traced && is_noise(line) {
            self.note_noise();
            return next;
        }
        self.bare(line, at, next)
    }

    fn bare(&mut self, line: &'t [u8], at: usize, next: usize) -> usize {
        match self.state {
            State::Outside | State::Request | State::Requested => {
                let shown = without_color(line);
                let indent = indent(&shown);
                if let Some(status) = status_line(&shown[indent..]) {
                    self.indent = indent;
                    self.response(status, at, Prefix::None);
                } else if self.state == State::Request && !self.traced {
                    if line.is_empty() {
                        self.state = State::Requested;
                    } else {
                        self.field(line);
                    }
                } else if self.state == State::Outside
                    && let Some(request) = request_line(line)
                {
                    self.request(request, at);
                }
                next
            }
            State::Head if self.is_prefixed() => next,
            State::Head => {
                let shown = without_color(line);
                if let Some(status) = status_line(&shown) {
                    self.response(status, at, Prefix::None);
                    return next;
                }
                let unindented = self.indent > 0 && indent(line) < self.indent;
                if unindented || matches!(line.first(), Some(b'{' | b'[' | b'<')) {
                    self.open_body(at);
                    return at;
                }
                self.head(&line[self.indent.min(line.len())..], next)
            }
            State::Body => {
                if line.starts_with(b"HTTP/")
                    && let Some(status) = status_line(line)
                    && (self.is_blank_until(at) || self.goes_on_as_head(next))
                {
                    self.response(status, at, Prefix::None);
                } else if let Some(request) = request_line(line)
                    && self.goes_on_as_head(next)
                {
                    self.request(request, at);
                }
                next
            }
        }
    }

    /// Takes in a line of a response's head.
    fn head(&mut self, line: &'t [u8], next: usize) -> usize {
        if line.is_empty() {
            return self.open_body(next);
        }
        self.field(line);
        next
    }

    /// Opens the body at `at`; returns where to go on: behind a body of known length where another
    /// message follows it directly.
    fn open_body(&mut self, at: usize) -> usize {
        self.state = State::Body;
        let Some(exchange) = self.trace.exchanges.last_mut() else { return at };
        exchange.body = at..at;
        let length = exchange
            .fields
            .iter()
            .find(|field| field.is("content-length"))
            .and_then(|field| field.value().parse::<usize>().ok());
        match length.and_then(|length| at.checked_add(length)) {
            Some(end)
                if end > at
                    && self
                        .trace
                        .text
                        .get(end..)
                        .is_some_and(|rest| rest.starts_with(b"HTTP/")) =>
            {
                end
            }
            _ => at,
        }
    }

    fn field(&mut self, line: &'t [u8]) {
        let Some(exchange) = self.trace.exchanges.last_mut() else { return };
        let fields = match (&mut exchange.request, self.state) {
            (Some(request), State::Request) => &mut request.fields,
            _ => &mut exchange.fields,
        };
        if matches!(line.first(), Some(b' ' | b'\t')) {
            if let Some(field) = fields.last_mut() {
                field.fold(line);
            }
        } else if self.fields < FIELDS
            && let Some(field) = Field::read(without_color(line))
        {
            self.fields += 1;
            fields.push(field);
        }
    }

    fn request(&mut self, request: Request<'t>, at: usize) {
        self.close(at);
        self.push(Exchange { request: Some(request), body: at..at, ..Exchange::default() });
        self.state = State::Request;
    }

    fn response(&mut self, status: u16, at: usize, prefix: Prefix) {
        let asked = matches!(self.state, State::Request | State::Requested);
        // `curl -iv` prints every head twice: with and without `<`.
        let repeated = prefix == Prefix::None
            && self.traced
            && self.state == State::Body
            && self.is_blank_until(at)
            && self.trace.exchanges.last().is_some_and(|last| last.status == Some(status));
        self.close(at);
        if !asked && !repeated {
            self.push(Exchange::default());
        }
        if let Some(exchange) = self.trace.exchanges.last_mut() {
            exchange.status = Some(status);
            exchange.fields.clear();
            exchange.body = at..at;
            exchange.prefixed = prefix == Prefix::Arrow;
            exchange.noisy = false;
        }
        self.state = State::Head;
    }

    fn push(&mut self, exchange: Exchange<'t>) {
        if self.trace.exchanges.len() >= EXCHANGES {
            self.trace.exchanges.pop();
        }
        self.trace.exchanges.push(exchange);
    }

    /// Ends the body of the last exchange.
    fn close(&mut self, at: usize) {
        if let Some(last) = self.trace.exchanges.last_mut()
            && self.state == State::Body
        {
            last.body.end = at;
        }
    }

    fn note_noise(&mut self) {
        if let Some(last) = self.trace.exchanges.last_mut() {
            last.noisy = true;
        }
    }

    fn is_prefixed(&self) -> bool {
        self.trace.exchanges.last().is_some_and(|last| last.prefixed)
    }

    /// Whether the open body is still empty, curl's own lines aside. Looks at 4 KiB at most.
    fn is_blank_until(&self, at: usize) -> bool {
        let start = self.trace.exchanges.last().map_or(at, |last| last.body.start);
        let body = &self.trace.text[start..at];
        body.len() <= 4096
            && body
                .split(|&byte| byte == b'\n')
                .all(|line| line.trim_ascii().is_empty() || is_noise(without_meter(line)))
    }

    /// Whether a field, or an empty line with more behind it, stands at `next`.
    fn goes_on_as_head(&self, next: usize) -> bool {
        let rest = &self.trace.text[next..];
        let (line, _) = line_at(&rest[..rest.len().min(4096)], 0);
        (line.is_empty() && !rest[..rest.len().min(4096)].trim_ascii_start().is_empty())
            || Field::read(Cow::Borrowed(line)).is_some()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    Arrow,
    None,
}

enum Direction {
    In,
    Out,
}

/// The side that a line of `curl -v` is of, and the line without the mark in front.
fn arrow(line: &[u8]) -> Option<(Direction, &[u8])> {
    let (direction, rest) = match line.split_first()? {
        (b'<', rest) => (Direction::In, rest),
        (b'>', rest) => (Direction::Out, rest),
        _ => return None,
    };
    match rest.split_first() {
        None => Some((direction, rest)),
        Some((b' ', rest)) => Some((direction, rest)),
        Some(_) => None,
    }
}

/// The status of a status line (RFC 9112, 4): `HTTP/1.1 401 Unauthorized`, `HTTP/2 401`.
pub(super) fn status_line(line: &[u8]) -> Option<u16> {
    let rest = line.strip_prefix(b"HTTP/")?;
    let space = rest.iter().take(4).position(|&byte| byte == b' ')?;
    let version = &rest[..space];
    if !version.first()?.is_ascii_digit()
        || !version.iter().all(|&byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    let rest = rest[space..].trim_ascii_start();
    status(rest.get(..3)?).filter(|_| rest.get(3).is_none_or(u8::is_ascii_whitespace))
}

/// Three digits from 100 to 599.
pub(super) fn status(digits: &[u8]) -> Option<u16> {
    let [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] = digits else { return None };
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The method and target of a request line (RFC 9112, 3).
pub(super) fn request_line(line: &[u8]) -> Option<Request<'_>> {
    let mut words = line.split(|&byte| byte == b' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_method = (3..=20).contains(&method.len())
        && method.iter().all(|&byte| byte.is_ascii_uppercase() || byte == b'-');
    if !is_method || target.is_empty() || !version.starts_with(b"HTTP/") || words.next().is_some() {
        return None;
    }
    Some(Request {
        method: String::from_utf8_lossy(method),
        target: String::from_utf8_lossy(target),
        fields: Vec::new(),
    })
}

/// Whether curl says this of itself: `* …`, `{ [5 bytes data]`, the head of the progress meter.
fn is_noise(line: &[u8]) -> bool {
    let data =
        |open: &[u8]| line.starts_with(open) && line.trim_ascii_end().ends_with(b"bytes data]");
    line.starts_with(b"* ")
        || data(b"{ [")
        || data(b"} [")
        || line.starts_with(b"  % Total")
        || line.trim_ascii_start().starts_with(b"Dload  Upload")
}

/// A line without the progress meter that curl leaves in front of it.
fn without_meter(line: &[u8]) -> &[u8] {
    const CLOCK: &[u8] = b"--:--:--";
    // The meter is short: what follows 400 bytes in is no longer its doing.
    let head = &line[..line.len().min(400)];
    let Some(last) = head.windows(CLOCK.len()).rposition(|window| window == CLOCK) else {
        return line;
    };
    let rest = line[last + CLOCK.len()..].trim_ascii_start();
    let speed = rest
        .iter()
        .position(|byte| !byte.is_ascii_digit() && !b".kMG".contains(byte))
        .unwrap_or(rest.len());
    rest[speed..].strip_prefix(b"\r").unwrap_or(&rest[speed..])
}

/// A line without the escapes that curl sets names of fields in bold with.
fn without_color(line: &[u8]) -> Cow<'_, [u8]> {
    if !line.contains(&0x1b) {
        return Cow::Borrowed(line);
    }
    let mut kept = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == 0x1b && tail.first() == Some(&b'[') {
            let end = tail.iter().position(u8::is_ascii_alphabetic).unwrap_or(tail.len() - 1);
            rest = &tail[end + 1..];
        } else {
            kept.push(byte);
            rest = tail;
        }
    }
    Cow::Owned(kept)
}

fn indent(line: &[u8]) -> usize {
    line.iter().take(8).take_while(|&&byte| byte == b' ').count()
}
