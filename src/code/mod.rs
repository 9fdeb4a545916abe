//! How codes look, what they are made of and how people spell them, as the data files say.

mod layout;
mod spelling;

pub use layout::{Chars, Field, Fields, Label, Layout, LayoutError, Part, PartRange, Reading};
pub use spelling::{Form, Spelled, Via, clean, pattern_captures, spellings};
