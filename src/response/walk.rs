//! All objects and texts of a body, with their places.

use super::value::{self, Value};

/// How many strings that hold JSON themselves are read, and how long they may be.
const INNER: usize = 16;
const INNER_LENGTH: usize = 64 * 1024;

/// An object or string of a body.
pub(super) struct Node<'v, 'b> {
    pub(super) value: &'v Value<'b>,
    parent: Option<usize>,
    step: Step<'v>,
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Root,
    Member(&'v str),
    Element(usize),
}

/// The objects and strings of a value, the outer ones first.
pub(super) struct Nodes<'v, 'b> {
    pub(super) list: Vec<Node<'v, 'b>>,
}

impl<'v, 'b> Nodes<'v, 'b> {
    /// All objects and strings of `root`, and the lists on the way.
    pub(super) fn of(root: &'v Value<'b>) -> Self {
        let mut list = vec![Node { value: root, parent: None, step: Step::Root }];
        let mut at = 0;
        while at < list.len() {
            let value = list[at].value;
            let parent = Some(at);
            match value {
                Value::Object(members) => list.extend(
                    members.iter().filter(|(_, value)| is_kept(value)).map(|(name, value)| Node {
                        value,
                        parent,
                        step: Step::Member(name),
                    }),
                ),
                Value::List(values) => {
                    list.extend(
                        values.iter().enumerate().filter(|(_, value)| is_kept(value)).map(
                            |(index, value)| Node { value, parent, step: Step::Element(index) },
                        ),
                    )
                }
                _ => {}
            }
            at += 1;
        }
        Self { list }
    }

    /// The place of a node: `error.errors[2]`, empty for the whole.
    pub(super) fn path(&self, at: usize) -> String {
        let mut steps = Vec::new();
        let mut next = Some(at);
        while let Some(at) = next {
            steps.push(self.list[at].step);
            next = self.list[at].parent;
        }
        let mut path = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Root => {}
                Step::Member(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.extend(name.chars().take(64));
                }
                Step::Element(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// The member that a node stands in, directly or in a list; a dot for the whole.
    pub(super) fn within(&self, at: usize) -> &'v str {
        let mut node = &self.list[at];
        loop {
            match (node.step, node.parent) {
                (Step::Member(name), _) => return name,
                (_, Some(parent)) => node = &self.list[parent],
                (_, None) => return ".",
            }
        }
    }

    /// The object that a string is a member of.
    pub(super) fn object_of(&self, at: usize) -> Option<usize> {
        self.list[at].parent.filter(|&parent| matches!(self.list[parent].value, Value::Object(_)))
    }
}

fn is_kept(value: &Value<'_>) -> bool {
    matches!(value, Value::Object(_) | Value::List(_) | Value::Text(_))
}

/// The values that strings of a body hold as JSON, each with the place of its string.
pub(super) fn inner_values(nodes: &Nodes<'_, '_>) -> Vec<(String, Value<'static>)> {
    let mut inner = Vec::new();
    for (at, node) in nodes.list.iter().enumerate() {
        let Some(text) = node.value.text() else { continue };
        // Some write the JSON behind words of their own: `409,{…}`.
        let Some(open) = text.bytes().take(200).position(|byte| byte == b'{') else { continue };
        if text.len() > INNER_LENGTH || inner.len() == INNER {
            continue;
        }
        if let Some(read) = value::read(&text.as_bytes()[open..])
            && !read.value.members().is_empty()
        {
            inner.push((nodes.path(at), read.value.into_owned()));
        }
    }
    inner
}
