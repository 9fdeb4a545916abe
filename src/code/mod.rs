//! How codes look and what they are made of, as the data files say.

mod layout;

pub use layout::{Chars, Field, Fields, Label, Layout, LayoutError, Part, PartRange, Reading};
