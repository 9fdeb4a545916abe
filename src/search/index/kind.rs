//! What the texts of an entry are.

/// What a text of an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::search) enum Kind {
    Message,
    /// The message as the system sends it, where the source documents another text.
    Sent,
    Title,
    Name,
    Code,
    Description,
    Parameters,
    Labels,
    /// What people call it who do not know the message.
    Keywords,
}

impl Kind {
    /// The kind that has a number, in the order above.
    pub(in crate::search) fn numbered(number: u16) -> Self {
        match number {
            0 => Self::Message,
            1 => Self::Sent,
            2 => Self::Title,
            3 => Self::Name,
            4 => Self::Code,
            5 => Self::Description,
            6 => Self::Parameters,
            7 => Self::Labels,
            _ => Self::Keywords,
        }
    }

    /// How much a word counts here.
    pub(in crate::search) fn factor(self) -> f32 {
        match self {
            Self::Message | Self::Sent | Self::Title => 1.0,
            Self::Name => 0.95,
            Self::Code => 0.9,
            Self::Keywords => 0.85,
            Self::Description => 0.75,
            Self::Parameters => 0.55,
            Self::Labels => 0.45,
        }
    }

    /// Whether the text says by itself what the error is: a query that has all of it is better
    /// than one that has a part.
    pub(in crate::search) fn is_telling(self) -> bool {
        matches!(self, Self::Message | Self::Sent | Self::Title | Self::Name | Self::Keywords)
    }

    /// Whether an entry that has a word here makes it less rare. Labels say what an entry belongs
    /// to: they do not.
    pub(in crate::search) fn makes_less_rare(self) -> bool {
        self != Self::Labels
    }
}
