//! What a code or a name must be to be what was spelled.

use crate::catalog::{Catalog, Key};
use crate::code::{Form, Layout, Reading, Spelled};

/// What a code or name of a catalog must be to be what was spelled.
pub(crate) struct Wanted<'s> {
    form: Form,
    layout: &'s Layout,
    is: WantedIs<'s>,
}

enum WantedIs<'s> {
    /// This, letters in either case.
    Text(String),
    /// One with these values from part `first` (0-based) on.
    End { first: usize, fields: &'s [String] },
}

impl<'s> Wanted<'s> {
    /// `None` where a beginning was spelled, which is no code.
    pub(crate) fn of(catalog: &'s Catalog, spelled: &'s Spelled) -> Option<Self> {
        let layout = layout(catalog, spelled.form)?;
        let is = match &spelled.reading {
            Reading::Whole(fields) => WantedIs::Text(layout.write(fields)),
            Reading::Beginning(_) => return None,
            Reading::End { first, fields } => WantedIs::End { first: *first, fields },
        };
        Some(Self { form: spelled.form, layout, is })
    }

    pub(crate) fn is(&self, key: &Key<'_>) -> bool {
        let Some(written) = identifier(key, self.form) else { return false };
        match &self.is {
            WantedIs::Text(text) => written.eq_ignore_ascii_case(text),
            WantedIs::End { first, fields } => {
                // Most codes differ in the last value already.
                fields.last().is_none_or(|last| self.layout.may_end_with(last, written))
                    && self.layout.read(written).is_some_and(|whole| whole[*first..] == fields[..])
            }
        }
    }
}

/// The code or the name.
pub(super) fn identifier<'k>(key: &'k Key<'_>, form: Form) -> Option<&'k str> {
    match form {
        Form::Code => Some(&key.code),
        Form::Name => key.name.as_deref(),
    }
}

pub(super) fn layout(catalog: &Catalog, form: Form) -> Option<&Layout> {
    match form {
        Form::Code => Some(&catalog.header().code),
        Form::Name => catalog.header().name.as_ref(),
    }
}
